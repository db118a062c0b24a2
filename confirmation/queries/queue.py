"""The queue of a reviewer's unit as its page shows it: one page of rows, and how many every tab holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Subquery

from accounts.calendars import work_calendar
from accounts.models import User
from common.clock import SHANGHAI, day_of
from common.workdays import WorkCalendar
from confirmation.models import Case, Submission
from confirmation.models.case import CaseQuerySet
from confirmation.queries.clock import CaseClock, clock_of
from confirmation.queries.impartial import barred
from confirmation.queries.keyset import Order, page_of
from confirmation.queries.worklist import Filters, Sort, Tab, Worklist, cases_of_unit, condition_of, in_tab, listed
from confirmation.rules.states import WITH_AUTHORITY

COUNTED_AT_MOST = 999
_WAITING_TABS = [tab for tab in Tab if tab is not Tab.DECIDED]


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list, as plain values.

    :param place: where it stands in the list, as the address of its page carries it.
    :param turn: ``free`` to be claimed, ``mine``, ``other`` held by a colleague, ``barred`` for this person, ``done``.
    :param holder: who holds it and until when; empty when nobody does.
    """

    number: str
    version: int
    place: str
    project: str
    division: str
    sector: str
    enterprise: str
    enterprise_kind: str
    kind: str
    grade: str
    status: str
    submitted_at: datetime
    decided_at: datetime | None
    days: int
    clock: CaseClock | None
    due_on: date | None
    round: int
    turn: str
    holder: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What the queue page shows. ``counts`` are texts by tab; ``total`` counts the filtered list."""

    worklist: Worklist
    counts: dict[Tab, str]
    total: str
    rows: tuple[Row, ...]
    previous: str
    next: str

    @property
    def tab(self) -> Tab:
        """The tab that is open."""
        return self.worklist.tab


def queue_of(user: User, at: datetime, *, tab: Tab, filters: Filters, sort: Sort = Sort.DUE, cursor: str = "") -> Queue:
    """One page of the user's queue. A fixed number of queries, whatever it holds.

    :raises ActsForNobody: when the user reviews for no authority.
    """
    worklist = Worklist(tab, filters, sort)
    cases, calendar = cases_of_unit(user, day_of(at)), work_calendar()
    wanted = listed(cases, worklist, user, at)
    page = page_of(_shown(wanted, user, at), worklist.order, cursor)
    counts = counts_by_tab(cases, user, at)
    return Queue(
        worklist=worklist,
        counts=counts,
        total=counts[tab] if filters == Filters() else bounded_count(wanted),
        rows=tuple(_row(case, user, at, calendar, worklist.order) for case in page.cases),
        previous=page.previous,
        next=page.next,
    )


def rows_of(user: User, at: datetime, worklist: Worklist) -> Iterator[Row]:
    """Every row of a list in its order, for an export.

    :raises ActsForNobody: when the user reviews for no authority.
    """
    wanted, order = listed(cases_of_unit(user, day_of(at)), worklist, user, at), worklist.order
    calendar = work_calendar()
    return (
        _row(case, user, at, calendar, order) for case in order.on(_shown(wanted, user, at)).iterator(chunk_size=1_000)
    )


def _shown(cases: CaseQuerySet, user: User, at: datetime) -> CaseQuerySet:
    return cases.select_related("project__division", "enterprise", "holder").annotate(
        round=Subquery(Submission.objects.filter(case=OuterRef("pk")).order_by("-round").values("round")[:1]),
        barred=ExpressionWrapper(barred(user, day_of(at)), output_field=BooleanField()),
    )


def counts_by_tab(cases: CaseQuerySet, user: User, at: datetime) -> dict[Tab, str]:
    """How many cases every tab holds. Two queries; of what is decided at most ``COUNTED_AT_MOST`` are counted."""
    waiting = cases.filter(status__in=WITH_AUTHORITY)
    counts = waiting.aggregate(
        **{tab.value: Count("pk", filter=condition_of(tab, user, at) or None) for tab in _WAITING_TABS}
    )
    decided = bounded_count(in_tab(cases, Tab.DECIDED, user, at))
    return {tab: str(counts[tab.value]) if tab is not Tab.DECIDED else decided for tab in Tab}


def bounded_count(cases: CaseQuerySet) -> str:
    """How many cases there are, counted up to ``COUNTED_AT_MOST``. One query."""
    count = cases.order_by()[: COUNTED_AT_MOST + 1].count()
    return f"{COUNTED_AT_MOST}+" if count > COUNTED_AT_MOST else str(count)


def _row(case: Case, user: User, at: datetime, calendar: WorkCalendar, order: Order) -> Row:
    holder = case.holder_at(at)
    assert case.submitted_at is not None, "constraint submitted_case_lies_somewhere"
    return Row(
        number=str(case),
        version=case.version,
        place=order.place_of(case),
        project=case.project.name,
        division=case.project.division.name,
        sector=case.project.get_sector_display(),
        enterprise=case.enterprise.name,
        enterprise_kind=case.get_enterprise_kind_display(),
        kind=case.get_kind_display(),
        grade=case.target_grade,
        status=case.status,
        submitted_at=case.submitted_at,
        decided_at=case.decided_at,
        days=(day_of(at) - day_of(case.submitted_at)).days,
        clock=clock_of(case, day_of(at), calendar),
        due_on=case.due_on,
        round=getattr(case, "round", 1),
        turn=_turn(case, holder, user),
        holder=held_text(case) if holder else "",
    )


def held_text(case: Case) -> str:
    """Who holds a held case, and until when."""
    assert case.holder is not None
    assert case.held_until is not None
    return f"{case.holder.name}（至 {case.held_until.astimezone(SHANGHAI):%H:%M}）"


def _turn(case: Case, holder: User | None, user: User) -> str:
    if case.status not in WITH_AUTHORITY:
        return "done"
    if holder is not None:
        return "mine" if holder == user else "other"
    return "barred" if getattr(case, "barred", False) else "free"
