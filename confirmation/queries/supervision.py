"""How lower units stand with their cases, and what was found in samples (R28): grouped, never a query per unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q

from accounts.calendars import work_calendar
from accounts.models import Appointment, Authority, User
from accounts.policy import ActsForNobody, duties_of, some_duties_of
from accounts.rules import Role, Tier
from common.clock import day_of
from common.notice import of_notice
from confirmation.models import Case, Recheck, RecheckOutcome, Urging
from confirmation.queries.clock import near_due, overdue
from confirmation.queries.defect_counts import returns_by_unit
from confirmation.rules.clock import Owner
from confirmation.rules.states import WITH_AUTHORITY, Status

LOOKED_BACK = timedelta(days=90)
_ENDED = (Status.CONFIRMED, Status.REFUSED)
WATCHING = (Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class UnitHealth:
    """One unit's queue. Days are working days; ``median_days`` and ``twice_returned`` look at the last 90 days.

    :param twice_returned: share of the cases decided or returned in that time that were returned two times or more,
        in percent.
    :param late_marks: what its returns and refusals marked that could have been marked the round before (X04).
    """

    unit: Authority
    waiting: int
    near: int
    over: int
    paused: int
    oldest_days: int | None
    decided: int
    median_days: float | None
    twice_returned: int | None
    late_marks: int
    urged: int
    rechecked: int
    defects: int


def supervising_duty(user: User, today: date) -> Appointment:
    """The duty from which a person watches over lower units: the highest.

    :raises ActsForNobody: when he has none at a city or the province.
    """
    refusal = {"refusal": "督导页面供市级、省级主管部门使用", "clause": of_notice("四（三）")}
    duties = some_duties_of(user, today, *WATCHING, above=Tier.COUNTY, **refusal)
    return max(duties, key=lambda duty: Tier(duty.authority.tier).rank)


def overseeing_duty(user: User, authority: Authority | None, at: datetime) -> Appointment:
    """The duty from which a person watches over an authority: at a tier above its place, or as its own administrator.

    :raises ActsForNobody: when he has none.
    """
    for duty in duties_of(user, day_of(at), *WATCHING):
        if authority is not None and _watches(duty, authority):
            return duty
    raise ActsForNobody("只有上级主管部门或本单位管理员可以释放他人正在办理的办件", clause=of_notice("四（三）"))


def _watches(duty: Appointment, authority: Authority) -> bool:
    if duty.authority_id == authority.pk:
        return duty.role == Role.ADMINISTRATOR
    is_above = Tier(duty.authority.tier).rank > Tier(authority.tier).rank
    return is_above and duty.authority.covers(authority.division)


def lower_units(duty: Appointment) -> list[Authority]:
    """The units below: a city's counties, for the province every other, for a county none. One query."""
    units = Authority.objects.exclude(pk=duty.authority_id).select_related("division")
    if duty.authority.tier == Tier.COUNTY:
        return []
    if duty.authority.tier == Tier.CITY:
        units = units.filter(tier=Tier.COUNTY, division__city_code=duty.authority.division_id)
    return list(units.order_by("division_id"))


def health_of(units: list[Authority], at: datetime) -> list[UnitHealth]:
    """How each unit stands. Seven queries, however many units."""
    ids, since, calendar = [unit.pk for unit in units], at - LOOKED_BACK, work_calendar()
    queue, done, returned = _queues(ids, day_of(at)), _decided(ids, since), returns_by_unit(ids, since=since)
    urged, checked = _urged(ids, since), _rechecked(ids)
    found = []
    for unit in units:
        waits, ended, looked = (rows.get(unit.pk, {}) for rows in (queue, done, checked))
        oldest, returns = waits.get("oldest"), returned.get(unit.pk)
        found.append(
            UnitHealth(
                unit=unit,
                waiting=waits.get("waiting", 0),
                near=waits.get("near", 0),
                over=waits.get("over", 0),
                paused=waits.get("paused", 0),
                oldest_days=calendar.between(day_of(oldest), day_of(at)) if oldest else None,
                decided=ended.get("decided", 0),
                median_days=median(ended["days"]) if ended.get("days") else None,
                twice_returned=returns.share_twice if returns else None,
                late_marks=returns.late if returns else 0,
                urged=urged.get(unit.pk, {}).get("times", 0),
                rechecked=looked.get("rechecked", 0),
                defects=looked.get("defects", 0),
            )
        )
    return found


Rows = dict[int, Mapping[str, Any]]


def _by_unit(rows: Iterable[Mapping[str, Any]]) -> Rows:
    return {row["unit"]: row for row in rows}


def _queues(ids: list[int], today: date) -> Rows:
    waiting = Case.objects.filter(authority__in=ids, status__in=sorted(WITH_AUTHORITY))
    return _by_unit(
        waiting.values(unit=F("authority_id")).annotate(
            waiting=Count("pk"),
            near=Count("pk", filter=near_due(today)),
            over=Count("pk", filter=overdue(today)),
            paused=Count("pk", filter=Q(clock_owner=Owner.ENTERPRISE)),
            oldest=Min("submitted_at"),
        )
    )


def _decided(ids: list[int], since: datetime) -> Rows:
    decided = Case.objects.filter(authority__in=ids, status__in=_ENDED, decided_at__gte=since)
    days = ArrayAgg("days_used", filter=Q(days_allowed__isnull=False))
    return _by_unit(decided.values(unit=F("authority_id")).annotate(decided=Count("pk"), days=days))


def _urged(ids: list[int], since: datetime) -> Rows:
    urgings = Urging.objects.filter(to_authority__in=ids, at__gte=since)
    return _by_unit(urgings.values(unit=F("to_authority_id")).annotate(times=Count("pk")))


def _rechecked(ids: list[int]) -> Rows:
    found_wrong = Q(items__result__outcome=RecheckOutcome.DEFECTS)
    rows = Recheck.objects.filter(of_authority__in=ids).values(unit=F("of_authority_id"))
    return _by_unit(rows.annotate(rechecked=Count("items__result"), defects=Count("items__result", filter=found_wrong)))
