"""Refusals: what the portal says no with."""


class RuleError(Exception):
    """A rule said no.

    Subclasses are named as sentences and stand beside what raises them. ``str(error)`` is the Chinese message for
    the person at the screen: the fact, the clause it rests on and the next step.

    :param message: the fact and the next step, a Chinese sentence.
    :param clause: where the rule stands, such as ``吉建管〔2024〕17号 一（二）``; empty for rules of the system itself.
    :param field: the form field at fault, empty when the refusal concerns the whole act.
    """

    def __init__(self, message: str, *, clause: str = "", field: str = "") -> None:
        super().__init__(f"{message}（依据：{clause}）" if clause else message)
        self.clause = clause
        self.field = field
