"""Time, questions and supervision of one case: what stands beside the case on both sides' pages."""

from dataclasses import dataclass
from datetime import datetime

from accounts.calendars import work_calendar
from accounts.models import User
from accounts.policy import ActsForNobody
from common.clock import day_of
from confirmation.models import Case, Urging
from confirmation.queries.answers import plain
from confirmation.queries.clock import CaseClock, Ledger, clock_of, forecast, ledger_of
from confirmation.queries.questions import Exchange, thread_of
from confirmation.queries.supervision import overseeing_duty
from confirmation.rules.states import WITH_AUTHORITY


@dataclass(frozen=True, slots=True)
class Urged:
    """One urging of an upper tier."""

    at: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What an official sees beside the case.

    :param is_mine: he holds it, so that he may ask; ``is_waiting``: somebody may still step aside.
    :param may_free: another holds it, over whose unit he watches.
    """

    clock: CaseClock | None
    ledger: Ledger
    forecast: str
    questions: list[Exchange]
    urgings: list[Urged]
    is_mine: bool
    is_waiting: bool
    may_free: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What the enterprise sees of the same: the same figures, units instead of persons (E17)."""

    case: Case
    clock: CaseClock | None
    ledger: Ledger
    forecast: str
    questions: list[Exchange]
    is_waiting: bool


def desk_of(case: Case, user: User, at: datetime) -> Desk:
    """The official's side. Six queries, and two more for a reader while somebody else holds the case."""
    today, calendar = day_of(at), work_calendar()
    return Desk(
        clock=clock_of(case, today, calendar),
        ledger=ledger_of(case, today, calendar),
        forecast=forecast(case),
        questions=thread_of(case, today, for_official=True),
        urgings=urgings_of(case),
        is_mine=case.holder_at(at) == user,
        is_waiting=case.status in WITH_AUTHORITY,
        may_free=_may_free(case, user, at),
    )


def _may_free(case: Case, user: User, at: datetime) -> bool:
    if case.holder_at(at) in (None, user):
        return False
    try:
        overseeing_duty(user, case.authority, at)
    except ActsForNobody:
        return False
    return True


def side_of(case: Case | None, at: datetime) -> Side | None:
    """The enterprise's side; None before its first submission. Five queries."""
    if case is None or case.number is None:
        return None
    today, calendar = day_of(at), work_calendar()
    return Side(
        case=case,
        clock=clock_of(case, today, calendar),
        ledger=ledger_of(case, today, calendar),
        forecast=forecast(case) if case.status in WITH_AUTHORITY else "",
        questions=thread_of(case, today, for_official=False),
        is_waiting=case.status in WITH_AUTHORITY,
    )


def urgings_of(case: Case) -> list[Urged]:
    """How often and with which words the case was urged, newest first. One query."""
    rows = Urging.objects.filter(case=case).select_related("by_authority").order_by("-pk")
    return [Urged(plain(row.at), row.by_authority.name, row.text) for row in rows]
