"""Keeping the coded reasons: the province's for all, a unit's own beside them (R23)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import ActsForNobody, acting_for_authority, require_duty
from accounts.rules import Role, Tier
from audit.context import Acting, context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import ReasonTemplate
from confirmation.queries.reasons import subject_of
from confirmation.rules.reasons import OTHER, ReasonFor

CLAUSE = of_notice("四（一）")


class TheReasonCannotBegin(RuleError):
    """Its code is taken, or its first day lies in the past."""


class TheReasonHasEnded(RuleError):
    """The row was ended before, or would end before it began."""


@transaction.atomic(durable=True)
def add_reason(
    *,
    by: User,
    authority: Authority,
    for_all: bool,
    action: ReasonFor,
    code: str,
    text: str,
    starts_on: date,
    reason: str,
    at: datetime,
) -> ReasonTemplate:
    """Add a coded reason, or give a code other words from a day on; what was decided before keeps its words.

    :param for_all: for the whole province, by its administrator; else for the reviewer's own authority.
    :param reason: on what the change rests.
    :raises ActsForNobody: without that duty.
    :raises TheReasonCannotBegin: for 其他, which every act has; for a day before today; for a day on which the code
        begins already; for a unit's code that is the province's.
    """
    acting = _keeper(by, authority, for_all, day_of(at))
    if code == OTHER:
        raise TheReasonCannotBegin("“其他”由系统固定设置，不必添加", field="code")
    if starts_on < day_of(at):
        raise TheReasonCannotBegin("生效日最早为今天", field="starts_on")
    owner = None if for_all else authority
    same = ReasonTemplate.objects.filter(action=action, code=code)
    if same.filter(authority=owner, starts_on=starts_on).exists():
        raise TheReasonCannotBegin(f"代码 {code} 在这一天已有一条，请换代码或换生效日", field="code")
    if owner is not None and same.filter(authority=None).exists():
        raise TheReasonCannotBegin(f"代码 {code} 是全省统一的，本单位请另用代码", field="code")
    with context(acting, action="confirmation.add_reason", reason=reason, subject=subject_of(owner)):
        return ReasonTemplate.objects.create(
            authority=owner, action=action, code=code, text=text.strip(), starts_on=starts_on
        )


@transaction.atomic(durable=True)
def end_reason(
    *, by: User, authority: Authority, for_all: bool, reason_id: int, ends_on: date, reason: str, at: datetime
) -> ReasonTemplate:
    """End a coded reason with a day, which is its last; raises as :func:`add_reason`.

    :raises ReasonTemplate.DoesNotExist: when it is not the province's, or not the unit's own.
    :raises TheReasonHasEnded: when it has ended, or the day lies before yesterday or before its first.
    """
    acting, owner = _keeper(by, authority, for_all, day_of(at)), None if for_all else authority
    row = ReasonTemplate.objects.select_for_update().get(pk=reason_id, authority=owner)
    if row.ends_on is not None:
        raise TheReasonHasEnded(f"该理由已于 {row.ends_on} 停用")
    if ends_on < max(row.starts_on, day_of(at) - timedelta(days=1)):
        raise TheReasonHasEnded("停用日不能早于昨天，也不能早于生效日", field="ends_on")
    with context(acting, action="confirmation.end_reason", reason=reason, subject=subject_of(owner)):
        row.ends_on = ends_on
        row.save(update_fields=["ends_on"])
    return row


def _keeper(by: User, authority: Authority, for_all: bool, today: date) -> Acting:
    role = Role.ADMINISTRATOR if for_all else Role.REVIEWER
    require_duty(by, authority, role, today)
    if for_all and authority.tier != Tier.PROVINCE:
        raise ActsForNobody("全省统一的理由由省级管理员维护", clause=CLAUSE)
    return acting_for_authority(by, authority, role)
