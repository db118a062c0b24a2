"""Returning a case for correction, and refusing it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from confirmation.actions.deciding import Act, admitted, deciding, finish, keep_decision
from confirmation.actions.tell import tell_of_decision
from confirmation.models import Case
from confirmation.queries.records import records_of_case
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import require_reason
from confirmation.rules.states import BACKFILLS, Action
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
    act = Act(by, case_id, version_seen, note, address, at)
    case, step = admitted(act, action)
    require_reason(note)
    with deciding(case, act, action) as rules:
        decision = keep_decision(case, act, action, rules)
        case.sent_down_by = None
        finish(case, step, at=at, cause=ClockCause.RETURNED if action == Action.RETURN else ClockCause.REFUSED)
        if case.kind in BACKFILLS:
            reopen(records=records_of_case(case))
        tell_of_decision(case, decision, at=at)
    return case
