"""The clock of a case as the firm and the official read it: one figure, one sentence, from one function (X05)."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.rules import Tier
from common.workdays import WorkCalendar
from confirmation.models import Case, ClockEvent
from confirmation.models.case import CaseQuerySet
from confirmation.rules.clock import ClockState, Owner, Turn, days_of, elapsed, state_on
from confirmation.rules.states import WITH_AUTHORITY, Status

FORECAST_FROM = 20  # the unit's latest decided cases of the kind
FORECAST_AT_LEAST = 3
_TONES = {
    ClockState.ON_TIME: "neutral",
    ClockState.NEAR_DUE: "attention",
    ClockState.OVERDUE: "danger",
    ClockState.PAUSED: "progress",
    ClockState.STOPPED: "neutral",
}
_STANDS = {
    Status.RETURNED: "待企业补正，停止计时",
    Status.WITHDRAWN: "企业已撤回，停止计时",
    Status.REFUSED: "已办结",
    Status.CONFIRMED: "已办结",
    Status.REVERSING: "已办结",
    Status.REVERSED: "已办结",
}


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The clock of one case on one day.

    :param used: working days that the case has lain with its authority; ``allowed``: its period.
    :param text: the sentence that both sides read.
    """

    state: ClockState
    used: int
    allowed: int
    due_on: date | None
    text: str

    @property
    def tone(self) -> str:
        """The colour of its mark; the word stands in it."""
        return _TONES[self.state]

    @property
    def label(self) -> str:
        """The word of its mark."""
        return str(self.state.label)


def clock_of(case: Case, today: date, calendar: WorkCalendar) -> CaseClock | None:
    """The clock from the case's own columns; None before the first submission. No query."""
    if case.clock_since is None or case.days_allowed is None:
        return None
    owner = Owner(case.clock_owner)
    state = state_on(
        today,
        owner=owner,
        due_on=case.due_on,
        near_due_on=case.near_due_on,
        is_waiting=case.status in WITH_AUTHORITY,
    )
    used = case.days_used
    if owner == Owner.AUTHORITY:
        used += calendar.between(case.clock_since, today)
    return CaseClock(state, used, case.days_allowed, case.due_on, _text(case, state, used, today, calendar))


def _text(case: Case, state: ClockState, used: int, today: date, calendar: WorkCalendar) -> str:
    so_far = f"已用 {used} / {case.days_allowed} 个工作日"
    if case.due_on is None:
        return f"{so_far}，{_STANDS.get(Status(case.status), '待企业答复，暂停计时')}（{case.clock_since} 起）"
    if state == ClockState.OVERDUE:
        over = calendar.between(case.due_on, today)
        return f"{so_far}，办理期限 {case.due_on}，已超期{f' {over} 个工作日' if over else ''}"
    left = calendar.between(today, case.due_on)
    return f"{so_far}，办理期限 {case.due_on}，{f'还有 {left} 个工作日' if left else '今日到期'}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """All the time of a project's cases of one enterprise: each tier's, the enterprise's and in all, in working days.

    ``total`` is the sum of the others, as every working day is somebody's.
    """

    tiers: tuple[tuple[Tier, int], ...]
    enterprise: int
    total: int


def ledger_of(case: Case, today: date, calendar: WorkCalendar) -> Ledger:
    """The time of the project's cases of the case's enterprise, whichever tier they lay with. Two queries."""
    cases = Case.objects.filter(project=case.project_id, enterprise=case.enterprise_id)
    stories = [turns_of(row) for row in with_turns(cases)]
    tiers = {tier: sum(days_of(turns, calendar, today, tier=tier) for turns in stories) for tier in Tier}
    return Ledger(
        tiers=tuple((tier, days) for tier, days in tiers.items() if days),
        enterprise=sum(days_of(turns, calendar, today, owner=Owner.ENTERPRISE) for turns in stories),
        total=sum(
            elapsed(turns, calendar, today) - days_of(turns, calendar, today, owner=Owner.NOBODY) for turns in stories
        ),
    )


def forecast(case: Case) -> str:
    """How long the unit took for its latest cases of the kind, as one sentence; empty with too few. One query."""
    like = Case.objects.filter(
        authority=case.authority_id,
        business_line=case.business_line,
        kind=case.kind,
        status__in=[Status.CONFIRMED, Status.REFUSED],
        days_allowed__isnull=False,
        decided_at__isnull=False,
    )
    days = list(like.order_by("-decided_at", "-pk").values_list("days_used", flat=True)[:FORECAST_FROM])
    if len(days) < FORECAST_AT_LEAST:
        return ""
    return f"该单位最近办结的 {len(days)} 件同类办件，办理用时的中位数为 {median(days):g} 个工作日"


def near_due(today: date) -> Q:
    """Cases whose period ends within the days of reminder."""
    return Q(near_due_on__lte=today, due_on__gte=today)


def overdue(today: date) -> Q:
    """Cases whose period has passed."""
    return Q(due_on__lt=today)


def with_turns(cases: CaseQuerySet) -> CaseQuerySet:
    """Cases whose clock ever ran, with their turns in order."""
    turns = ClockEvent.objects.order_by("pk")
    ran = Exists(ClockEvent.objects.filter(case=OuterRef("pk")))
    return cases.filter(ran).prefetch_related(Prefetch("clock_events", turns))


def turns_of(case: Case) -> list[Turn]:
    """A case's turns as ``confirmation.rules.clock`` counts them; no query when they are fetched."""
    return [row.as_turn() for row in case.clock_events.all()]
