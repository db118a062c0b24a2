"""Reminding an enterprise of a correction or an answer that it owes (R21)."""

from datetime import datetime

from django.db import transaction

from accounts.actions import notify
from accounts.calendars import work_calendar
from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import NoticeKind, Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.locks import lock_case
from confirmation.models import Case, Reminder
from confirmation.policy import require_turn
from confirmation.queries.addresses import enterprise_page
from confirmation.queries.questions import open_questions
from confirmation.rules.states import Status


class NothingIsOwed(RuleError):
    """The enterprise owes neither a correction nor an answer."""


class OnceAWorkingDay(RuleError):
    """The enterprise was reminded of this case on this working day already."""


@transaction.atomic(durable=True)
def remind(*, by: User, case_id: int, at: datetime) -> Reminder:
    """Remind the enterprise of a case that was returned to it, or about which it was asked.

    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers: for anybody who may not decide the case.
    :raises NothingIsOwed: when the case waits for an official, or is over.
    :raises OnceAWorkingDay: when it was reminded since the last working day began.
    """
    case = lock_case(case_id)
    require_turn(case, by, at)
    is_asked = open_questions(case).exists()
    if case.status != Status.RETURNED and not is_asked:
        raise NothingIsOwed(f"该办件现为“{Status(case.status).label}”，不需要企业补正或答复，无需提醒")
    latest = Reminder.objects.filter(case=case).order_by("-pk").first()
    if latest is not None and not work_calendar().between(day_of(latest.at), day_of(at)):
        raise OnceAWorkingDay("本工作日已提醒过该企业，每个工作日只提醒一次")
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action="confirmation.remind",
        subject=str(case.project.row_guid),
    ):
        _tell(case, is_asked, at)
        return Reminder.objects.create(case=case, authority=case.authority, by=by, at=at)


def _tell(case: Case, is_asked: bool, at: datetime) -> None:
    assert case.authority is not None
    owed = "询问尚未答复，请尽快答复" if is_asked else "已退回补正，请尽快修改并重新提交"
    notify(
        case.enterprise,
        kind=NoticeKind.QUESTION if is_asked else NoticeKind.RETURNED,
        title=f"{case.project.name}：主管部门提醒",
        text=f"{case.authority.name}提醒：办件 {case.number} {owed}。",
        url=enterprise_page(case),
        at=at,
    )
