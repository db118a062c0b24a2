"""The pages of one supervised unit and of one sample (R28)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.calendars import work_calendar
from accounts.models import Appointment, Authority
from common.clock import day_of
from confirmation.models import Case, Recheck, RecheckItem, Urging
from confirmation.queries.answers import plain
from confirmation.queries.clock import CaseClock, clock_of, near_due, overdue
from confirmation.queries.supervision import UnitHealth, health_of

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class LateCase:
    """A case that is near its end or over."""

    number: str
    project: str
    line: str
    clock: CaseClock | None
    urged: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit as its upper tier sees it."""

    health: UnitHealth
    late: list[LateCase]
    urgings: list[tuple[str, str, str, str]]
    samples: list[Recheck]


@dataclass(frozen=True, slots=True)
class SampleItem:
    """One confirmation of a sample; ``outcome`` is empty until it was re-checked."""

    pk: int
    number: str
    project: str
    confirmed: str
    outcome: str
    is_bad: bool
    findings: str
    by: str


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A sample and what was found so far."""

    recheck: Recheck
    items: list[SampleItem]
    done: int


def unit_page(unit: Authority, duty: Appointment, at: datetime) -> UnitPage:
    """A unit's late cases, urgings and the samples of the watching authority. A fixed number of queries."""
    today, calendar = day_of(at), work_calendar()
    late = Case.objects.filter(near_due(today) | overdue(today), authority=unit).select_related("project")
    rows = list(late.prefetch_related("urgings").order_by("due_on", "pk")[:SHOWN_AT_MOST])
    urgings = Urging.objects.filter(to_authority=unit).select_related("by_authority", "case").order_by("-pk")
    return UnitPage(
        health=health_of([unit], at)[0],
        late=[
            LateCase(
                number=str(case),
                project=case.project.name,
                line=case.get_business_line_display(),
                clock=clock_of(case, today, calendar),
                urged=len(case.urgings.all()),
            )
            for case in rows
        ],
        urgings=[
            (plain(row.at), row.by_authority.name, str(row.case) if row.case else "全部超期和即将到期办件", row.text)
            for row in urgings[:SHOWN_AT_MOST]
        ],
        samples=list(
            Recheck.objects.filter(of_authority=unit, by_authority=duty.authority_id).order_by("-pk")[:SHOWN_AT_MOST]
        ),
    )


def recheck_page(recheck: Recheck) -> SamplePage:
    """A sample with its results. One query."""
    rows = RecheckItem.objects.filter(recheck=recheck).order_by("order")
    items = [_item(row) for row in rows.select_related("decision__case__project", "decision__person", "result__by")]
    return SamplePage(recheck, items, sum(bool(item.outcome) for item in items))


def _item(row: RecheckItem) -> SampleItem:
    decision, result = row.decision, getattr(row, "result", None)
    return SampleItem(
        pk=row.pk,
        number=str(decision.case),
        project=decision.case.project.name,
        confirmed=f"{plain(decision.decided_at)} {decision.person.name}",
        outcome=result.get_outcome_display() if result else "",
        is_bad=bool(result and result.outcome == "DEFECTS"),
        findings=result.findings if result else "",
        by=f"{result.by.name} {plain(result.at)}" if result else "",
    )
