"""Claiming a case for half an hour, and letting it go (R04)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.models.case import LEASE
from confirmation.policy import SomebodyElseHoldsIt, require_reviewer, require_turn
from confirmation.queries.keyset import DUE_FIRST, beyond
from confirmation.queries.signers import persons_at_other_tiers, signers_of
from confirmation.queries.worklist import Worklist, free_for, unfinished_of
from confirmation.rules.decisions import require_another_person
from confirmation.rules.states import Action, CaseKind, Status, move


class NothingIsWaiting(RuleError):
    """The queue holds no case that this person could claim."""


class TheListEnds(NothingIsWaiting):
    """The list from which he works holds no other."""


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
def claim_next(*, by: User, at: datetime, worklist: Worklist | None = None, place: str = "") -> Case:
    """Hold the case that is due first among the free ones of the person's unit; one that he holds already comes before.

    Two persons at the same moment get two cases. Cases that he may not decide are passed over: signed by him, decided
    by him at another tier, his own firm's (BR-42).

    :param worklist: only cases of this list, in its order; ``place``: those behind this place in it.
    :raises ActsForNobody: when he reviews for no authority.
    :raises TheListEnds: when the list holds no other; NothingIsWaiting: when the unit does not.
    """
    order = worklist.order if worklist else DUE_FIRST
    # Whoever has just decided holds nothing, and is spared the longer question.
    holds = Case.objects.filter(holder=by, held_until__gt=at).exists()
    # Skipping what another transaction has locked is what keeps two persons apart without making one wait.
    for candidates in (unfinished_of, free_for) if holds else (free_for,):
        cases = candidates(by, at, worklist)
        here = beyond(cases, order, place).select_related("authority", "project")
        here = here.select_for_update(skip_locked=True, of=("self",))
        case = here.first()
        if case is not None:
            # What ties him to a party was asked along with the candidates; guardian's row was not.
            require_reviewer(case, by, day_of(at))
            return _hold(case, by, at, "confirmation.claim_next")
    if worklist:
        raise TheListEnds("已到本列表末尾，后面没有可领取的办件")
    raise NothingIsWaiting("本单位暂无可领取的办件；已被他人领取的，释放后会重新出现在待办中")


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


def _hold(case: Case, by: User, at: datetime, action: str = "confirmation.claim") -> Case:
    # The history tells picking by hand from what the policy gave (X16).
    case.holder, case.held_until = by, at + LEASE
    return _keep(case, by, action)


def _keep(case: Case, by: User, action: str) -> Case:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    acting = acting_for_authority(by, case.authority, Role.REVIEWER)
    with context(acting, action=action, subject=str(case.project.row_guid)):
        case.save(update_fields=["holder", "held_until"])
    return case
