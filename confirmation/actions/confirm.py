"""Confirming a case: grade its records, publish the project, tell the national platform, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role, Tier
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.submit import keep_rules
from confirmation.locks import lock_case
from confirmation.models import Case, Decision, Verification
from confirmation.payload import payload_of
from confirmation.policy import require_hold, require_seen, require_turn
from confirmation.queries.gate import gate_for
from confirmation.queries.rules import rules_on
from confirmation.queries.signers import persons_at_other_tiers, signers_of
from confirmation.rules.decisions import (
    SIGNATURES_NEEDED,
    PaperReading,
    Verified,
    require_another_person,
    require_paper_equal,
    require_verified,
)
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import Action, Move, Status, move
from grading.actions import grant
from national.outbox import enqueue
from national.queries import delivery_of
from projects.actions.numbers import issue_project_number, issue_stage_number
from projects.models import Project, StageRecord
from projects.queries import records_of


class TheRecordsAreNotTheSubmittedOnes(RuleError):
    """The project's records are no longer those that the case was submitted with."""


@transaction.atomic(durable=True)
def confirm(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    paper: PaperReading,
    verified: Mapping[UUID, Verified],
    note: str,
    address: str | None,
    at: datetime,
) -> Case:
    """Sign a case, and confirm it once it has all the signatures that its tier needs (二（一）, 二（二）3, 四（二）).

    :param version_seen: the case's version on the page from which the official decides.
    :param paper: name and code as read on the approval paper.
    :param verified: how each of the case's records was verified, by its guid.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    :raises EveryRecordNeedsAMethod, NameAndCodeMustEqualThePaper, OnePersonActsOnce: what a decision must contain.
    """
    case = lock_case(case_id)
    signing = _admit(case, by=by, version_seen=version_seen, paper=paper, verified=verified, at=at)
    rules = rules_on(day_of(at))
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    with context(
        acting_for_authority(by, case.authority, Role.REVIEWER),
        action=f"confirmation.{signing.move.action.value.lower()}",
        reason=note,
        subject=str(case.project.row_guid),
        rule_version=rules.version,
    ):
        keep_rules(rules, at)
        decision = record_decision(
            case,
            by=by,
            action=signing.move.action,
            order=signing.order,
            note=note,
            paper=paper,
            rule_version=rules.version,
            address=address,
            at=at,
        )
        _keep_verifications(decision, signing.records, verified)
        if signing.move.action == Action.CONFIRM:
            _grade_and_push(case, signing.records, by=by, rules=rules, at=at)
            case.decided_at = at
        case.status, case.version = signing.move.next, case.version + 1
        case.holder = case.held_until = None
        case.save()
    return case


@dataclass(frozen=True, slots=True)
class _Signing:
    """A signature that may be given: the move it makes, which one it is, and the records it is about."""

    move: Move
    order: int
    records: list[StageRecord]


def _admit(
    case: Case, *, by: User, version_seen: int, paper: PaperReading, verified: Mapping[UUID, Verified], at: datetime
) -> _Signing:
    require_turn(case, by, at)
    require_seen(case, version_seen)
    signed = signers_of(case)
    is_last = len(signed) + 1 >= SIGNATURES_NEEDED[Tier(case.tier)]
    step = move(Status(case.status), Action.CONFIRM if is_last else Action.SIGN)
    require_another_person(person_id=by.pk, signed=signed, at_other_tiers=persons_at_other_tiers(case))
    require_hold(case, by, at)
    records = _case_records(case)
    require_paper_equal(name=case.project.name, investment_code=case.project.investment_code, paper=paper)
    require_verified({record.row_guid: f"{record.stage.label} {record}" for record in records}, verified)
    return _Signing(step, len(signed) + 1, records)


def record_decision(
    case: Case,
    *,
    by: User,
    action: Action,
    order: int,
    note: str,
    paper: PaperReading | None,
    rule_version: str,
    address: str | None,
    at: datetime,
) -> Decision:
    """Keep an official's act on the submission that he saw. Opens no transaction."""
    assert case.authority is not None
    return Decision.objects.create(
        case=case,
        submission=case.submissions.latest("round"),
        action=action,
        signature_order=order,
        person=by,
        authority=case.authority,
        tier=case.tier,
        note=note,
        paper_name=paper.name if paper else "",
        paper_code=paper.investment_code if paper else "",
        case_version=case.version,
        rule_version=rule_version,
        address=address,
        decided_at=at,
    )


def _case_records(case: Case) -> list[StageRecord]:
    records = records_of(case.project)
    if {record.row_guid for record in records} != set(case.items.values_list("record_guid", flat=True)):
        raise TheRecordsAreNotTheSubmittedOnes("该项目的环节信息与提交时不一致，本次意见未生效；请退回企业重新提交")
    return records


def _keep_verifications(decision: Decision, records: list[StageRecord], verified: Mapping[UUID, Verified]) -> None:
    Verification.objects.bulk_create(
        Verification(
            decision=decision,
            stage=record.stage,
            record_guid=record.row_guid,
            method=verified[record.row_guid].method,
            note=verified[record.row_guid].note,
        )
        for record in records
    )


def _grade_and_push(case: Case, records: list[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    _grade(case, records, by=by, rules=rules, at=at)
    project = Project.objects.select_related("division", "check_authority", "check_person").get(pk=case.project_id)
    gate = gate_for(project, day_of(at), rules.windows)
    case.push_note = f"{gate.reason}（{gate.clause}）"
    if gate.is_open:
        enqueue(
            aggregate=str(project.row_guid),
            payload=payload_of(records_of(project)),
            update_flag="U",
            note=case.push_note,
            at=at,
        )


def _grade(case: Case, records: list[StageRecord], *, by: User, rules: RuleSet, at: datetime) -> None:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    provincial = case.project.number or issue_project_number(project=case.project, on=day_of(at))
    national = delivery_of(str(case.project.row_guid)).assigned_number
    for record in records:
        if _already_at(record, case):
            continue
        grant(
            record=record,
            project=case.project,
            authority=case.authority,
            by=by,
            case_number=str(case.number),
            rule_version=rules.version,
            number=record.number or _number_for(record, provincial, national),
            national_number=national,
            at=at,
        )


def _already_at(record: StageRecord, case: Case) -> bool:
    # An upgrade lifts the lowest records; those that already have the grade keep it (decisions 22).
    return record.is_confirmed and record.grade <= case.target_grade  # 'A' < 'B' < 'C' < 'D'


def _number_for(record: StageRecord, provincial: str, national: str) -> str:
    if isinstance(record, Project):
        return provincial
    # The provincial number is the project's in stage numbers until a receipt brings a national one (decisions 13).
    return issue_stage_number(project_number=national or provincial, letters=record.number_letters)
