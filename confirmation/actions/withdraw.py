"""Taking a case back before an official has claimed it; afterwards, asking for it (E18)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.ask import lapse_questions
from confirmation.actions.clock import turn_clock
from confirmation.actions.mark import open_marked
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.queries.defects import sent_back
from confirmation.queries.records import records_of_case
from confirmation.rules.clock import ClockCause
from confirmation.rules.states import BACKFILLS, TO_DECIDE, Action, CaseKind, NotAllowedNow, Status, move
from projects.actions import reopen


class AnOfficialIsAtWork(RuleError):
    """An official holds the case."""


@transaction.atomic(durable=True)
def withdraw(*, by: User, enterprise: Enterprise, case_id: int, at: datetime) -> Case:
    """Take back a waiting case that nobody has claimed; what was submitted stays in the history.

    :raises NotAllowedNow: when it is not waiting.
    :raises AnOfficialIsAtWork: when an official holds it.
    """
    case = _own_case(by, enterprise, case_id, at)
    after = move(Status(case.status), Action.WITHDRAW, CaseKind(case.kind))
    if case.holder_at(at) is not None:
        raise AnOfficialIsAtWork("主管部门正在办理该办件，不能直接撤回；请写明理由申请撤回，由办理人退回")
    with context(
        acting_for_enterprise(by, enterprise), action="confirmation.withdraw", subject=str(case.project.row_guid)
    ):
        case.status, case.version = after.next, case.version + 1
        case.put_down()
        lapse_questions(case, by=by, at=at)
        turn_clock(case, ClockCause.WITHDRAWN, at=at)
        case.save()
        if case.kind in BACKFILLS:
            records = records_of_case(case)
            reopen(records=records)
            open_marked(case, sent_back(case), records)  # a way round a return is none
    return case


class NobodyIsAtWork(RuleError):
    """The enterprise may take the case back by itself."""


class AskingNeedsAReason(RuleError):
    """The official reads why a case is asked back."""


@transaction.atomic(durable=True)
def ask_to_withdraw(*, by: User, enterprise: Enterprise, case_id: int, reason: str, at: datetime) -> Case:
    """Ask the official at work to give the case back; he answers by returning it, or decides otherwise (E18).

    :raises NotAllowedNow: when it does not lie with an authority.
    :raises NobodyIsAtWork: when the enterprise can take it back by itself.
    :raises AskingNeedsAReason: without a reason.
    """
    case = _own_case(by, enterprise, case_id, at)
    if Status(case.status) not in TO_DECIDE:
        raise NotAllowedNow(f"该办件现为“{Status(case.status).label}”，不能申请撤回；请刷新页面查看最新状态")
    if case.status == Status.WAITING and case.holder_at(at) is None:
        raise NobodyIsAtWork("该办件尚无人领取，可以直接撤回，无需申请")
    if not reason.strip():
        raise AskingNeedsAReason("请写明申请撤回的理由，办理人据此退回", field="reason")
    with context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.ask_to_withdraw",
        reason=reason,
        subject=str(case.project.row_guid),
    ):
        case.withdrawal_asked_at, case.withdrawal_reason = at, reason.strip()
        case.save(update_fields=["withdrawal_asked_at", "withdrawal_reason"])
    return case


def _own_case(by: User, enterprise: Enterprise, case_id: int, at: datetime) -> Case:
    require_member(by, enterprise, day_of(at))
    case = lock_case(case_id)
    if case.enterprise != enterprise:
        raise Case.DoesNotExist
    return case
