"""Claiming a case for half an hour, and letting it go (R04)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.errors import RuleError
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.models.case import LEASE
from confirmation.policy import SomebodyElseHoldsIt, require_turn
from confirmation.queries.queue import free_for
from confirmation.queries.signers import persons_at_other_tiers, signers_of
from confirmation.rules.decisions import require_another_person
from confirmation.rules.states import Action, CaseKind, Status, move


class NothingIsWaiting(RuleError):
    """The queue holds no case that this person could claim."""


@transaction.atomic(durable=True)
def claim(*, by: User, case_id: int, at: datetime) -> Case:
    """Hold a waiting case, or renew one's own hold; others see who has it.

    :raises NotAllowedNow: when it does not lie with an authority.
    :raises ItIsAnotherUnitsTurn: when it lies with another authority or line.
    :raises SomebodyElseHoldsIt: when another official holds it.
    :raises OnePersonActsOnce: when he has signed it, or decided on its records at another tier.
    """
    case = lock_case(case_id)
    move(Status(case.status), Action.CLAIM, CaseKind(case.kind))
    require_turn(case, by, at)
    holder = case.holder_at(at)
    if holder is not None and holder != by:
        raise SomebodyElseHoldsIt(f"该办件正由{holder.name}办理，请待其释放或办结")
    require_another_person(person_id=by.pk, signed=signers_of(case), at_other_tiers=persons_at_other_tiers(case))
    return _hold(case, by, at)


@transaction.atomic(durable=True)
def claim_next(*, by: User, at: datetime) -> Case:
    """Hold the oldest free case of the person's unit. Two persons at the same moment get two cases.

    Cases that he may not decide are passed over: signed by him, decided by him at another tier, his own firm's (BR-42).

    :raises ActsForNobody: when he reviews for no authority.
    :raises NothingIsWaiting: when there is none.
    """
    # Skipping what another transaction has locked is what keeps two persons apart without making one wait.
    case = free_for(by, at).select_for_update(skip_locked=True, of=("self",)).first()
    if case is None:
        raise NothingIsWaiting("本单位暂无可领取的办件；已被他人领取的，释放后会重新出现在待办中")
    require_turn(case, by, at)
    return _hold(case, by, at)


@transaction.atomic(durable=True)
def release(*, by: User, case_id: int, at: datetime) -> Case:
    """Let go of a case that one holds.

    :raises SomebodyElseHoldsIt: when another official holds it, or nobody.
    """
    case = lock_case(case_id)
    if case.holder_at(at) != by or case.authority is None:
        raise SomebodyElseHoldsIt("该办件现不由您办理，无需释放")
    case.holder = case.held_until = None
    return _keep(case, by, "confirmation.release")


def _hold(case: Case, by: User, at: datetime) -> Case:
    case.holder, case.held_until = by, at + LEASE
    return _keep(case, by, "confirmation.claim")


def _keep(case: Case, by: User, action: str) -> Case:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    acting = acting_for_authority(by, case.authority, Role.REVIEWER)
    with context(acting, action=action, subject=str(case.project.row_guid)):
        case.save(update_fields=["holder", "held_until"])
    return case
