"""Giving a case to a colleague of the unit, who holds it from then on (R16, R21)."""

from datetime import datetime

from django.db import transaction

from accounts.actions import notify
from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import NoticeKind, Role
from audit.context import context
from common.errors import RuleError
from common.notice import of_notice
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.models.case import LEASE
from confirmation.policy import SomebodyElseHoldsIt, require_seen, require_turn
from confirmation.queries.addresses import authority_page
from confirmation.queries.signers import persons_at_other_tiers, signers_of
from confirmation.rules.decisions import OnePersonActsOnce, require_another_person, require_reason
from confirmation.rules.states import Action, CaseKind, Status, move


class TheColleagueCannotTakeIt(RuleError):
    """The person works for another unit, has an interest, or has signed the case already."""


@transaction.atomic(durable=True)
def assign(*, by: User, case_id: int, version_seen: int, to: User, reason: str, at: datetime) -> Case:
    """Give a waiting case that nobody else holds to a colleague; he holds it for the time of a claim.

    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers: who may give it away: whoever may decide it.
    :raises TheRecordHasMovedOn, NotAllowedNow: when the case is not as he saw it, or does not lie with an authority.
    :raises SomebodyElseHoldsIt: while another colleague is at work on it.
    :raises AReasonIsNeeded: without a reason, which the colleague reads.
    :raises TheColleagueCannotTakeIt: when he may not decide it: another unit, an interest, or a signature (BR-42).
    """
    case = lock_case(case_id)
    require_turn(case, by, at)
    require_seen(case, version_seen)
    move(Status(case.status), Action.CLAIM, CaseKind(case.kind))
    holder = case.holder_at(at)
    if holder is not None and holder != by:
        raise SomebodyElseHoldsIt(f"该办件正由{holder.name}办理，请由其转交，或待其释放")
    require_reason(reason, reader="接办人据此办理")
    _require_can_take(case, to, at)
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.assign",
        reason=reason,
        subject=str(case.project.row_guid),
    ):
        case.holder, case.held_until = to, at + LEASE
        case.save(update_fields=["holder", "held_until"])
        if to != by:
            _tell(case, by, to, reason, at)
    return case


def _require_can_take(case: Case, to: User, at: datetime) -> None:
    try:
        require_turn(case, to, at)
        require_another_person(person_id=to.pk, signed=signers_of(case), at_other_tiers=persons_at_other_tiers(case))
    except OnePersonActsOnce as error:
        raise TheColleagueCannotTakeIt(
            f"{to.name}已对该项目签署意见，不能再次办理", clause=of_notice("四（三）"), field="to"
        ) from error
    except RuleError as error:
        raise TheColleagueCannotTakeIt(
            f"{to.name}不是本业务部门的审核人员，或应当回避，不能办理该办件", clause=of_notice("四（三）"), field="to"
        ) from error


def _tell(case: Case, by: User, to: User, reason: str, at: datetime) -> None:
    notify(
        [to],
        kind=NoticeKind.HANDED_OVER,
        title=f"{case.project.name}：转交您办理",
        text=f"{by.name}将办件 {case.number} 转交您办理：{reason.strip()}　"
        "三十分钟内未办理的，本单位其他人员可以领取。",
        url=authority_page(case),
        at=at,
    )
