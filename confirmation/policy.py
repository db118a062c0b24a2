"""Who may decide a case: the right place, the right turn, the right version, the right person."""

from datetime import date, datetime

from accounts.models import Membership, User
from accounts.policy import ActsForNobody, require_duty
from accounts.rules import Role
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Case
from confirmation.queries.impartial import is_barred
from confirmation.queries.questions import open_questions


class ItIsAnotherUnitsTurn(RuleError):
    """The case lies with another authority or department."""


class SomebodyElseHoldsIt(RuleError):
    """Another official has claimed the case."""


class TheRecordHasMovedOn(RuleError):
    """The case changed after the page was opened (R30)."""


class OwnFilingsAreForOthers(RuleError):
    """The official also files for this enterprise (BR-42)."""


class AnInterestWasDeclared(OwnFilingsAreForOthers):
    """The official stepped aside from the case, or declared a relation with one of its parties (R31)."""


# The wrong person or turn: answered with 403, not in the form from which it was sent.
NOT_YOURS = (ActsForNobody, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers)


class AQuestionIsOpen(RuleError):
    """The enterprise has been asked something and has not answered."""


def require_turn(case: Case, by: User, at: datetime) -> None:
    """Let pass a reviewer of the authority and line with which the case lies, whom nothing ties to it.

    :raises ItIsAnotherUnitsTurn: naming the unit whose turn it is.
    :raises OwnFilingsAreForOthers: when he files for the enterprise himself.
    :raises AnInterestWasDeclared: when he stepped aside, or declared a relation with one of its parties.
    """
    today = day_of(at)
    require_reviewer(case, by, today)
    require_impartial(case, by, today)
    if Membership.objects.current(today).filter(user=by, enterprise=case.enterprise_id).exists():
        raise OwnFilingsAreForOthers(
            f"您同时是{case.enterprise.name}的填报人员，应当回避", clause=of_notice("四（三）")
        )


def require_reviewer(case: Case, by: User, today: date) -> None:
    """Let pass a reviewer of the authority and line with which the case lies.

    :raises ItIsAnotherUnitsTurn: naming the unit whose turn it is.
    """
    authority = case.authority
    if authority is None:
        raise ItIsAnotherUnitsTurn("该办件尚未提交，由企业填写中")
    try:
        duties = require_duty(by, authority, Role.REVIEWER, today)
    except ActsForNobody as error:
        raise ItIsAnotherUnitsTurn(
            f"该办件由{authority.name}（{case.get_tier_display()}）办理，目前不属于您的办理环节",
            clause=of_notice("二（二）"),
        ) from error
    if all(duty.business_line != case.business_line for duty in duties):
        raise ItIsAnotherUnitsTurn(
            f"该办件由{authority.name}{case.get_business_line_display()}业务部门办理",
            clause=of_notice("四（二）"),
        )


def require_impartial(case: Case, by: User, today: date) -> None:
    """Let pass an official who has declared nothing that ties him to a party of the case (回避).

    :raises AnInterestWasDeclared: when he stepped aside, or has a relation with the filer, the owner or a named party.
    """
    if is_barred(case, by, today):
        raise AnInterestWasDeclared(
            "您已申报与该办件有关单位的利害关系，或已就该办件申请回避，请由本单位其他人员办理",
            clause=of_notice("四（三）"),
        )


def require_no_open_question(case: Case) -> None:
    """Let pass a decision when the enterprise owes no answer (E25).

    :raises AQuestionIsOpen: otherwise; it is answered, or closed with a reason, first.
    """
    if open_questions(case).exists():
        raise AQuestionIsOpen("对企业的询问尚未答复，不能作出决定；请待企业答复，或写明理由关闭询问后再办理")


def require_seen(case: Case, version_seen: int) -> None:
    """Let pass a decision on the version that is still the present one.

    :raises TheRecordHasMovedOn: otherwise; nothing is decided.
    """
    if case.version != version_seen:
        raise TheRecordHasMovedOn("该办件在您打开之后有了变化，本次意见未生效；请重新打开查看变化后再决定")


def require_hold(case: Case, by: User, at: datetime) -> None:
    """Let pass the official who holds the case.

    :raises SomebodyElseHoldsIt: when another does, or nobody.
    """
    holder = case.holder_at(at)
    if holder is None:
        raise SomebodyElseHoldsIt("请先领取该办件再签署意见（领取后30分钟内无操作会自动释放）")
    if holder != by:
        raise SomebodyElseHoldsIt(f"该办件正由{holder.name}办理，请待其释放或办结")
