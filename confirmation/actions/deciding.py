"""What every act of an official has in common: the right person, the case as he saw it, and a decision that is kept."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Authority, User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from confirmation.actions.clock import turn_clock
from confirmation.actions.send import keep_rules
from confirmation.locks import lock_case
from confirmation.models import Case, Decision
from confirmation.policy import require_hold, require_no_open_question, require_seen, require_turn
from confirmation.queries.reasons import reasons_on
from confirmation.queries.rules import rules_on
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import PaperReading
from confirmation.rules.reasons import reason_for, require_codes
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import DECIDED, Action, CaseKind, Move, Status, move


@dataclass(frozen=True, slots=True)
class Act:
    """An official's act as he sends it.

    :param version_seen: the case's version on the page from which he decides.
    :param note: what he writes; the reason where one is asked for. ``codes`` are its coded reasons.
    """

    by: User
    case_id: int
    version_seen: int
    note: str
    address: str | None
    at: datetime
    codes: Collection[str] = ()


def admitted(act: Act, action: Action) -> tuple[Case, Move]:
    """The case, locked, and the move that the act makes. Opens no transaction.

    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers: who may act.
    :raises TheRecordHasMovedOn, NotAllowedNow: when the case is not as he saw it, or its status admits no such act.
    :raises SomebodyElseHoldsIt: when he does not hold it.
    """
    case = lock_case(act.case_id)
    require_turn(case, act.by, act.at)
    require_seen(case, act.version_seen)
    step = move(Status(case.status), action, CaseKind(case.kind))
    require_hold(case, act.by, act.at)
    return case, step


@contextmanager
def deciding(case: Case, act: Act, action: Action) -> Iterator[RuleSet]:
    """The rules in force, and the history told who acts for whom and why.

    :raises AQuestionIsOpen: while the enterprise owes an answer.
    """
    require_no_open_question(case)
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    rules = rules_on(day_of(act.at))
    with context(
        acting_for_authority(act.by, case.authority, Role.REVIEWER),
        action=f"confirmation.{action.value.lower()}",
        reason=act.note,
        subject=str(case.project.row_guid),
        rule_version=rules.version,
    ):
        keep_rules(rules, act.at)
        yield rules


def keep_decision(
    case: Case,
    act: Act,
    action: Action,
    rules: RuleSet,
    *,
    order: int = 0,
    paper: PaperReading | None = None,
    to: Authority | None = None,
    to_line: str = "",
    also: Collection[str] = (),
) -> Decision:
    """Keep an official's act on the submission that he saw. Opens no transaction.

    :param order: which signature it is; 0 for an act that is none.
    :param to, to_line: the unit that has the case next, when it is handed on.
    :param also: codes that were judged with what they stand on.
    :raises TheCodeIsUnknown: when one of its coded reasons is not in force.
    """
    assert case.authority is not None
    codes = _codes(case, act, action, also)
    return Decision.objects.create(
        case=case,
        submission_id=case.submissions.newest().values_list("pk", flat=True).get(),
        action=action,
        signature_order=order,
        person=act.by,
        authority=case.authority,
        tier=case.tier,
        business_line=case.business_line,
        codes=codes,
        note=act.note,
        to_authority=to,
        to_line=to_line,
        paper_name=paper.name if paper else "",
        paper_code=paper.investment_code if paper else "",
        paper_number=paper.approval_number if paper else "",
        case_version=case.version,
        rule_version=rules.version,
        address=act.address,
        decided_at=act.at,
    )


def _codes(case: Case, act: Act, action: Action, also: Collection[str]) -> list[str]:
    reason = reason_for(action)
    if reason is None:
        return []
    known = {row.code for row in reasons_on(case.authority, day_of(act.at))[reason]} if act.codes else set()
    return list(require_codes([*act.codes, *also], known | set(also)))


def finish(case: Case, step: Move, *, at: datetime, cause: ClockCause | None = None) -> None:
    """Move the case on; nobody holds it any more. Saves it.

    :param cause: why the time becomes somebody's; None when it stays whose it is.
    """
    case.status, case.version = step.next, case.version + 1
    if step.next in DECIDED:
        case.decided_at = at
    case.put_down()
    if cause is not None:
        turn_clock(case, cause, at=at)
    case.save()
