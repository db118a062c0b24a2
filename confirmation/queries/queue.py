"""The queue of a reviewer's unit: what waits, what he holds, what came back, what is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery

from accounts.calendars import work_calendar
from accounts.models import User
from accounts.policy import ActsForNobody, duties_of
from accounts.rules import Role
from common.clock import SHANGHAI, day_of
from common.notice import of_notice
from common.workdays import WorkCalendar
from confirmation.models import Case, Decision, Submission
from confirmation.models.case import CaseQuerySet
from confirmation.queries.clock import CaseClock, clock_of, near_due, overdue
from confirmation.queries.impartial import barred
from confirmation.queries.keyset import Page, page_of
from confirmation.rules.clock import Owner
from confirmation.rules.states import DECIDED, WITH_AUTHORITY, Action
from projects.queries.matching import name_contains

COUNTED_AT_MOST = 999


class Tab(models.TextChoices):
    """The lists of the queue page."""

    MINE = "mine", "我的"
    UNIT = "unit", "本单位待办"
    AGAIN = "again", "退回后重报"
    NEAR = "near", "即将到期"
    OVER = "over", "已超期"
    DECIDED = "decided", "已办结"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; an empty text asks for nothing.

    :param text: part of a project's name or of a case number.
    """

    text: str = ""
    sector: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list, as plain values.

    :param turn: ``free`` to be claimed, ``mine``, ``other`` held by a colleague, ``barred`` for this person, ``done``.
    :param holder: who holds it and until when; empty when nobody does.
    """

    number: str
    project: str
    place: str
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
    round: int
    turn: str
    holder: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What the queue page shows. ``counts`` are texts by tab; ``total`` counts the filtered list."""

    tab: Tab
    counts: dict[Tab, str]
    total: str
    rows: tuple[Row, ...]
    previous: str
    next: str


def queue_of(user: User, at: datetime, *, tab: Tab, filters: Filters, cursor: str = "") -> Queue:
    """One page of the user's queue. A fixed number of queries, whatever it holds.

    :raises ActsForNobody: when the user reviews for no authority.
    """
    cases, calendar = cases_of_unit(user, day_of(at)), work_calendar()
    wanted = _filtered(_in_tab(cases, tab, user, at), filters)
    done = tab is Tab.DECIDED
    page: Page = page_of(
        _shown(wanted, user, at), column="decided_at" if done else "submitted_at", newest_first=done, cursor=cursor
    )
    return Queue(
        tab=tab,
        counts=_counts(cases, user, at),
        total=_bounded_count(wanted),
        rows=tuple(_row(case, user, at, calendar) for case in page.cases),
        previous=page.previous,
        next=page.next,
    )


def rows_of(user: User, at: datetime, *, tab: Tab, filters: Filters) -> Iterator[Row]:
    """Every row of the user's queue in its order, for an export.

    :raises ActsForNobody: when the user reviews for no authority.
    """
    wanted = _filtered(_in_tab(cases_of_unit(user, day_of(at)), tab, user, at), filters)
    order = ("-decided_at", "-pk") if tab is Tab.DECIDED else ("submitted_at", "pk")
    calendar = work_calendar()
    return (
        _row(case, user, at, calendar) for case in _shown(wanted, user, at).order_by(*order).iterator(chunk_size=1_000)
    )


def _shown(cases: CaseQuerySet, user: User, at: datetime) -> CaseQuerySet:
    return cases.select_related("project__division", "enterprise", "holder").annotate(
        round=Subquery(Submission.objects.filter(case=OuterRef("pk")).order_by("-round").values("round")[:1]),
        barred=ExpressionWrapper(barred(user, day_of(at)), output_field=BooleanField()),
    )


def cases_of_unit(user: User, today: date) -> CaseQuerySet:
    """Cases of the authorities and business lines for which the user reviews (四（二）).

    :raises ActsForNobody: when there are none.
    """
    duties = duties_of(user, today, Role.REVIEWER)
    if not duties:
        raise ActsForNobody(
            "本页面供各级住房城乡建设主管部门的审核人员使用；如职责有变，请联系本单位管理员",
            clause=of_notice("四（一）"),
        )
    mine = Q(pk__in=[])
    for duty in duties:
        mine |= Q(authority_id=duty.authority_id, business_line=duty.business_line)
    return Case.objects.visible_to(user, today).filter(mine)


def free_for(user: User, at: datetime) -> CaseQuerySet:
    """Waiting cases of the user's unit that nobody holds and that he may decide, oldest first.

    :raises ActsForNobody: when the user reviews for no authority.
    """
    waiting = cases_of_unit(user, day_of(at)).filter(status__in=WITH_AUTHORITY)
    nobody = Q(holder=None) | Q(held_until__lte=at)
    # A case about which its enterprise owes an answer waits for that, not for an official.
    asked = Q(clock_owner=Owner.ENTERPRISE)
    return waiting.filter(nobody).exclude(asked | barred(user, day_of(at))).order_by("submitted_at", "pk")


def _in_tab(cases: CaseQuerySet, tab: Tab, user: User, at: datetime) -> CaseQuerySet:
    if tab is Tab.DECIDED:
        return cases.filter(status__in=DECIDED, decided_at__isnull=False)
    waiting = cases.filter(status__in=WITH_AUTHORITY)
    if tab is Tab.MINE:
        return waiting.filter(holder=user, held_until__gt=at)
    if tab in (Tab.NEAR, Tab.OVER):
        return waiting.filter(near_due(day_of(at)) if tab is Tab.NEAR else overdue(day_of(at)))
    return waiting.filter(_came_back()) if tab is Tab.AGAIN else waiting


def _came_back() -> Exists:
    # A second submission after a withdrawal is not one after a return.
    return Exists(Decision.objects.filter(case=OuterRef("pk"), action__in=[Action.RETURN, Action.REFUSE]))


def _filtered(cases: CaseQuerySet, filters: Filters) -> CaseQuerySet:
    if filters.text:
        cases = cases.filter(name_contains(filters.text, "project__search__") | Q(number__contains=filters.text))
    if filters.sector:
        cases = cases.filter(project__sector=filters.sector)
    return cases.filter(kind=filters.kind) if filters.kind else cases


def _counts(cases: CaseQuerySet, user: User, at: datetime) -> dict[Tab, str]:
    waiting = cases.filter(status__in=WITH_AUTHORITY).annotate(came_back=_came_back())
    counts = waiting.aggregate(
        unit=Count("pk"),
        mine=Count("pk", filter=Q(holder=user, held_until__gt=at)),
        again=Count("pk", filter=Q(came_back=True)),
        near=Count("pk", filter=near_due(day_of(at))),
        over=Count("pk", filter=overdue(day_of(at))),
    )
    return {
        Tab.MINE: str(counts["mine"]),
        Tab.UNIT: str(counts["unit"]),
        Tab.AGAIN: str(counts["again"]),
        Tab.NEAR: str(counts["near"]),
        Tab.OVER: str(counts["over"]),
        Tab.DECIDED: _bounded_count(_in_tab(cases, Tab.DECIDED, user, at)),
    }


def _bounded_count(cases: CaseQuerySet) -> str:
    count = cases.order_by()[: COUNTED_AT_MOST + 1].count()
    return f"{COUNTED_AT_MOST}+" if count > COUNTED_AT_MOST else str(count)


def _row(case: Case, user: User, at: datetime, calendar: WorkCalendar) -> Row:
    holder = case.holder_at(at)
    assert case.submitted_at is not None, "constraint submitted_case_lies_somewhere"
    return Row(
        number=str(case),
        project=case.project.name,
        place=case.project.division.name,
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
