"""The province says up to how many cases an authority confirms at once (R21). Without it none does."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import acting_for_authority, province_duty
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.models import BulkConfirmRule
from confirmation.models.queue_settings import BULK_CONFIRM_AT_MOST
from confirmation.rules.decisions import require_reason


class TheRuleBeginsTooEarly(RuleError):
    """A rule begins today or later: what was decided was decided under the earlier one."""


class TheCapIsOutOfRange(RuleError):
    """A rule allows 1 to 20 cases at once, or 0 to end the present one."""


@transaction.atomic(durable=True)
def set_bulk_confirm(
    *, by: User, unit: Authority, at_most: int, starts_on: date, reason: str, at: datetime
) -> BulkConfirmRule | None:
    """From a day on let an authority confirm so many cases at once; 0 ends it.

    :raises ActsForNobody: for anybody but a province's administrator.
    :raises TheRuleBeginsTooEarly, TheCapIsOutOfRange, AReasonIsNeeded: what the rule must be.
    """
    duty = province_duty(by, day_of(at), Role.ADMINISTRATOR)
    if starts_on < day_of(at):
        raise TheRuleBeginsTooEarly("生效日期不能早于今天", field="starts_on")
    if not 0 <= at_most <= BULK_CONFIRM_AT_MOST:
        raise TheCapIsOutOfRange(f"一次最多确认的件数为0至{BULK_CONFIRM_AT_MOST}，0为关闭", field="at_most")
    require_reason(reason, reader="理由将留存备查")
    Authority.objects.select_for_update().only("pk").get(pk=unit.pk)
    rules = BulkConfirmRule.objects.filter(authority=unit)
    with context(
        acting_for_authority(by, duty.authority, Role.ADMINISTRATOR),
        action="confirmation.set_bulk_confirm",
        reason=reason,
        subject=f"unit:{unit.pk}",
    ):
        rules.filter(starts_on__gte=starts_on).delete()
        for rule in rules.current(starts_on):
            rule.ends_on = starts_on - timedelta(days=1)
            rule.save(update_fields=["ends_on"])
        return BulkConfirmRule.objects.create(authority=unit, at_most=at_most, starts_on=starts_on) if at_most else None
