"""The states of a case as one table; the database's trigger is generated from it (docs/adr/0003)."""

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
    RETURNED = "RETURNED", "退回补正"
    REFUSED = "REFUSED", "不予确认"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    CONFIRMED = "CONFIRMED", "已确认"


class Action(models.TextChoices):
    """What can be done with a case."""

    SUBMIT = "SUBMIT", "提交"
    WITHDRAW = "WITHDRAW", "撤回"
    SIGN = "SIGN", "初审通过"
    CONFIRM = "CONFIRM", "确认"
    RETURN = "RETURN", "退回补正"
    REFUSE = "REFUSE", "不予确认"


class Actor(StrEnum):
    """Whose turn it is."""

    ENTERPRISE = "ENTERPRISE"
    REVIEWER = "REVIEWER"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: in this status this actor may do this, and the case is then in the next status."""

    status: Status
    action: Action
    actor: Actor
    next: Status


MOVES: tuple[Move, ...] = (
    Move(Status.DRAFT, Action.SUBMIT, Actor.ENTERPRISE, Status.WAITING),
    Move(Status.RETURNED, Action.SUBMIT, Actor.ENTERPRISE, Status.WAITING),
    Move(Status.WITHDRAWN, Action.SUBMIT, Actor.ENTERPRISE, Status.WAITING),
    Move(Status.REFUSED, Action.SUBMIT, Actor.ENTERPRISE, Status.WAITING),  # a refusal does not close the way back
    Move(Status.WAITING, Action.WITHDRAW, Actor.ENTERPRISE, Status.WITHDRAWN),
    Move(Status.WAITING, Action.SIGN, Actor.REVIEWER, Status.SIGNED),
    Move(Status.WAITING, Action.CONFIRM, Actor.REVIEWER, Status.CONFIRMED),
    Move(Status.SIGNED, Action.CONFIRM, Actor.REVIEWER, Status.CONFIRMED),
    *(
        Move(status, action, Actor.REVIEWER, after)
        for status in (Status.WAITING, Status.SIGNED)
        for action, after in ((Action.RETURN, Status.RETURNED), (Action.REFUSE, Status.REFUSED))
    ),
)

_TABLE = {(move.status, move.action): move for move in MOVES}
WITH_AUTHORITY = frozenset(move.status for move in MOVES if move.actor is Actor.REVIEWER)
# An enterprise has one such case about a project at the most; a withdrawn or refused one may be overtaken by another.
UNFINISHED = WITH_AUTHORITY | {Status.DRAFT, Status.RETURNED}
DECIDED = frozenset({move.next for move in MOVES if move.actor is Actor.REVIEWER} - {Status.SIGNED})
WITH_ENTERPRISE = frozenset(move.status for move in MOVES if move.action is Action.SUBMIT)


class NotAllowedNow(RuleError):
    """The case's status does not admit the action."""


def move(status: Status, action: Action) -> Move:
    """The row for a status and an action.

    :raises NotAllowedNow: when the table has none.
    """
    found = _TABLE.get((status, action))
    if found is None:
        raise NotAllowedNow(f"该办件现为“{status.label}”，不能{action.label}；请刷新页面查看最新状态")
    return found


def guard_sql() -> str:
    """PL/pgSQL for the trigger: a case begins as a draft, moves along the table only, and a move is a new version."""
    pairs = sorted({(row.status.value, row.next.value) for row in MOVES})
    legal = ", ".join(f"('{before}', '{after}')" for before, after in pairs)
    return f"""
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> '{Status.DRAFT.value}' THEN
            RAISE EXCEPTION 'a case begins as a draft' USING ERRCODE = 'check_violation';
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
