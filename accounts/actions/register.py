"""The province keeps the register of lead departments, periods, lines and persons (四（一）, 四（二）, A02, A03).

What holds from a day on is a new row; the row before it ends the day before. Nothing reaches back: what was decided
under a row stays explained by it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import (
    Authority,
    AuthorityLine,
    HandlingPeriod,
    LeadDepartment,
    ResponsiblePerson,
    User,
)
from accounts.policy import ActsForNobody, acting_for_authority, require_duty
from accounts.rules import Role, Tier
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice

CLAUSE = of_notice("四（一）")
Row = TypeVar("Row", LeadDepartment, HandlingPeriod, AuthorityLine)


class TheRegisterDoesNotReachBack(RuleError):
    """A row begins today or later."""


class ThePersonIsGone(RuleError):
    """The person's row is not this authority's, or has ended."""


@transaction.atomic(durable=True)
def set_lead_department(
    *, by: User, province: Authority, unit: Authority, facts: Mapping[str, Any], starts_on: date, at: datetime
) -> LeadDepartment:
    """Register a unit's lead department and how its rights are divided, from a day on.

    :param facts: ``name``, ``phone``, ``division_of_rights``, ``basis``.
    :raises ActsForNobody, TheRegisterDoesNotReachBack: who registers, and from when.
    """
    _require(by, province, starts_on, at)
    with _keeping(by, province, unit, "accounts.set_lead_department", facts["basis"]):
        return _begin(LeadDepartment, unit, {}, facts, starts_on)


@transaction.atomic(durable=True)
def set_handling_period(
    *,
    by: User,
    province: Authority,
    unit: Authority,
    business_line: str,
    facts: Mapping[str, Any],
    starts_on: date,
    at: datetime,
) -> HandlingPeriod:
    """Register how many working days a unit takes, for one line or for all; cases that lie there keep theirs.

    :param facts: ``days``, ``near_due_days``, ``basis``.
    :raises ActsForNobody, TheRegisterDoesNotReachBack: who registers, and from when.
    """
    _require(by, province, starts_on, at)
    with _keeping(by, province, unit, "accounts.set_handling_period", facts["basis"]):
        return _begin(HandlingPeriod, unit, {"business_line": business_line}, facts, starts_on)


@transaction.atomic(durable=True)
def set_line(
    *,
    by: User,
    province: Authority,
    unit: Authority,
    enterprise_kind: str,
    business_line: str,
    basis: str,
    starts_on: date,
    at: datetime,
) -> AuthorityLine:
    """Register which department of a unit handles a kind of enterprise (四（二）).

    :raises ActsForNobody, TheRegisterDoesNotReachBack: who registers, and from when.
    """
    _require(by, province, starts_on, at)
    with _keeping(by, province, unit, "accounts.set_line", basis):
        key = {"enterprise_kind": enterprise_kind}
        return _begin(AuthorityLine, unit, key, {"business_line": business_line}, starts_on)


@transaction.atomic(durable=True)
def name_person(
    *, by: User, province: Authority, unit: Authority, facts: Mapping[str, Any], starts_on: date, at: datetime
) -> ResponsiblePerson:
    """Register a named person with a duty (责任到人).

    :param facts: ``name``, ``duty``, ``phone``, ``business_line``.
    :raises ActsForNobody, TheRegisterDoesNotReachBack: who registers, and from when.
    """
    _require(by, province, starts_on, at)
    with _keeping(by, province, unit, "accounts.name_person", facts["duty"]):
        row, _ = ResponsiblePerson.objects.update_or_create(
            authority=unit,
            name=facts["name"],
            duty=facts["duty"],
            starts_on=starts_on,
            defaults={"phone": facts["phone"], "business_line": facts["business_line"], "ends_on": None},
        )
    return row


@transaction.atomic(durable=True)
def end_person(*, by: User, province: Authority, unit: Authority, person_id: int, at: datetime) -> ResponsiblePerson:
    """Say that a person's duty ends today.

    :raises ActsForNobody: who registers.
    :raises ThePersonIsGone: when there is no such row in force.
    """
    today = day_of(at)
    _require(by, province, today, at)
    rows = ResponsiblePerson.objects.select_for_update(of=("self",)).filter(authority=unit, ends_on=None)
    row = rows.filter(pk=person_id).first()
    if row is None:
        raise ThePersonIsGone("该专人登记已终止，请刷新页面", clause=CLAUSE)
    with _keeping(by, province, unit, "accounts.end_person", row.duty):
        row.ends_on = max(today, row.starts_on)
        row.save(update_fields=["ends_on"])
    return row


def _require(by: User, province: Authority, starts_on: date, at: datetime) -> None:
    require_duty(by, province, Role.ADMINISTRATOR, day_of(at))
    if province.tier != Tier.PROVINCE:
        raise ActsForNobody("主管部门名录由省级管理员维护", clause=CLAUSE)
    if starts_on < day_of(at):
        raise TheRegisterDoesNotReachBack("起始日期不能早于今天：已办理的事项按当时的登记解释", field="starts_on")


def _keeping(by: User, province: Authority, unit: Authority, action: str, reason: str) -> Any:
    acting = acting_for_authority(by, province, Role.ADMINISTRATOR)
    return context.context(acting, action=action, reason=reason, subject=f"unit:{unit.pk}")


def _begin(model: type[Row], unit: Authority, key: Mapping[str, Any], facts: Mapping[str, Any], starts_on: date) -> Row:
    """End what holds on that day the day before, and begin anew; a row of the same day is corrected."""
    Authority.objects.select_for_update().only("pk").get(pk=unit.pk)
    rows = model._default_manager.filter(authority=unit, **key)
    later = rows.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    for row in rows.filter(starts_on__lt=starts_on).exclude(ends_on__lt=starts_on):
        row.ends_on = starts_on - timedelta(days=1)
        row.save(update_fields=["ends_on"])
    ends_on = later.starts_on - timedelta(days=1) if later else None
    found, _ = rows.update_or_create(authority=unit, **key, starts_on=starts_on, defaults={**facts, "ends_on": ends_on})
    return found
