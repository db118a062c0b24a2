"""Returning a case for correction, and refusing it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from confirmation.actions.clock import turn_clock
from confirmation.actions.confirm import record_decision
from confirmation.actions.send import keep_rules
from confirmation.actions.tell import tell_of_decision
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.policy import require_hold, require_seen, require_turn
from confirmation.queries.records import records_of_case
from confirmation.queries.rules import rules_on
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import require_reason
from confirmation.rules.states import BACKFILLS, Action, Status, move
from projects.actions import reopen


def return_for_correction(
    *, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime
) -> Case:
    """Give the case back to the enterprise, which corrects and submits again (退回补正).

    :raises AReasonIsNeeded: without a reason.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    return _send_back(
        Action.RETURN, by=by, case_id=case_id, version_seen=version_seen, note=note, address=address, at=at
    )


def refuse(*, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Case:
    """Do not confirm (不予确认): nothing is graded or shown; the enterprise may submit again (一（六）4).

    Raises as :func:`return_for_correction`.
    """
    return _send_back(
        Action.REFUSE, by=by, case_id=case_id, version_seen=version_seen, note=note, address=address, at=at
    )


@transaction.atomic(durable=True)
def _send_back(
    action: Action, *, by: User, case_id: int, version_seen: int, note: str, address: str | None, at: datetime
) -> Case:
    case = lock_case(case_id)
    require_turn(case, by, at)
    require_seen(case, version_seen)
    after = move(Status(case.status), action)
    require_hold(case, by, at)
    require_reason(note)
    rules = rules_on(day_of(at))
    assert case.authority is not None
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action=f"confirmation.{action.value.lower()}",
        reason=note,
        subject=str(case.project.row_guid),
        rule_version=rules.version,
    ):
        keep_rules(rules, at)
        decision = record_decision(
            case,
            by=by,
            action=action,
            order=0,
            note=note,
            paper=None,
            rule_version=rules.version,
            address=address,
            at=at,
        )
        case.status, case.version, case.decided_at = after.next, case.version + 1, at
        case.put_down()
        turn_clock(case, ClockCause.RETURNED if action == Action.RETURN else ClockCause.REFUSED, at=at)
        case.save()
        if case.kind in BACKFILLS:
            reopen(records=records_of_case(case))
        tell_of_decision(case, decision, at=at)
    return case
