"""The list of the queue page as an address names it; what is malformed counts as not given."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.forms.fields import TextField, WrittenDate
from accounts.rules import EnterpriseKind
from confirmation.queries.columns import Column, columns_from
from confirmation.queries.worklist import HELD_BY_ME, HELD_BY_NOBODY, Filters, Sort, Tab, Worklist
from confirmation.rules.clock import ClockState
from confirmation.rules.states import CaseKind
from grading.rules.grades import Grade
from projects.rules.dictionaries import Sector

AGAIN = [("yes", "第二次及以后提交")]
TARGETS = [(grade.value, f"{grade.value}级") for grade in (Grade.A, Grade.B, Grade.C)]
STATES = [
    (state.value, state.label)
    for state in (ClockState.ON_TIME, ClockState.NEAR_DUE, ClockState.OVERDUE, ClockState.PAUSED)
]


COLUMN_CHOICES = [("", "不显示"), *Column.choices]


class SaveFilterForm(forms.Form):
    """The name under which a list is kept, and for whom."""

    name = forms.CharField(label="名称", max_length=30, error_messages={"required": "请为要保存的筛选写一个名称"})
    shared = forms.BooleanField(label="与本单位共享", required=False)


class QueueSettingForm(forms.Form):
    """The columns by their places, and the list with which the queue opens.

    :param saved: the lists to choose from, by id and name.
    """

    def __init__(self, *args: Any, saved: list[tuple[int, str]], columns: Sequence[Column] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_with"] = forms.TypedChoiceField(
            label="打开待办时显示",
            choices=[("", "本单位待办"), *saved],
            coerce=int,
            empty_value=None,
            required=False,
        )
        for number in range(len(Column)):
            chosen = columns[number].value if number < len(columns) else ""
            self.fields[f"column_{number + 1}"] = forms.ChoiceField(
                label=f"第{number + 1}列", choices=COLUMN_CHOICES, required=False, initial=chosen
            )

    @property
    def columns(self) -> tuple[Column, ...]:
        """The chosen columns, each once; the usual ones when none is chosen."""
        return columns_from(self.cleaned_data[f"column_{number + 1}"] for number in range(len(Column)))


class WorklistForm(forms.Form):
    """Tab, filters, order and place of a list."""

    tab = forms.ChoiceField(choices=Tab.choices, required=False)
    q = forms.CharField(max_length=100, required=False)
    enterprise = TextField(max_length=100, required=False)
    sector = forms.ChoiceField(choices=Sector.choices, required=False)
    kind = forms.ChoiceField(choices=CaseKind.choices, required=False)
    place = forms.RegexField(r"^\d{6}$", required=False)
    enterprise_kind = forms.ChoiceField(choices=EnterpriseKind.choices, required=False)
    grade = forms.ChoiceField(choices=TARGETS, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    again = forms.ChoiceField(choices=AGAIN, required=False)
    since = WrittenDate(required=False)
    until = WrittenDate(required=False)
    holder = forms.RegexField(rf"^({HELD_BY_ME}|{HELD_BY_NOBODY}|[1-9]\d{{0,8}})$", required=False)
    sort = forms.ChoiceField(choices=Sort.choices, required=False)
    page = forms.CharField(max_length=90, required=False)
    at = forms.RegexField(r"^[0-9-]{1,60}$", required=False)

    def _given(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    @property
    def worklist(self) -> Worklist:
        """The list: 本单位待办 when no tab is named."""
        given = self._given()
        texts = ("enterprise", "sector", "kind", "place", "enterprise_kind", "grade", "state", "again", "holder")
        filters = Filters(
            text=given["q"],
            since=given["since"] or None,
            until=given["until"] or None,
            **{name: given[name] for name in texts},
        )
        return Worklist(Tab(given["tab"] or Tab.UNIT), filters, Sort(given["sort"] or Sort.DUE))

    @property
    def names_a_list(self) -> bool:
        """Whether the address names a list at all; a link of a notice does not."""
        return bool(self._given()["tab"])

    @property
    def cursor(self) -> str:
        """Which page of the list; empty for the first."""
        return str(self._given()["page"])

    @property
    def here(self) -> str:
        """Where in the list a case stood; empty when not told."""
        return str(self._given()["at"])
