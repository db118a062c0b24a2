"""The list of the queue page as an address names it; what is malformed counts as not given."""

from typing import Any

from django import forms

from accounts.rules import EnterpriseKind
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


class WorklistForm(forms.Form):
    """Tab, filters, order and place of a list."""

    tab = forms.ChoiceField(choices=Tab.choices, required=False)
    q = forms.CharField(max_length=100, required=False)
    sector = forms.ChoiceField(choices=Sector.choices, required=False)
    kind = forms.ChoiceField(choices=CaseKind.choices, required=False)
    place = forms.RegexField(r"^\d{6}$", required=False)
    enterprise_kind = forms.ChoiceField(choices=EnterpriseKind.choices, required=False)
    grade = forms.ChoiceField(choices=TARGETS, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    again = forms.ChoiceField(choices=AGAIN, required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
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
        texts = ("sector", "kind", "place", "enterprise_kind", "grade", "state", "again", "holder")
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
