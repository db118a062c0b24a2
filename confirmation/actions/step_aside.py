"""Stepping aside from one case (回避, R31)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role, says_something
from audit.context import context
from common.errors import RuleError
from common.notice import of_notice
from confirmation.locks import lock_case
from confirmation.models import Case, StepAside
from confirmation.policy import require_turn
from confirmation.rules.states import WITH_AUTHORITY, NotAllowedNow, Status


class SteppingAsideNeedsAReason(RuleError):
    """Why somebody leaves a case to others is kept."""


@transaction.atomic(durable=True)
def step_aside(*, by: User, case_id: int, reason: str, at: datetime) -> Case:
    """Leave a case of one's own unit to others for good; a hold on it ends.

    :raises NotAllowedNow: when it does not lie with an authority.
    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers: when it is not his to decide anyway.
    :raises SteppingAsideNeedsAReason: without a reason.
    """
    case = lock_case(case_id)
    if Status(case.status) not in WITH_AUTHORITY:
        raise NotAllowedNow(f"该办件现为“{Status(case.status).label}”，无需回避")
    require_turn(case, by, at)
    if not says_something(reason):
        raise SteppingAsideNeedsAReason(
            "请写明回避的理由（不少于5个字），理由将留存", clause=of_notice("四（三）"), field="reason"
        )
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.step_aside",
        reason=reason,
        subject=str(case.project.row_guid),
    ):
        StepAside.objects.create(case=case, user=by, authority=case.authority, reason=reason.strip(), at=at)
        if case.holder == by:
            case.holder = case.held_until = None
            case.save(update_fields=["holder", "held_until"])
    return case
