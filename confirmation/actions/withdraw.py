"""Taking a case back before an official has claimed it (E18)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.rules.states import Action, CaseKind, Status, move
from projects.actions import reopen
from projects.queries import records_of


class AnOfficialIsAtWork(RuleError):
    """An official holds the case."""


@transaction.atomic(durable=True)
def withdraw(*, by: User, enterprise: Enterprise, case_id: int, at: datetime) -> Case:
    """Take back a waiting case that nobody has claimed; what was submitted stays in the history.

    :raises NotAllowedNow: when it is not waiting.
    :raises AnOfficialIsAtWork: when an official holds it.
    """
    require_member(by, enterprise, day_of(at))
    case = lock_case(case_id)
    if case.enterprise != enterprise:
        raise Case.DoesNotExist
    after = move(Status(case.status), Action.WITHDRAW)
    if case.holder_at(at) is not None:
        raise AnOfficialIsAtWork("主管部门正在办理该办件，暂不能撤回；可联系办理部门退回补正")
    with context(
        acting_for_enterprise(by, enterprise), action="confirmation.withdraw", subject=str(case.project.row_guid)
    ):
        case.status, case.version = after.next, case.version + 1
        case.holder = case.held_until = None
        case.save()
        if case.kind == CaseKind.PROJECT_BACKFILL:
            reopen(records=records_of(case.project))
    return case
