"""The filters of the history as an address names them; what is malformed counts as not given."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms

from accounts.forms.fields import TextField, WrittenDate
from common.clock import SHANGHAI, day_of
from errata.rules.afterwards import Basis
from portal.queries.asked import HistoryFilters, field_choices, kind_choices
from portal.queries.history import ACTIONS

ACTION_CHOICES = sorted(ACTIONS.items(), key=lambda item: item[1])
_MORE = ("unit", "field", "action", "since", "until")


class HistoryForm(forms.Form):
    """Object, person, unit, field, action and time span."""

    q = TextField(max_length=100, required=False)
    kind = forms.CharField(max_length=63, required=False)
    person = TextField(max_length=100, required=False)
    unit = TextField(max_length=200, required=False)
    field = forms.CharField(max_length=130, required=False)
    action = forms.ChoiceField(choices=ACTION_CHOICES, required=False)
    since = WrittenDate(required=False)
    until = WrittenDate(required=False)
    before = forms.RegexField(r"^[1-9][0-9]{0,17}$", required=False)

    def _given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def filters(self) -> HistoryFilters:
        """What is asked for; a kind or field that there is not counts as none."""
        given = {name: self._given(name) or "" for name in ("q", "person", "unit", "action")}
        kind, field = self._given("kind"), self._given("field")
        known = dict(kind_choices())
        kind = kind if kind in known else ""
        field = field if field in dict(field_choices(kind)) else ""
        return HistoryFilters(kind=kind, field=field, since=self._given("since"), until=self._given("until"), **given)

    @property
    def position(self) -> int | None:
        """The event below which the page goes on; None for the newest."""
        return int(self._given("before")) if self._given("before") else None


def filter_bar(asked: HistoryFilters, *, of_project: bool = False) -> dict[str, Any]:
    """The filters for ``components/filter_bar.html``.

    :param of_project: on a project's own page, where the object is given.
    """
    return {
        "search": None if of_project else _text("q", "对象（项目、企业、单位、人员、编号）", asked.q),
        "selects": [_select("kind", "信息种类", asked.kind, kind_choices())],
        "texts": [_text("person", "办理人员", asked.person), _text("unit", "单位（主管部门或企业）", asked.unit)],
        "more": [
            _select("field", "改动的字段", asked.field, field_choices(asked.kind)),
            _select("action", "动作", asked.action, ACTION_CHOICES),
        ],
        "dates": [_day("since", "自", asked.since), _day("until", "至", asked.until)],
        "is_more_open": any(getattr(asked, name) for name in (*_MORE, "person")),
        "reset_url": "?" if asked != HistoryFilters() else "",
    }


def _text(name: str, label: str, value: str) -> dict[str, str]:
    return {"name": name, "label": label, "value": value}


def _select(name: str, label: str, value: str, choices: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _day(name: str, label: str, value: Any) -> dict[str, str]:
    return {"name": name, "label": label, "value": value.isoformat() if value else ""}


class ReportForm(forms.Form):
    """Area, days and basis of the report of changes after confirmation.

    :param areas: code and name of those that the auditor may ask for, his own first.
    """

    basis = forms.ChoiceField(choices=Basis.choices, required=False)
    since = WrittenDate(required=False)
    until = WrittenDate(required=False)
    before = forms.RegexField(r"^[1-9][0-9]{0,17}$", required=False)

    def __init__(self, data: Any, *, areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.areas = areas
        self.fields["area"] = forms.ChoiceField(choices=areas, required=False)

    def given(self, name: str) -> Any:
        """A value; empty when it is not given or malformed."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def area(self) -> str:
        """The area that is asked for; the auditor's own when none is."""
        asked = str(self.given("area"))
        return asked if asked in dict(self.areas) else self.areas[0][0]

    @property
    def is_asking(self) -> bool:
        """Whether anything is asked for."""
        return any(self.given(name) for name in self.fields)


class ReadingsForm(forms.Form):
    """Who of a firm's staff took away what, and from which day to which."""

    q = TextField(max_length=100, required=False)
    since = WrittenDate(required=False)
    until = WrittenDate(required=False)

    def given(self, name: str) -> Any:
        """A value; empty when it is not given or malformed."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def filter_bar(self) -> dict[str, Any]:
        """For ``components/filter_bar.html``."""
        since, until = self.given("since"), self.given("until")
        return {
            "search": _text("q", "人员、材料种类或项目名称", self.given("q")),
            "dates": [_day("since", "自", since), _day("until", "至", until)],
            "is_more_open": bool(since or until),
            "reset_url": "?" if self.given("q") or since or until else "",
        }


class AsOfForm:
    """Two axes of time as an address names them: ``at``, what was known then, and ``on``, what was in force that day.

    A day stands for its end; nothing is known of what lies ahead. What cannot be read counts as now.

    :param latest: the present moment.
    """

    def __init__(self, data: Mapping[str, str], *, latest: datetime) -> None:
        self.typed = data.get("at", "").strip()[:40]
        asked = _moment(self.typed)
        self.is_unread = bool(self.typed) and asked is None
        self.at = min(asked or latest, latest)
        self.day = _day_in(data.get("on", "")) or day_of(self.at)

    @property
    def stamp(self) -> str:
        """The moment in local time and to the last digit, as a link names it and a person reads it."""
        return self.at.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(" ")

    @property
    def field(self) -> str:
        """What stands in the input: what was typed, and in place of a link's exact moment the same in local time."""
        return self.stamp if not self.typed or "T" in self.typed else self.typed

    @property
    def end_of_day(self) -> datetime:
        """The last moment of the day that is asked for."""
        return datetime.combine(self.day, time.max, SHANGHAI)


def _moment(text: str) -> datetime | None:
    day = _day_in(text)
    if day is not None:
        return datetime.combine(day, time.max, SHANGHAI)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:40])
    except ValueError:
        return None
