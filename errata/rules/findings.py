"""The states of a false-information case as one table, and its periods (四（二）, BR-40)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models

from common.errors import RuleError
from common.notice import of_notice
from common.workdays import WorkCalendar

CLAUSE = of_notice("四（二）")
# The notice names neither a reply period nor how long an entry is public: five working days are the least that an
# authority gives, three years the most that an entry stands (docs/adr/0015).
LEAST_REPLY_DAYS, MOST_REPLY_DAYS = 5, 30
MOST_PUBLIC_DAYS = 3 * 366


class FindingStatus(models.TextChoices):
    """One word per state, the same for every user."""

    OPEN = "OPEN", "调查中"
    NOTIFIED = "NOTIFIED", "待企业陈述"
    REPLIED = "REPLIED", "企业已陈述"
    PROPOSED = "PROPOSED", "拟认定"
    FOUND = "FOUND", "已认定"
    APPEALED = "APPEALED", "复核中"
    DROPPED = "DROPPED", "不予认定"
    REVOKED = "REVOKED", "认定已撤销"


class FindingAction(models.TextChoices):
    """What can be done with a case."""

    NOTIFY = "NOTIFY", "告知企业"
    REPLY = "REPLY", "陈述意见"
    PROPOSE = "PROPOSE", "提出认定"
    DECLINE = "DECLINE", "退回调查"
    FIND = "FIND", "认定并公示"
    DROP = "DROP", "不予认定"
    APPEAL = "APPEAL", "申请复核"
    UPHOLD = "UPHOLD", "维持认定"
    REVOKE = "REVOKE", "撤销认定"


class Side(StrEnum):
    """Whose turn it is."""

    ENTERPRISE = "ENTERPRISE"
    AUTHORITY = "AUTHORITY"


@dataclass(frozen=True, slots=True)
class FindingMove:
    """One row of the table."""

    status: FindingStatus
    action: FindingAction
    side: Side
    next: FindingStatus


_S, _A = FindingStatus, FindingAction


def _rows(
    starts: Iterable[FindingStatus], action: FindingAction, side: Side, after: FindingStatus
) -> list[FindingMove]:
    return [FindingMove(start, action, side, after) for start in starts]


FINDING_MOVES: tuple[FindingMove, ...] = (
    *_rows([_S.OPEN], _A.NOTIFY, Side.AUTHORITY, _S.NOTIFIED),
    *_rows([_S.NOTIFIED, _S.REPLIED], _A.REPLY, Side.ENTERPRISE, _S.REPLIED),
    *_rows([_S.NOTIFIED, _S.REPLIED], _A.PROPOSE, Side.AUTHORITY, _S.PROPOSED),
    *_rows([_S.PROPOSED], _A.DECLINE, Side.AUTHORITY, _S.REPLIED),
    *_rows([_S.PROPOSED], _A.FIND, Side.AUTHORITY, _S.FOUND),
    *_rows([_S.OPEN, _S.NOTIFIED, _S.REPLIED], _A.DROP, Side.AUTHORITY, _S.DROPPED),
    *_rows([_S.FOUND], _A.APPEAL, Side.ENTERPRISE, _S.APPEALED),
    *_rows([_S.APPEALED], _A.UPHOLD, Side.AUTHORITY, _S.FOUND),
    *_rows([_S.APPEALED], _A.REVOKE, Side.AUTHORITY, _S.REVOKED),
)
_TABLE = {(row.status, row.action): row for row in FINDING_MOVES}
# Found, and still so while the firm asks for another look.
STANDING = frozenset({FindingStatus.FOUND, FindingStatus.APPEALED})
CLOSED = frozenset({FindingStatus.FOUND, FindingStatus.DROPPED, FindingStatus.REVOKED})
# What needs words of its own.
WITH_REASON = frozenset(set(FindingAction) - {FindingAction.FIND})


class TheCaseIsNotThereYet(RuleError):
    """The case's status does not admit the action."""


class TheReplyPeriodRuns(RuleError):
    """The firm may still state its case."""


class TheCaseIsIncomplete(RuleError):
    """A record, evidence, a reason or a date is missing."""


class TwoPersonsSign(RuleError):
    """The person has signed the finding already."""


def finding_move(status: FindingStatus, action: FindingAction) -> FindingMove:
    """The row for a status and an action.

    :raises TheCaseIsNotThereYet: when the table has none.
    """
    found = _TABLE.get((status, action))
    if found is None:
        raise TheCaseIsNotThereYet(
            f"该案现为“{status.label}”，不能{action.label}；请刷新页面查看最新状态", clause=CLAUSE
        )
    return found


def reply_until(calendar: WorkCalendar, notified_on: date, days: int) -> date:
    """The last day on which the firm states its case; the day of the notice is not counted.

    :raises TheCaseIsIncomplete: for a period that is too short or too long.
    """
    if not LEAST_REPLY_DAYS <= days <= MOST_REPLY_DAYS:
        raise TheCaseIsIncomplete(
            f"陈述期为{LEAST_REPLY_DAYS}至{MOST_REPLY_DAYS}个工作日", clause=CLAUSE, field="reply_days"
        )
    return calendar.after(notified_on, days)


def require_period_over(until: date | None, today: date) -> None:
    """Let pass a publication after the last day of the reply period.

    :raises TheReplyPeriodRuns: before; also when the firm has replied early (X28).
    """
    if until is None or today <= until:
        raise TheReplyPeriodRuns(f"企业陈述期至 {until}（含当日），期满之后方可认定并公示", clause=CLAUSE)


def require_heard(heard: str, *, has_replied: bool) -> str:
    """What was heard of the firm, and what of it was taken up and why (E29).

    :raises TheCaseIsIncomplete: without it though the firm has stated its case.
    """
    if has_replied and not heard.strip():
        raise TheCaseIsIncomplete(
            "企业已陈述意见，请写明听取意见记录：陈述了什么、是否采纳及理由", clause=CLAUSE, field="heard"
        )
    return heard.strip()


def require_end(ends_on: date | None, today: date) -> date:
    """The last day of publication.

    :raises TheCaseIsIncomplete: without one, in the past or too far away.
    """
    if ends_on is None or not 0 < (ends_on - today).days <= MOST_PUBLIC_DAYS:
        raise TheCaseIsIncomplete("请填写公示截止日期，晚于今天且不超过三年", clause=CLAUSE, field="ends_on")
    return ends_on


def finding_guard_sql() -> str:
    """PL/pgSQL for the trigger: a case begins open, moves along the table only, and a move is a new version."""
    ways = sorted({(row.status.value, row.next.value) for row in FINDING_MOVES if row.status != row.next})
    legal = ", ".join(f"('{before}', '{after}')" for before, after in ways)
    return f"""
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> '{FindingStatus.OPEN.value}' THEN
            RAISE EXCEPTION 'a case begins open' USING ERRCODE = 'check_violation';
          END IF;
        ELSIF NEW.status <> OLD.status THEN
          IF (OLD.status, NEW.status) NOT IN ({legal}) THEN
            RAISE EXCEPTION 'no move from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
          END IF;
          IF NEW.version <> OLD.version + 1 THEN
            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';
          END IF;
        END IF;
        RETURN NEW;
    """
