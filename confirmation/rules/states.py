"""The states of a case as one table; the database's trigger is generated from it (docs/adr/0003)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from common.errors import RuleError


class CaseKind(models.TextChoices):
    """What an enterprise asks for (一（五）, 二（二）)."""

    PROJECT_BACKFILL = "PROJECT_BACKFILL", "业绩补录"
    STAGE_BACKFILL = "STAGE_BACKFILL", "业绩环节补录"
    LEGACY_RESUBMISSION = "LEGACY_RESUBMISSION", "历史D级重新申报"
    UPGRADE = "UPGRADE", "定级（升级）申请"


# What an enterprise files itself: the case's records are its own and not yet confirmed. An upgrade's are confirmed.
BACKFILLS = frozenset({CaseKind.PROJECT_BACKFILL, CaseKind.STAGE_BACKFILL, CaseKind.LEGACY_RESUBMISSION})


class Status(models.TextChoices):
    """One word per state, the same for every user."""

    DRAFT = "DRAFT", "填写中"
    WAITING = "WAITING", "待确认"
    SIGNED = "SIGNED", "待复审"
    LOWERED = "LOWERED", "下级复核"
    RETURNED = "RETURNED", "退回补正"
    REFUSED = "REFUSED", "不予确认"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    CONFIRMED = "CONFIRMED", "已确认"
    REVERSING = "REVERSING", "拟撤销确认"
    REVERSED = "REVERSED", "已撤销确认"


class Action(models.TextChoices):
    """What can be done with a case."""

    SUBMIT = "SUBMIT", "提交"
    WITHDRAW = "WITHDRAW", "撤回"
    CLAIM = "CLAIM", "领取"
    RELEASE = "RELEASE", "释放"
    SIGN = "SIGN", "签署通过"
    CONFIRM = "CONFIRM", "确认"
    RETURN = "RETURN", "退回补正"
    REFUSE = "REFUSE", "不予确认"
    HAND_OVER = "HANDOVER", "移交"
    LOWER = "LOWER", "退回下级复核"
    REPORT = "REPORT", "复核上报"
    PROPOSE = "PROPOSE", "提出撤销确认"
    REVERSE = "REVERSE", "撤销确认"
    UPHOLD = "UPHOLD", "维持确认"


class Actor(StrEnum):
    """Whose turn it is."""

    ENTERPRISE = "ENTERPRISE"
    REVIEWER = "REVIEWER"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: in this status this actor may do this, and the case is then in the next status.

    :param kinds: the kinds of case for which the row is.
    """

    status: Status
    action: Action
    actor: Actor
    next: Status
    kinds: frozenset[CaseKind] = frozenset(CaseKind)


_UPGRADES = frozenset({CaseKind.UPGRADE})


def _moves(statuses: Iterable[Status], action: Action, actor: Actor, after: Status | None = None) -> list[Move]:
    # Without a status after it the act leaves the case where it is.
    return [Move(status, action, actor, after or status) for status in statuses]


# An authority weighs the case itself; nothing of it is decided yet.
TO_DECIDE = frozenset({Status.WAITING, Status.SIGNED})
_BACK = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN, Status.REFUSED, Status.REVERSED)
_HELD = TO_DECIDE | {Status.LOWERED, Status.REVERSING}
MOVES: tuple[Move, ...] = (
    *_moves(_BACK, Action.SUBMIT, Actor.ENTERPRISE, Status.WAITING),  # a refusal does not close the way back
    *_moves([Status.WAITING], Action.WITHDRAW, Actor.ENTERPRISE, Status.WITHDRAWN),
    *_moves(_HELD, Action.CLAIM, Actor.REVIEWER),
    *_moves(_HELD, Action.RELEASE, Actor.REVIEWER),
    *_moves(TO_DECIDE, Action.SIGN, Actor.REVIEWER, Status.SIGNED),
    *_moves(TO_DECIDE, Action.CONFIRM, Actor.REVIEWER, Status.CONFIRMED),
    *_moves(TO_DECIDE | {Status.LOWERED}, Action.RETURN, Actor.REVIEWER, Status.RETURNED),
    *_moves(TO_DECIDE, Action.REFUSE, Actor.REVIEWER, Status.REFUSED),
    *_moves(TO_DECIDE, Action.HAND_OVER, Actor.REVIEWER, Status.WAITING),
    # What the tier below had confirmed and the upper one doubts goes down for a second look: A-13.
    *(Move(status, Action.LOWER, Actor.REVIEWER, Status.LOWERED, _UPGRADES) for status in TO_DECIDE),
    Move(Status.LOWERED, Action.REPORT, Actor.REVIEWER, Status.WAITING, _UPGRADES),
    *_moves([Status.CONFIRMED], Action.PROPOSE, Actor.REVIEWER, Status.REVERSING),
    *_moves([Status.CONFIRMED, Status.REVERSING], Action.REVERSE, Actor.REVIEWER, Status.REVERSED),
    *_moves([Status.REVERSING], Action.UPHOLD, Actor.REVIEWER, Status.CONFIRMED),
)

_TABLE = {(move.status, move.action, kind): move for move in MOVES for kind in move.kinds}
WITH_AUTHORITY = frozenset(move.status for move in MOVES if move.action is Action.CLAIM)
# An enterprise has one such case about a project at the most; a withdrawn or refused one may be overtaken by another.
UNFINISHED = WITH_AUTHORITY | {Status.DRAFT, Status.RETURNED}
DECIDED = frozenset({Status.RETURNED, Status.REFUSED, Status.CONFIRMED, Status.REVERSED})
WITH_ENTERPRISE = frozenset(move.status for move in MOVES if move.action is Action.SUBMIT)
# Confirmed, and still so while somebody proposes to take it back.
STANDING = frozenset({Status.CONFIRMED, Status.REVERSING})


class NotAllowedNow(RuleError):
    """The case's status does not admit the action."""


def move(status: Status, action: Action, kind: CaseKind) -> Move:
    """The row for a status and an action on a kind of case.

    :raises NotAllowedNow: when the table has none.
    """
    found = _TABLE.get((status, action, kind))
    if found is None:
        raise NotAllowedNow(f"该办件现为“{status.label}”，不能{action.label}；请刷新页面查看最新状态")
    return found


def guard_sql() -> str:
    """PL/pgSQL for the trigger: a case begins as a draft, moves along the table only, and a move is a new version."""
    ways = sorted({(kind.value, row.status.value, row.next.value) for row in MOVES for kind in row.kinds})
    legal = ", ".join(f"('{kind}', '{before}', '{after}')" for kind, before, after in ways if before != after)
    return f"""
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> '{Status.DRAFT.value}' THEN
            RAISE EXCEPTION 'a case begins as a draft' USING ERRCODE = 'check_violation';
          END IF;
        ELSIF NEW.status <> OLD.status THEN
          IF (NEW.kind, OLD.status, NEW.status) NOT IN ({legal}) THEN
            RAISE EXCEPTION 'no move of % from % to %', NEW.kind, OLD.status, NEW.status
              USING ERRCODE = 'check_violation';
          END IF;
          IF NEW.version <> OLD.version + 1 THEN
            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';
          END IF;
        END IF;
        RETURN NEW;
    """
