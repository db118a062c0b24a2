"""Which cases were chosen in the queue, for what, and whether everything that it needs was given (R21)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from confirmation.bulk import BulkAct
from confirmation.rules.decisions import VerificationMethod
from confirmation.rules.reasons import Reason

_NEEDS = {
    BulkAct.ASSIGN: ("to", "note"),
    BulkAct.REMIND: (),
    BulkAct.RETURN: ("codes", "note"),
    BulkAct.CONFIRM: ("method", "note"),
}


class BulkForm(forms.Form):
    """What one act on several cases needs.

    :param colleagues: to whom cases can be given. ``reasons``: the coded ones of a return.
    """

    use_required_attribute = False

    note = forms.CharField(label="说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, act: BulkAct, colleagues: Sequence[User], reasons: Sequence[Reason], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._colleagues = {str(user.pk): user for user in colleagues}
        people = [("", "请选择"), *((str(user.pk), user.name) for user in colleagues)]
        every: dict[str, forms.Field] = {
            "to": forms.ChoiceField(label="接办人", choices=people, error_messages={"required": "请选择接办人"}),
            "codes": forms.MultipleChoiceField(
                label="退回理由",
                choices=[(reason.code, reason.text) for reason in reasons],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "请选择退回理由"},
            ),
            "method": forms.ChoiceField(
                label="核对方式（所选各件相同）",
                choices=[pair for pair in VerificationMethod.choices if pair[0] != VerificationMethod.OTHER],
                widget=forms.RadioSelect,
                error_messages={"required": "请选择核对方式"},
            ),
            "note": self.fields["note"],
        }
        self.fields = {name: every[name] for name in _NEEDS[act]}
        if act in (BulkAct.ASSIGN, BulkAct.RETURN):
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = "请写明理由"
            self.fields["note"].label = "转交理由（接办人可见）" if act is BulkAct.ASSIGN else "退回理由（企业可见）"

    @property
    def to(self) -> User | None:
        """To whom the cases are given."""
        return self._colleagues.get(self.cleaned_data.get("to", ""))

    @property
    def method(self) -> VerificationMethod | None:
        """How all of them were verified."""
        chosen = self.cleaned_data.get("method")
        return VerificationMethod(chosen) if chosen else None
