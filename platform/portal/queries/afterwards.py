"""The auditor's report of what changed after confirmation, in words (U10)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from accounts.models import Appointment, Division, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from common.clock import SHANGHAI
from errata.queries.afterwards import Change, changes_after_confirmation
from errata.rules.afterwards import Basis
from portal.queries.history import ACTIONS
from portal.queries.labels import Names, labels_of, model_name, names_among, value_text
from portal.queries.wording import ROLES, actor_in_words

PAGE = 50
USUAL_DAYS = 30
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about: an area's code, empty for the province, and days, both included."""

    area: str
    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first one after it."""
        end = datetime.combine(self.until + timedelta(days=1), time.min, SHANGHAI)
        return datetime.combine(self.since, time.min, SHANGHAI), end


@dataclass(frozen=True, slots=True)
class Line:
    """One change as the page and the export show it."""

    event_id: int
    at: datetime
    is_red: bool
    basis: str
    paper: str
    paper_on: date | None
    project: str
    url: str
    record: str
    action: str
    who: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some changes, newest first, and how many of each basis the whole span has.

    :param further: the event below which the next page goes on; None on the last.
    :param is_cut: the span has more than one report reads.
    """

    lines: list[Line]
    counts: list[tuple[Basis, int]]
    further: int | None
    is_cut: bool

    @property
    def red(self) -> int:
        """How many have no paper."""
        return dict(self.counts)[Basis.NONE]


def area_choices(user: User, today: date) -> list[tuple[str, str]]:
    """The divisions of which an auditor may ask, his own first; the empty code is the province."""
    found: dict[str, str] = {}
    for duty in duties_of(user, today, Role.AUDITOR):
        found |= _below(duty)
    return list(found.items())


def _below(duty: Appointment) -> dict[str, str]:
    own = duty.authority
    if own.tier == Tier.PROVINCE:
        rows = Division.objects.exclude(level=Division.Level.PROVINCE).order_by("city_code", "code")
        return {"": "全省"} | dict(rows.values_list("code", "name"))
    rows = Division.objects.filter(city_code=own.division_id) if own.tier == Tier.CITY else Division.objects.none()
    return {own.division_id: own.division.name} | dict(rows.order_by("code").values_list("code", "name"))


def report_page(span: Span, basis: str, before: int | None) -> ReportPage:
    """One page of the report.

    :param basis: only these; empty for all.
    """
    report = changes_after_confirmation(span.area, *span.moments)
    asked = [change for change in report.changes if not basis or change.paper.basis == basis]
    rest = [change for change in asked if before is None or change.event_id < before]
    lines = lines_of(rest[:PAGE])
    further = lines[-1].event_id if len(rest) > PAGE else None
    return ReportPage(lines, [(one, report.count(one)) for one in Basis], further, report.is_cut)


def all_lines(span: Span, basis: str) -> list[Line]:
    """The whole report, for an export."""
    report = changes_after_confirmation(span.area, *span.moments)
    return lines_of([change for change in report.changes if not basis or change.paper.basis == basis])


def lines_of(changes: list[Change]) -> list[Line]:
    """Changes in words. One query: for what people, units and places are called."""
    values = [(one.table, name, value) for one in changes for name, *both in one.columns for value in both]
    names = names_among(values)
    return [_line(change, names) for change in changes]


def _line(change: Change, names: Names) -> Line:
    labels = labels_of(change.table)
    role = ROLES.get(change.role, change.role)
    actor = actor_in_words(change.actor, change.role)
    who = " · ".join(part for part in (f"{actor}（{role}）" if role else actor, change.unit) if part)
    line = Line(
        event_id=change.event_id,
        at=change.at,
        is_red=change.is_red,
        basis=change.paper.basis.label,
        paper="、".join(change.paper.numbers) or change.paper.lack,
        paper_on=change.paper.dated_on,
        project="",
        url="",
        record=f"{model_name(change.table)}：{change.label}",
        action=ACTIONS.get(change.action, change.action),
        who=who,
        reason=change.reason,
        changes=tuple(
            (
                labels.get(name, name),
                value_text(change.table, name, was, names),
                value_text(change.table, name, is_now, names),
            )
            for name, was, is_now in change.columns
        ),
    )
    if change.project is None:
        return line
    return replace(line, project=change.project.name, url=reverse("audit-project", args=[change.project.row_guid]))
