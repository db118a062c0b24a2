"""Which cases a reviewer's list holds: his unit's, narrowed by tab and filters, and their order (R01, R17, R18)."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Appointment, Enterprise, User
from accounts.policy import some_duties_of
from accounts.rules import Role
from common.clock import SHANGHAI, day_of
from common.notice import of_notice
from confirmation.models import Case, Decision, Submission
from confirmation.models.case import CaseQuerySet
from confirmation.queries.clock import near_due, overdue
from confirmation.queries.impartial import barred
from confirmation.queries.keyset import DUE_FIRST, LATEST_DECIDED, OLDEST_FIRST, Order
from confirmation.rules.clock import ClockState, Owner
from confirmation.rules.states import DECIDED, WITH_AUTHORITY, Action
from projects.queries.matching import name_contains

HELD_BY_ME, HELD_BY_NOBODY = "me", "none"


class Tab(models.TextChoices):
    """The lists of the queue page."""

    MINE = "mine", "我的"
    UNIT = "unit", "本单位待办"
    AGAIN = "again", "退回后重报"
    NEAR = "near", "即将到期"
    OVER = "over", "已超期"
    ASKED = "asked", "待企业答复"
    DECIDED = "decided", "已办结"


class Sort(models.TextChoices):
    """The orders of a list of waiting cases."""

    DUE = "due", "最早到期在前"
    SUBMITTED = "submitted", "最早提交在前"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; an empty text asks for nothing.

    :param text: part of a project's name or of a case number.
    :param enterprise: part of an enterprise's name, or its credit code.
    :param place: a division inside the unit's place.
    :param state: a value of ``ClockState``.
    :param again: ``yes`` for what was submitted more than once.
    :param since, until: days of submission, both inclusive.
    :param holder: ``me``, ``none``, or a colleague's id.
    """

    text: str = ""
    enterprise: str = ""
    sector: str = ""
    kind: str = ""
    place: str = ""
    enterprise_kind: str = ""
    grade: str = ""
    state: str = ""
    again: str = ""
    since: date | None = None
    until: date | None = None
    holder: str = ""


_NAMES = {"text": "q"}  # in the address


@dataclass(frozen=True, slots=True)
class Worklist:
    """A tab with its filters and order: what the address names and a saved filter keeps."""

    tab: Tab = Tab.UNIT
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.DUE

    @property
    def query(self) -> str:
        """As an address has it, the tab always, the rest where it says something."""
        asked = {_NAMES.get(one.name, one.name): getattr(self.filters, one.name) for one in fields(Filters)}
        sort = {"sort": self.sort.value} if self.sort is not Sort.DUE else {}
        return urlencode({"tab": self.tab.value, **{name: value for name, value in asked.items() if value}, **sort})

    @property
    def order(self) -> Order:
        """How the list is sorted; what is decided always latest first."""
        if self.tab is Tab.DECIDED:
            return LATEST_DECIDED
        return DUE_FIRST if self.sort is Sort.DUE else OLDEST_FIRST


def cases_of_unit(user: User, today: date) -> CaseQuerySet:
    """Cases of the authorities and business lines for which the user reviews (四（二）). One query beside the caller's.

    :raises ActsForNobody: when there are none.
    """
    duties, mine = _reviews(user, today), Q(pk__in=[])
    for duty in duties:
        mine |= Q(authority=duty.authority_id, business_line=duty.business_line)
    return Case.objects.within(duties).filter(mine)


def units_of(user: User, today: date) -> list[tuple[int, str]]:
    """The authorities and business lines for which the user reviews. One query.

    :raises ActsForNobody: when there are none.
    """
    return [(duty.authority_id, duty.business_line) for duty in _reviews(user, today)]


def _reviews(user: User, today: date) -> list[Appointment]:
    refusal = "本页面供各级住房城乡建设主管部门的审核人员使用；如职责有变，请联系本单位管理员"
    return some_duties_of(user, today, Role.REVIEWER, refusal=refusal, clause=of_notice("四（一）"))


def listed(cases: CaseQuerySet, worklist: Worklist, user: User, at: datetime) -> CaseQuerySet:
    """The unit's cases that a list holds, in no order."""
    return filtered(in_tab(cases, worklist.tab, user, at), worklist.filters, user, at)


def free_for(user: User, at: datetime, worklist: Worklist | None = None) -> CaseQuerySet:
    """Waiting cases of the user's unit that nobody holds and that he may decide, in no order.

    :param worklist: only those of this list.
    :raises ActsForNobody: when the user reviews for no authority.
    """
    cases = cases_of_unit(user, day_of(at))
    waiting = listed(cases, worklist, user, at) if worklist else cases
    nobody = Q(holder=None) | Q(held_until__lte=at)
    # A case about which its enterprise owes an answer waits for that, not for an official.
    asked = Q(clock_owner=Owner.ENTERPRISE)
    return waiting.filter(nobody, status__in=WITH_AUTHORITY).exclude(asked | barred(user, day_of(at)))


def unfinished_of(user: User, at: datetime, worklist: Worklist | None = None) -> CaseQuerySet:
    """Cases of the user's unit that he holds and could decide now, in no order."""
    cases = cases_of_unit(user, day_of(at))
    waiting = listed(cases, worklist, user, at) if worklist else cases
    held = waiting.filter(status__in=WITH_AUTHORITY, holder=user, held_until__gt=at)
    return held.exclude(Q(clock_owner=Owner.ENTERPRISE) | barred(user, day_of(at)))


def in_tab(cases: CaseQuerySet, tab: Tab, user: User, at: datetime) -> CaseQuerySet:
    """The unit's cases of a tab."""
    if tab is Tab.DECIDED:
        return cases.filter(status__in=DECIDED, decided_at__isnull=False)
    return cases.filter(condition_of(tab, user, at), status__in=WITH_AUTHORITY)


def condition_of(tab: Tab, user: User, at: datetime) -> Q:
    """What makes a waiting case one of the tab's."""
    today = day_of(at)
    conditions = {
        Tab.MINE: Q(holder=user, held_until__gt=at),
        Tab.AGAIN: Q(came_back()),
        Tab.NEAR: near_due(today),
        Tab.OVER: overdue(today),
        Tab.ASKED: Q(clock_owner=Owner.ENTERPRISE),
    }
    return conditions.get(tab, Q())


def came_back() -> Exists:
    """Whether a case was given back before; a second submission after a withdrawal is not one after a return."""
    return Exists(Decision.objects.filter(case=OuterRef("pk"), action__in=[Action.RETURN, Action.REFUSE]))


def filtered(cases: CaseQuerySet, asked: Filters, user: User, at: datetime) -> CaseQuerySet:
    """The cases that the filters let through."""
    if asked.text:
        cases = cases.filter(name_contains(asked.text, "project__search__") | Q(number__contains=asked.text))
    if asked.enterprise:
        named = Q(name__contains=asked.enterprise) | Q(credit_code=asked.enterprise.upper())
        cases = cases.filter(enterprise__in=Enterprise.objects.filter(named))
    exact = {
        "project__sector": asked.sector,
        "kind": asked.kind,
        "enterprise_kind": asked.enterprise_kind,
        "target_grade": asked.grade,
    }
    cases = cases.filter(**{column: value for column, value in exact.items() if value})
    if asked.place:
        cases = cases.filter(Q(county_code=asked.place) | Q(city_code=asked.place))
    if asked.again:
        cases = cases.filter(Exists(Submission.objects.filter(case=OuterRef("pk"), round__gte=2)))
    return cases.filter(_by_clock(asked, day_of(at)), _by_holder(asked, user, at), _by_day(asked))


def _by_clock(asked: Filters, today: date) -> Q:
    conditions = {
        ClockState.ON_TIME: Q(near_due_on__gt=today),
        ClockState.NEAR_DUE: near_due(today),
        ClockState.OVERDUE: overdue(today),
        ClockState.PAUSED: Q(clock_owner=Owner.ENTERPRISE, status__in=WITH_AUTHORITY),
    }
    return conditions.get(ClockState(asked.state), Q()) if asked.state else Q()


def _by_holder(asked: Filters, user: User, at: datetime) -> Q:
    if not asked.holder:
        return Q()
    if asked.holder == HELD_BY_NOBODY:
        return Q(holder=None) | Q(held_until__lte=at)
    return Q(holder_id=user.pk if asked.holder == HELD_BY_ME else int(asked.holder), held_until__gt=at)


def _by_day(asked: Filters) -> Q:
    wanted = Q()
    if asked.since:
        wanted &= Q(submitted_at__gte=datetime.combine(asked.since, time.min, SHANGHAI))
    if asked.until:
        wanted &= Q(submitted_at__lte=datetime.combine(asked.until, time.max, SHANGHAI))
    return wanted
