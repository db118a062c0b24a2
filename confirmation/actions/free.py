"""Whoever watches over a unit frees a case that one of its officials holds (R04)."""

from datetime import datetime

from django.db import transaction

from accounts.actions import notify
from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import NoticeKind, Role
from audit.context import context
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.policy import SomebodyElseHoldsIt
from confirmation.queries.addresses import authority_page
from confirmation.queries.supervision import overseeing_duty
from confirmation.rules.decisions import require_reason


@transaction.atomic(durable=True)
def free(*, by: User, case_id: int, reason: str, at: datetime) -> Case:
    """End somebody's hold of a case, so that his colleagues may claim it; he is told by whom and why.

    :raises ActsForNobody: unless the person watches over the unit with which the case lies.
    :raises SomebodyElseHoldsIt: when nobody holds it.
    :raises AReasonIsNeeded: without a reason.
    """
    case = lock_case(case_id)
    duty = overseeing_duty(by, case.authority, at)
    holder = case.holder_at(at)
    if holder is None:
        raise SomebodyElseHoldsIt("该办件现无人办理，无需释放；请刷新页面")
    require_reason(reason, reader="原办理人和本单位据此了解情况")
    with context(
        acting_for_authority(by, duty.authority, Role(duty.role)),
        action="confirmation.free",
        reason=reason,
        subject=str(case.project.row_guid),
    ):
        case.holder = case.held_until = None
        case.save(update_fields=["holder", "held_until"])
        notify(
            [holder],
            kind=NoticeKind.HANDED_OVER,
            title=f"{case.project.name}：办件已释放",
            text=f"{duty.authority.name}{by.name}释放了您办理的办件 {case.number}：{reason.strip()}　"
            "已录入的内容保存在您的浏览器中，可重新领取。",
            url=authority_page(case),
            at=at,
        )
    return case
