"""Confirming a case: one signature or the last one, with everything that a decision must contain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.award import grade_and_push
from confirmation.actions.deciding import Act, deciding, finish, keep_decision
from confirmation.actions.tell import tell_both, tell_of_decision
from confirmation.locks import lock_case
from confirmation.models import Case, Decision, Verification
from confirmation.policy import require_hold, require_seen, require_turn
from confirmation.queries.proofs import proven_methods
from confirmation.queries.records import confirmed_of, split_as_submitted
from confirmation.queries.rivals import rival_cases
from confirmation.queries.signers import persons_at_other_tiers, signatures_needed, signers_of
from confirmation.rules.clock import ClockCause
from confirmation.rules.decisions import (
    PaperReading,
    Verified,
    require_another_person,
    require_paper_equal,
    require_proofs,
    require_verified,
)
from confirmation.rules.states import Action, CaseKind, Move, Status, move
from projects.models import Project, StageRecord
from projects.policy import the_same
from projects.queries import attachments_of, records_of
from projects.queries.scans import require_scanned


class TheBasicsComeFirst(RuleError):
    """The project that the records belong to is not confirmed yet (decisions 19)."""


class TheStageIsConfirmedAlready(RuleError):
    """Another record of the same stage and 标段 was confirmed first (decisions 21)."""


class ARecordWasFoundFalse(RuleError):
    """A record of an application for a higher grade was found to be false."""


@transaction.atomic(durable=True)
def confirm(
    *,
    by: User,
    case_id: int,
    version_seen: int,
    paper: PaperReading | None,
    verified: Mapping[UUID, Verified],
    note: str,
    address: str | None,
    at: datetime,
) -> Case:
    """Sign a case, and confirm it once it has all the signatures that its unit asks for (二（一）, 二（二）3).

    :param version_seen: the case's version on the page from which the official decides.
    :param paper: name, code and document number as read on the approval paper; asked for when the basic information
        is in the case.
    :param verified: how each record was verified, by its guid; one that is part of another record has none of its own.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn, NotAllowedNow: who, when and where.
    :raises EveryRecordNeedsAMethod, NameAndCodeMustEqualThePaper, OnePersonActsOnce: what a decision must contain.
    :raises TheRecordsAreNotTheSubmittedOnes: when a record of the case is no longer there.
    :raises TheStageIsConfirmedAlready: when another firm's record of the same stage and 标段 was confirmed first.
    :raises TheBasicsComeFirst: when the project itself is not confirmed yet.
    :raises ARecordWasFoundFalse: when it is for a higher grade, and a record was found to be false.
    :raises PaperIsInfected, PapersAreNotScannedYet: when the virus scanner has not cleared every paper (E11).
    """
    act = Act(by, case_id, version_seen, note, address, at)
    case = lock_case(case_id)
    signing = _admit(case, act, paper, verified)
    action = signing.move.action
    with deciding(case, act, action) as rules:
        decision = keep_decision(case, act, action, rules, order=signing.order, paper=paper)
        _keep_verifications(decision, signing.records, verified)
        if action == Action.CONFIRM:
            grade_and_push(case, signing.records, by=by, rules=rules, at=at)
        cause = ClockCause.CONFIRMED if action == Action.CONFIRM else None
        finish(case, signing.move, at=at, cause=cause)
        if action == Action.CONFIRM:
            tell_of_decision(case, decision, at=at)
            tell_both(case, signing.rivals, at=at)
    return case


@dataclass(frozen=True, slots=True)
class _Signing:
    """A signature that may be given: the move it makes, which one it is, and the records it is about.

    :param rivals: other enterprises' cases with a record of the same stage and 标段.
    """

    move: Move
    order: int
    records: list[StageRecord]
    rivals: list[Case]


def _admit(case: Case, act: Act, paper: PaperReading | None, verified: Mapping[UUID, Verified]) -> _Signing:
    require_turn(case, act.by, act.at)
    require_seen(case, act.version_seen)
    signed = signers_of(case)
    is_last = len(signed) + 1 >= signatures_needed(case, day_of(act.at))
    step = move(Status(case.status), Action.CONFIRM if is_last else Action.SIGN, CaseKind(case.kind))
    require_another_person(person_id=act.by.pk, signed=signed, at_other_tiers=persons_at_other_tiers(case))
    require_hold(case, act.by, act.at)
    records, others = split_as_submitted(case, records_of(case.project))
    require_basics_first(case, records)
    require_none_false(case, records)
    require_first(records, confirmed_of(others))
    papers = attachments_of(case.project)
    require_scanned(paper for record in records for paper in papers.get(record.row_guid, []))
    if any(isinstance(record, Project) for record in records):
        reading = paper or PaperReading("", "", "")
        require_paper_equal(
            name=case.project.name,
            investment_code=case.project.investment_code,
            approval_number=case.project.approval_number,
            paper=reading,
        )
    alone = [record for record in records if record.stands_alone]
    labels = {record.row_guid: f"{record.stage.label} {record}" for record in alone}
    require_verified(labels, verified)
    require_proofs(labels, verified, proven_methods(case, papers))
    return _Signing(step, len(signed) + 1, records, rival_cases(records, others))


def require_basics_first(case: Case, records: Sequence[StageRecord]) -> None:
    """Let pass records of a project that is confirmed, or is among them (一（六）2, decisions 19).

    :raises TheBasicsComeFirst: when its basic information still waits elsewhere.
    """
    if not case.project.is_confirmed and not any(isinstance(record, Project) for record in records):
        raise TheBasicsComeFirst(
            "该项目的基本信息尚未经项目所在地主管部门确认，确认之后方可确认本办件的环节；可先核对，或退回企业补正",
            clause=of_notice("二（二）3"),
        )


def require_none_false(case: Case, records: Sequence[StageRecord]) -> None:
    """Let pass an application for a higher grade of which no record was found to be false since it was made (四（二）).

    :raises ARecordWasFoundFalse: naming the first.
    """
    false = next((record for record in records if record.false_mark), None)
    if false is not None and CaseKind(case.kind) == CaseKind.UPGRADE:
        raise ARecordWasFoundFalse(
            f"{false.stage.label}“{false}”已被认定为虚假，不能定为更高等级；请退回企业，由其不含该环节重新申请",
            clause=of_notice("四（二）"),
        )


def require_first(records: Sequence[StageRecord], confirmed: Sequence[StageRecord]) -> None:
    """Let pass records of which no other was confirmed before for the same stage and 标段 (X17).

    :param confirmed: the project's confirmed records that are not in the case.
    :raises TheStageIsConfirmedAlready: naming the first.
    """
    for record in records:
        there = None if record.is_confirmed else the_same(record, confirmed)
        if there is not None:
            raise TheStageIsConfirmedAlready(
                f"{record.stage.label}“{record}”与已确认的“{there}”（{there.filed_by or '系统对接'}填报）为同一标段，"
                "不能再次确认；请退回或不予确认，并说明理由",
                clause=of_notice("一（六）2"),
            )


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
        if record.stands_alone
    )
