"""Taking a confirmation back: a new signed act that deletes nothing (R15, A-17)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.award import push_what_is_left
from confirmation.actions.deciding import Act, admitted, deciding, finish, keep_decision
from confirmation.actions.tell import tell_of_decision
from confirmation.locks import lock_case
from confirmation.models import Case
from confirmation.payload import payload_of
from confirmation.policy import require_hold, require_seen, require_turn
from confirmation.queries.effects import raised_above, raised_by
from confirmation.queries.records import confirmed_of, split_by_case
from confirmation.queries.signers import signatures_needed, signers_of
from confirmation.rules.decisions import require_another_person, require_reason
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import BACKFILLS, Action, CaseKind, Status, move
from grading.actions import revoke
from projects.actions import reopen
from projects.models import StageRecord
from projects.queries import records_of


class TheUpperTierComesFirst(RuleError):
    """A record of the case was raised by a tier above, which takes its own confirmation back first."""


@transaction.atomic(durable=True)
def reverse(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
) -> Case:
    """Take the confirmation of a case back, or propose it where two persons have to (R15).

    The records fall to the grade that they had before. What was never confirmed before is shown no more, and the
    enterprise may correct and submit it again; the national platform is told.

    :raises AReasonIsNeeded: without a reason.
    :raises TheUpperTierComesFirst: while a record stands at a higher grade than this case gave.
    :raises OnePersonActsOnce: when the one who proposed it would also decide it.
    :raises ItIsAnotherUnitsTurn, TheRecordHasMovedOn, NotAllowedNow, SomebodyElseHoldsIt: who, when and where.
    """
    act = Act(by, case_id, version_seen, note, address, at, codes)
    case = lock_case(case_id)
    require_turn(case, by, at)
    require_seen(case, version_seen)
    proposed = case.status == Status.REVERSING
    alone = signatures_needed(case, day_of(at)) == 1
    action = Action.REVERSE if proposed or alone else Action.PROPOSE
    step = move(Status(case.status), action, CaseKind(case.kind))
    if proposed:
        require_hold(case, by, at)
        require_another_person(person_id=by.pk, signed=signers_of(case), at_other_tiers=())
    require_reason(note, reader="撤销确认的理由永久保存，并告知企业")
    every = records_of(case.project)
    own, _others = split_by_case(case, every)
    confirmed = [record for record in own if record.is_confirmed]
    _require_nothing_above(case, confirmed)
    with deciding(case, act, action) as rules:
        decision = keep_decision(case, act, action, rules, order=2 if proposed else 1)
        if action == Action.REVERSE:
            shown = payload_of(confirmed_of(every))
            _revoke(case, confirmed, by=by, rules=rules, at=at)
            push_what_is_left(case, shown, rules=rules, at=at)
            if case.kind in BACKFILLS:
                reopen(records=own)
            tell_of_decision(case, decision, at=at)
        finish(case, step, at=at)
    return case


@transaction.atomic(durable=True)
def uphold(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    note: str,
    address: str | None,
    at: datetime,
    codes: Collection[str] = (),
) -> Case:
    """Leave a confirmation as it is that somebody proposed to take back.

    :raises AReasonIsNeeded: without a reason.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    """
    act = Act(by, case_id, version_seen, note, address, at, codes)
    case, step = admitted(act, Action.UPHOLD)
    require_reason(note, reader="维持确认的理由永久保存")
    with deciding(case, act, Action.UPHOLD) as rules:
        keep_decision(case, act, Action.UPHOLD, rules)
        finish(case, step, at=at)
    return case


def _revoke(case: Case, records: Sequence[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    for record in raised_by(case, records):
        revoke(
            record=record,
            project=case.project,
            authority=case.authority,
            by=by,
            case_number=str(case.number),
            rule_version=rules.version,
            at=at,
        )


def _require_nothing_above(case: Case, records: Sequence[StageRecord]) -> None:
    above = raised_above(case, records)
    if above is not None:
        raise TheUpperTierComesFirst(
            f"{above.stage.label}“{above}”已由上级确认为{above.grade}级，须先由上级撤销其确认，再撤销本级确认",
            clause=of_notice("四（三）"),
        )
