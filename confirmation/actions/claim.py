"""Claiming a case for half an hour, and letting it go (R04)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from confirmation.models import Case
from confirmation.models.case import LEASE
from confirmation.policy import SomebodyElseHoldsIt, require_turn
from confirmation.rules.states import WITH_AUTHORITY, NotAllowedNow, Status


@transaction.atomic(durable=True)
def claim(*, by: User, case_id: int, at: datetime) -> Case:
    """Hold a waiting case, or renew one's own hold; others see who has it.

    :raises NotAllowedNow: when it does not lie with an authority.
    :raises ItIsAnotherUnitsTurn: when it lies with another authority or line.
    :raises SomebodyElseHoldsIt: when another official holds it.
    """
    case = Case.objects.locked().get(pk=case_id)
    if Status(case.status) not in WITH_AUTHORITY:
        raise NotAllowedNow(f"该办件现为“{Status(case.status).label}”，无需领取")
    require_turn(case, by, at)
    holder = case.holder_at(at)
    if holder is not None and holder != by:
        raise SomebodyElseHoldsIt(f"该办件正由{holder.name}办理，请待其释放或办结")
    assert case.authority is not None
    case.holder, case.held_until = by, at + LEASE
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.claim",
        subject=str(case.project.row_guid),
    ):
        case.save(update_fields=["holder", "held_until"])
    return case


@transaction.atomic(durable=True)
def release(*, by: User, case_id: int, at: datetime) -> Case:
    """Let go of a case that one holds.

    :raises SomebodyElseHoldsIt: when another official holds it, or nobody.
    """
    case = Case.objects.locked().get(pk=case_id)
    if case.holder_at(at) != by or case.authority is None:
        raise SomebodyElseHoldsIt("该办件现不由您办理，无需释放")
    case.holder = case.held_until = None
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.release",
        subject=str(case.project.row_guid),
    ):
        case.save(update_fields=["holder", "held_until"])
    return case
