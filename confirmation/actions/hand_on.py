"""Handing a case on: to the unit that is in charge, to the tier below for a second look, and up again (R06)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Authority, User
from accounts.rules import BusinessLine
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.deciding import Act, admitted, deciding, finish, keep_decision
from confirmation.actions.tell import tell_of_hand_over
from confirmation.models import Case
from confirmation.queries.units import Unit, authority_below, units_for
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import require_reason
from confirmation.rules.states import Action


class TheUnitCannotTakeIt(RuleError):
    """The unit is not one to which the case can go, or has handed it on itself."""


@transaction.atomic(durable=True)
def hand_over(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    to: Unit,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
) -> Case:
    """Give a case to the unit that is in charge of it; what was signed counts no more (移交).

    :param to: another department of the authority, or an authority of the same tier under the same city.
    :raises AReasonIsNeeded: without a reason.
    :raises TheUnitCannotTakeIt: when it is no such unit, or has handed this submission on already.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    act = Act(by, case_id, version_seen, note, address, at, codes)
    case, step = admitted(act, Action.HAND_OVER)
    require_reason(note, reader="接收单位和企业据此办理")
    if to not in units_for(case):
        raise TheUnitCannotTakeIt(
            "所选单位不能接收该办件：须为本单位的其他业务部门，或同一市（州）的同级主管部门，且本次提交未曾由其移交；"
            "仍有争议的，请报上级主管部门指定",
            clause=of_notice("四（一）、四（二）"),
            field="unit",
        )
    authority = Authority.objects.select_related("division").get(pk=to.authority_id)
    with deciding(case, act, Action.HAND_OVER) as rules:
        keep_decision(case, act, Action.HAND_OVER, rules, to=authority, to_line=to.line)
        if authority != case.authority:
            case.county_code = authority.division_id
        case.authority, case.business_line = authority, BusinessLine(to.line)
        case.route_reason = f"{by.name}移交至{authority.name}{BusinessLine(to.line).label}业务部门：{note}"[:200]
        finish(case, step, at=at, cause=ClockCause.MOVED)
        tell_of_hand_over(case, at=at)
    return case


@transaction.atomic(durable=True)
def return_to_lower(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
) -> Case:
    """Send an application for a higher grade down to the authority that confirmed before, for a second look (A-13).

    :raises AReasonIsNeeded: without a reason.
    :raises TheUnitCannotTakeIt: when no tier below has confirmed the project.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    act = Act(by, case_id, version_seen, note, address, at, codes)
    case, step = admitted(act, Action.LOWER)
    require_reason(note, reader="下级据此复核")
    below = authority_below(case)
    if below is None:
        raise TheUnitCannotTakeIt(
            "该项目没有经下级主管部门确认的环节，请直接退回企业补正", clause=of_notice("二（二）")
        )
    with deciding(case, act, Action.LOWER) as rules:
        keep_decision(case, act, Action.LOWER, rules, to=below, to_line=case.business_line)
        case.sent_down_by, case.authority, case.tier = case.authority, below, below.tier
        finish(case, step, at=at, cause=ClockCause.MOVED)
        tell_of_hand_over(case, at=at)
    return case


@transaction.atomic(durable=True)
def report_up(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
) -> Case:
    """Send a case up again after the second look, with what was found.

    :raises AReasonIsNeeded: without what was found.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    act = Act(by, case_id, version_seen, note, address, at, codes)
    case, step = admitted(act, Action.REPORT)
    require_reason(note, reader="请说明复核方式和结果，上级据此继续办理")
    upper = case.sent_down_by
    assert upper is not None, "constraint lowered_case_goes_up_again"
    with deciding(case, act, Action.REPORT) as rules:
        keep_decision(case, act, Action.REPORT, rules, to=upper, to_line=case.business_line)
        case.authority, case.tier, case.sent_down_by = upper, upper.tier, None
        finish(case, step, at=at, cause=ClockCause.MOVED)
        tell_of_hand_over(case, at=at)
    return case
