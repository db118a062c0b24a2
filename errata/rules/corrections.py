"""The states of an erratum as one table; the database's trigger is generated from it (三, docs/adr/0003)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from accounts.rules import Tier
from common.errors import RuleError
from common.notice import of_notice

CLAUSE = of_notice("三")


class Origin(models.TextChoices):
    """Who says first that something confirmed is wrong."""

    ENTERPRISE = "ENTERPRISE", "企业提出更正需求"
    AUTHORITY = "AUTHORITY", "主管部门提出"


class Status(models.TextChoices):
    """One word per state, the same for every user."""

    DRAFT = "DRAFT", "起草中"
    REQUESTED = "REQUESTED", "待提交申请"
    CONSENT = "CONSENT", "待上级同意"
    APPROVAL = "APPROVAL", "待省级审批"
    APPROVED = "APPROVED", "待执行"
    EXECUTED = "EXECUTED", "待核验"
    DONE = "DONE", "已更正"
    OBJECTED = "OBJECTED", "核验不符"
    RETURNED = "RETURNED", "退回补充"
    REFUSED = "REFUSED", "不予勘误"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class Action(models.TextChoices):
    """What can be done with an erratum."""

    REQUEST = "REQUEST", "提出更正需求"
    FILE = "FILE", "提交勘误申请"
    CONSENT = "CONSENT", "同意勘误"
    APPROVE = "APPROVE", "审批同意"
    EXECUTE = "EXECUTE", "执行更正"
    VERIFY = "VERIFY", "核验通过"
    OBJECT = "OBJECT", "核验不符"
    RETURN = "RETURN", "退回补充"
    REFUSE = "REFUSE", "不予勘误"
    WITHDRAW = "WITHDRAW", "撤回"


class Step(models.TextChoices):
    """In which part of the way somebody acts; nobody acts in two of them."""

    ENTERPRISE = "ENTERPRISE", "企业"
    PLACE = "PLACE", "项目所在地主管部门"
    UPPER = "UPPER", "上级主管部门"
    PROVINCE = "PROVINCE", "省级主管部门"
    EXECUTOR = "EXECUTOR", "技术支持（执行）"
    VERIFIER = "VERIFIER", "技术支持（核验）"


class LetterKind(models.TextChoices):
    """The papers of an erratum: what proves it, and each tier's official document."""

    EVIDENCE = "EVIDENCE", "证明材料"
    APPLICATION = "APPLICATION", "勘误申请"
    CONSENT = "CONSENT", "同意勘误公文"
    APPROVAL = "APPROVAL", "省级同意勘误公文"


# The official document that goes with an act.
LETTER_OF = {
    Action.FILE: LetterKind.APPLICATION,
    Action.CONSENT: LetterKind.CONSENT,
    Action.APPROVE: LetterKind.APPROVAL,
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: in this status, in this step of the way, this may be done, and then it is the next status.

    :param origins: by whom the erratum was begun.
    :param tiers: of the authority at the project's place.
    """

    status: Status
    action: Action
    step: Step
    next: Status
    origins: frozenset[Origin] = frozenset(Origin)
    tiers: frozenset[Tier] = frozenset({Tier.COUNTY, Tier.CITY})


_FIRMS, _AUTHORITYS = frozenset({Origin.ENTERPRISE}), frozenset({Origin.AUTHORITY})
_COUNTY, _CITY = frozenset({Tier.COUNTY}), frozenset({Tier.CITY})
_S, _A = Status, Action


def _filed(starts: Iterable[Status], origins: frozenset[Origin]) -> list[Move]:
    # A county's application passes its city; a city's, or that of a place without a county, goes straight up.
    ways = ((_COUNTY, _S.CONSENT), (_CITY, _S.APPROVAL))
    return [Move(start, _A.FILE, Step.PLACE, after, origins, tiers) for start in starts for tiers, after in ways]


def _taken_back(step: Step, starts: Iterable[Status], origins: frozenset[Origin]) -> list[Move]:
    return [Move(start, _A.WITHDRAW, step, _S.WITHDRAWN, origins, _tiers_of(start)) for start in starts]


def _tiers_of(status: Status) -> frozenset[Tier]:
    return _COUNTY if status is _S.CONSENT else _COUNTY | _CITY


MOVES: tuple[Move, ...] = (
    *(Move(start, _A.REQUEST, Step.ENTERPRISE, _S.REQUESTED, _FIRMS) for start in (_S.DRAFT, _S.RETURNED)),
    *_filed([_S.REQUESTED], _FIRMS),
    *_filed([_S.DRAFT, _S.RETURNED], _AUTHORITYS),
    Move(_S.CONSENT, _A.CONSENT, Step.UPPER, _S.APPROVAL, tiers=_COUNTY),
    Move(_S.APPROVAL, _A.APPROVE, Step.PROVINCE, _S.APPROVED),
    Move(_S.APPROVED, _A.EXECUTE, Step.EXECUTOR, _S.EXECUTED),
    Move(_S.EXECUTED, _A.VERIFY, Step.VERIFIER, _S.DONE),
    Move(_S.EXECUTED, _A.OBJECT, Step.VERIFIER, _S.OBJECTED),
    Move(_S.REQUESTED, _A.RETURN, Step.PLACE, _S.RETURNED, _FIRMS),
    Move(_S.CONSENT, _A.RETURN, Step.UPPER, _S.RETURNED, tiers=_COUNTY),
    Move(_S.APPROVAL, _A.RETURN, Step.PROVINCE, _S.RETURNED),
    Move(_S.APPROVED, _A.RETURN, Step.EXECUTOR, _S.RETURNED),
    Move(_S.REQUESTED, _A.REFUSE, Step.PLACE, _S.REFUSED, _FIRMS),
    Move(_S.CONSENT, _A.REFUSE, Step.UPPER, _S.REFUSED, tiers=_COUNTY),
    Move(_S.APPROVAL, _A.REFUSE, Step.PROVINCE, _S.REFUSED),
    *_taken_back(Step.ENTERPRISE, [_S.DRAFT, _S.RETURNED, _S.REQUESTED], _FIRMS),
    *_taken_back(Step.PLACE, [_S.DRAFT, _S.RETURNED, _S.CONSENT, _S.APPROVAL], _AUTHORITYS),
)
_TABLE = {
    (move.status, move.action, origin, tier): move for move in MOVES for origin in move.origins for tier in move.tiers
}
# What is asked for may still be changed.
OPEN = frozenset({Status.DRAFT, Status.RETURNED})
UNFINISHED = frozenset(move.status for move in MOVES)
# The facts are changed; what the public is told of.
CORRECTED = frozenset({Status.EXECUTED, Status.DONE, Status.OBJECTED})


class NotAllowedNow(RuleError):
    """The erratum's status does not admit the action."""


class AReasonIsNeeded(RuleError):
    """A return, refusal, withdrawal or objection says why."""


class OnePersonActsOnce(RuleError):
    """The person has acted in another step of the same erratum."""


def move(status: Status, action: Action, origin: Origin, tier: Tier) -> Move:
    """The row for a status and an action.

    :raises NotAllowedNow: when the table has none.
    """
    found = _TABLE.get((status, action, origin, tier))
    if found is None:
        raise NotAllowedNow(f"该勘误现为“{status.label}”，不能{action.label}；请刷新页面查看最新状态", clause=CLAUSE)
    return found


def step_of(status: Status, origin: Origin) -> Step | None:
    """Whose turn it is; None when nothing is left to do."""
    if status in OPEN:
        return Step.ENTERPRISE if origin is Origin.ENTERPRISE else Step.PLACE
    forward = (move.step for move in MOVES if move.status is status and move.action is not Action.WITHDRAW)
    return next(forward, None)


def require_reason(note: str) -> None:
    """Let pass an act that says why.

    :raises AReasonIsNeeded: when it is empty.
    """
    if not note.strip():
        raise AReasonIsNeeded("请写明理由；理由永久保存，并告知提出人", clause=CLAUSE, field="note")


def guard_sql() -> str:
    """PL/pgSQL for the trigger: an erratum begins as a draft, moves along the table only, a move is a new version."""
    ways = sorted(
        {
            (origin.value, tier.value, row.status.value, row.next.value)
            for row in MOVES
            for origin in row.origins
            for tier in row.tiers
        }
    )
    legal = ", ".join("('" + "', '".join(way) + "')" for way in ways)
    return f"""
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> '{Status.DRAFT.value}' THEN
            RAISE EXCEPTION 'an erratum begins as a draft' USING ERRCODE = 'check_violation';
          END IF;
        ELSIF NEW.status <> OLD.status THEN
          IF (NEW.origin, NEW.tier, OLD.status, NEW.status) NOT IN ({legal}) THEN
            RAISE EXCEPTION 'no move of % from % to %', NEW.origin, OLD.status, NEW.status
              USING ERRCODE = 'check_violation';
          END IF;
          IF NEW.version <> OLD.version + 1 THEN
            RAISE EXCEPTION 'a move is a new version' USING ERRCODE = 'check_violation';
          END IF;
        END IF;
        RETURN NEW;
    """
