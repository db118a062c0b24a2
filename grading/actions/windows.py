"""Opening a filing window: dated data that an administrator of the province adds, never code (一（四）, A06)."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import ActsForNobody, acting_for_authority, require_duty
from accounts.rules import Role, Tier
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from grading.models import FilingWindow
from grading.rules.push import fault_of_window


class TheWindowCoversNothing(RuleError):
    """Neither completed nor unfinished projects would fit, or the last day lies before the first."""


class TheCodeOfTheWindowIsTaken(RuleError):
    """Another window has the code."""


@transaction.atomic(durable=True)
def open_window(
    *,
    by: User,
    authority: Authority,
    code: str,
    clause: str,
    finished_before: date | None,
    released_before: date | None,
    opens_on: date,
    confirm_by: date,
    is_example: bool,
    at: datetime,
) -> FilingWindow:
    """Open a filing window from today on.

    :param clause: the paper on which the window rests; shown wherever the window decides.
    :param finished_before, released_before: strict days, as in 一（四）; one of them at least.
    :param confirm_by: the last day of the first confirmation, included.
    :raises ActsForNobody: unless the person administers the rules of the province.
    Raises besides as :func:`keep_window`.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, day_of(at))
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("补录时间窗口由省级管理员开设", clause=of_notice("一（四）"))
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    with context(acting, action="grading.open_window", reason=clause, subject=f"window:{code}"):
        return keep_window(
            code=code,
            clause=clause,
            finished_before=finished_before,
            released_before=released_before,
            opens_on=opens_on,
            confirm_by=confirm_by,
            is_example=is_example,
            effective_on=day_of(at),
        )


def keep_window(
    *,
    code: str,
    clause: str,
    finished_before: date | None,
    released_before: date | None,
    opens_on: date,
    confirm_by: date,
    effective_on: date,
    is_example: bool = False,
) -> FilingWindow:
    """Add a filing window, in force from ``effective_on``. Opens no transaction and needs a ledger context.

    :raises TheWindowCoversNothing: when it would let nothing through.
    :raises TheCodeOfTheWindowIsTaken: when another window has its code.
    """
    fault = fault_of_window(finished_before, released_before, opens_on, confirm_by)
    if fault is not None:
        raise TheWindowCoversNothing(fault[1], field=fault[0])
    if FilingWindow.objects.filter(code=code).exists():
        raise TheCodeOfTheWindowIsTaken(f"代码 {code} 已用于另一个窗口，请换一个", field="code")
    return FilingWindow.objects.create(
        code=code,
        clause=clause,
        finished_before=finished_before,
        released_before=released_before,
        opens_on=opens_on,
        confirm_by=confirm_by,
        is_example=is_example,
        effective_on=effective_on,
    )
