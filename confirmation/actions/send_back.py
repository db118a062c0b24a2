"""Returning a case for correction, and refusing it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from confirmation.actions.deciding import Act, admitted, deciding, finish, keep_decision
from confirmation.actions.mark import defects_from, open_marked
from confirmation.actions.tell import tell_of_decision
from confirmation.models import Case, Defect
from confirmation.queries.defects import sent_back
from confirmation.queries.records import records_of_case
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import require_reason
from confirmation.rules.defects import Mark
from confirmation.rules.states import BACKFILLS, Action
from projects.actions import reopen


def return_for_correction(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
    marks: Sequence[Mark] = (),
) -> Case:
    """Give the case back to the enterprise, which corrects what is marked and submits again (退回补正, X04).

    :param note: for the whole; needed where nothing is marked, and then everything opens.
    :param codes: coded reasons of the whole; those of the marks are added.
    :raises AReasonIsNeeded: without marks and without a note.
    :raises TheMarkIsNowhere, TheCodeIsUnknown, OtherNeedsWords, ALateMarkSaysWhy: what a mark must be.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    return _send_back(Action.RETURN, Act(by, case_id, version_seen, note, address, at, codes), marks)


def refuse(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
    marks: Sequence[Mark] = (),
) -> Case:
    """Do not confirm (不予确认): nothing is graded or shown; the enterprise may submit again (一（六）4).

    What is marked is told and answered as after a return; all of the filing opens, because it is filed anew.

    Raises as :func:`return_for_correction`, and AReasonIsNeeded without a note whatever is marked.
    """
    return _send_back(Action.REFUSE, Act(by, case_id, version_seen, note, address, at, codes), marks)


@transaction.atomic(durable=True)
def _send_back(action: Action, act: Act, marks: Sequence[Mark]) -> Case:
    case, step = admitted(act, action)
    if action == Action.REFUSE or not marks:
        require_reason(act.note)
    records = records_of_case(case)
    defects = defects_from(case, marks, records, act.at)
    with deciding(case, act, action) as rules:
        decision = keep_decision(case, act, action, rules, also=[defect.code for defect in defects])
        for defect in defects:
            defect.decision = decision
        Defect.objects.bulk_create(defects)
        case.sent_down_by = None
        finish(case, step, at=act.at, cause=ClockCause.RETURNED if action == Action.RETURN else ClockCause.REFUSED)
        if case.kind in BACKFILLS:
            reopen(records=records)
            open_marked(case, sent_back(case), records)
        tell_of_decision(case, decision, defects=len(defects), at=act.at)
    return case
