"""The columns of a reviewer's list: which there are, and which of them a person wants to see, in his order (R18)."""

from collections.abc import Iterable

from django.db import models

_NARROW = frozenset({"kind", "grade", "submitted", "clock", "round", "state"})


class Column(models.TextChoices):
    """What a list can show of a case besides its number and its button."""

    PROJECT = "project", "项目"
    DIVISION = "division", "所在地"
    SECTOR = "sector", "工程类别"
    ENTERPRISE = "enterprise", "企业"
    KIND = "kind", "事项"
    GRADE = "grade", "申请等级"
    SUBMITTED = "submitted", "提交时间"
    CLOCK = "clock", "办理期限"
    ROUND = "round", "提交次数"
    STATE = "state", "办理情况"

    @property
    def template(self) -> str:
        """What draws its cell from a ``row``."""
        return f"confirmation/queue_cells/{self.value}.html"

    @property
    def is_narrow(self) -> bool:
        """Whether its text stays on one line."""
        return self.value in _NARROW


USUAL = (Column.PROJECT, Column.ENTERPRISE, Column.GRADE, Column.SUBMITTED, Column.CLOCK, Column.STATE)


def columns_from(names: Iterable[str]) -> tuple[Column, ...]:
    """Columns by name, in this order, each once; the usual ones when none is known."""
    known = tuple(dict.fromkeys(Column(name) for name in names if name in Column.values))
    return known or USUAL
