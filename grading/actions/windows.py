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


class TheWindowCoversNothing(RuleError):
    """Neither completed nor unfinished projects would fit, or the last day lies before the first."""


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
    :raises TheWindowCoversNothing: when it would let nothing through.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, day_of(at))
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("补录时间窗口由省级管理员开设", clause=of_notice("一（四）"))
    if finished_before is None and released_before is None:
        raise TheWindowCoversNothing("请至少填写“竣工早于”或“许可早于”中的一项", field="finished_before")
    if confirm_by < opens_on:
        raise TheWindowCoversNothing("确认截止日不能早于开始日", field="confirm_by")
    if FilingWindow.objects.filter(code=code).exists():
        raise TheWindowCoversNothing(f"代码 {code} 已用于另一个窗口，请换一个", field="code")
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    with context(acting, action="grading.open_window", reason=clause, subject=f"window:{code}"):
        return FilingWindow.objects.create(
            code=code,
            clause=clause,
            finished_before=finished_before,
            released_before=released_before,
            opens_on=opens_on,
            confirm_by=confirm_by,
            is_example=is_example,
            effective_on=day_of(at),
        )
