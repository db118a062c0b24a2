"""Turning a case's clock: one call in every act that gives the time to somebody else (X05, BR-37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.calendars import read_list, work_calendar
from accounts.models import Authority, CalendarDay, CalendarList, User
from accounts.policy import acting_for_authority, require_duty
from accounts.register import Period, period_on
from accounts.rules import Role
from audit.context import Acting, context
from common.clock import day_of
from common.workdays import WorkCalendar
from confirmation.models import Case, ClockEvent
from confirmation.queries.clock import with_turns
from confirmation.rules.clock import OWNER_OF, ClockCause, Owner, Turn, reckon

CLOCK_COLUMNS = ("clock_owner", "clock_since", "days_used", "days_allowed", "due_on", "near_due_on")


def turn_clock(case: Case, cause: ClockCause, *, at: datetime) -> None:
    """From now on the time is whose the cause says. Opens no transaction; the caller saves the case.

    An authority keeps the period with which the case first came to it, through every return: a clock goes on where it
    stood. Another authority begins its own, and so does a submission after the case was decided.
    """
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    events = list(case.clock_events.order_by("pk"))
    period = _period(case, events, at)
    turned = ClockEvent.objects.create(
        case=case,
        owner=OWNER_OF[cause],
        cause=cause,
        authority=case.authority,
        tier=case.tier,
        days_allowed=period.days,
        near_due_days=period.near_due_days,
        at=at,
    )
    _keep(case, [row.as_turn() for row in [*events, turned]], work_calendar())


@transaction.atomic(durable=True)
def recount_clocks(*, by: Acting, reason: str) -> int:
    """Count the clocks of all cases that are not decided again. Safe to repeat.

    :returns: how many cases got another figure.
    """
    with context(by, action="confirmation.recount_clocks", reason=reason, channel="command"):
        return recount(work_calendar())


def recount(calendar: WorkCalendar) -> int:
    """As :func:`recount_clocks`, in a transaction and context of the caller's: the calendar has changed (A10)."""
    changed = []
    # What was decided stays as it was counted then: a later list does not rewrite it.
    moving = with_turns(Case.objects.exclude(clock_owner=Owner.NOBODY)).select_for_update(of=("self",))
    for case in moving.order_by("pk"):
        before = _columns(case)
        _keep(case, [row.as_turn() for row in case.clock_events.all()], calendar)
        if before != _columns(case):
            changed.append(case)
    Case.objects.bulk_update(changed, CLOCK_COLUMNS, batch_size=500)
    return len(changed)


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose period would end on another day."""

    number: str
    unit: str
    before: date
    after: date


def moved_under(calendar: WorkCalendar) -> list[Moved]:
    """The waiting cases whose period would end on another day under this calendar. Saves nothing; two queries."""
    found = []
    for case in with_turns(Case.objects.filter(due_on__isnull=False)).select_related("authority").order_by("pk"):
        kept = reckon([row.as_turn() for row in case.clock_events.all()], calendar)
        if case.due_on and kept.due_on and case.due_on != kept.due_on:
            found.append(Moved(str(case), str(case.authority), case.due_on, kept.due_on))
    return found


@transaction.atomic(durable=True)
def load_calendar(
    *, by: User, authority: Authority, year: int, source: str, text: str, at: datetime
) -> tuple[CalendarList, int]:
    """Load a year's list of holidays and make-up days and count the clocks again (A10); the earlier list is kept.

    :returns: the list, and how many cases got another figure.
    :raises ActsForNobody: unless the person administers the rules of the province.
    :raises TheListIsNotWellFormed: naming the line.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, day_of(at))
    days = read_list(text, year)
    with context(
        acting_for_authority(by, authority, Role.ADMINISTRATOR),
        action="accounts.load_calendar",
        reason=source,
        subject="calendar",
    ):
        loaded = CalendarList.objects.create(year=year, source=source, loaded_by=by, loaded_at=at)
        CalendarDay.objects.bulk_create(CalendarDay(calendar=loaded, day=day, kind=kind.value) for day, kind in days)
        return loaded, recount(work_calendar())


def _columns(case: Case) -> tuple[object, ...]:
    return tuple(getattr(case, column) for column in CLOCK_COLUMNS)


def _keep(case: Case, turns: Sequence[Turn], calendar: WorkCalendar) -> None:
    found = reckon(turns, calendar)
    case.clock_owner, case.clock_since = found.owner, found.since
    case.days_used, case.days_allowed = found.used, found.allowed
    case.due_on, case.near_due_on = found.due_on, found.near_due_on


def _period(case: Case, events: Sequence[ClockEvent], at: datetime) -> Period:
    # After a decision that ended the case, a new submission begins a new period.
    decided = max((place for place, row in enumerate(events) if row.owner == Owner.NOBODY), default=-1)
    own = [row for row in events[decided + 1 :] if row.authority_id == case.authority_id]
    if own:
        return Period(own[-1].days_allowed, own[-1].near_due_days)
    assert case.authority is not None
    return period_on(case.authority, case.business_line, day_of(at))
