"""Keeping what shows how a record was verified: a copy from the archive, photos and notes from the site (R08)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.locks import lock_case
from confirmation.models import Case, Proof
from confirmation.policy import require_hold, require_turn
from confirmation.rules.states import Action, CaseKind, Status, move
from projects import files
from projects.actions.papers import stored_file
from projects.queries.scans import require_not_infected

PROOFS_AT_MOST = 50


class TheProofCannotBeKept(RuleError):
    """The record is not of the case, the day lies ahead, or there are too many already."""


def add_proof(
    *,
    by: User,
    case_id: int,
    record_guid: UUID,
    filename: str,
    chunks: Iterable[bytes],
    place: str,
    found_on: date,
    at: datetime,
) -> Proof:
    """Keep a proof of how a record of the case was verified; it cannot be taken away again.

    :param chunks: the upload, read only once.
    :param place, found_on: where and on which day the official checked.
    :raises FileIsRefused, PaperIsInfected: for what is no sound PDF, JPG or PNG.
    :raises ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, NotAllowedNow: who, when and where.
    :raises TheProofCannotBeKept: naming the field at fault.
    """
    inspected = files.receive(chunks, filename)
    try:
        with transaction.atomic(durable=True):
            case = lock_case(case_id)
            require_turn(case, by, at)
            move(Status(case.status), Action.CLAIM, CaseKind(case.kind))
            require_hold(case, by, at)
            stage = _stage(case, record_guid, found_on, at)
            assert case.authority is not None, "constraint submitted_case_lies_somewhere"
            acting = acting_for_authority(by, case.authority, Role.REVIEWER)
            with context(acting, action="confirmation.prove", subject=str(case.project.row_guid)):
                stored = stored_file(inspected, at)
                require_not_infected(stored, filename, "未保存；请在无病毒的电脑上重新扫描后再上传", field="file")
                return Proof.objects.create(
                    case=case,
                    submission_round=case.submissions.count(),
                    stage=stage,
                    record_guid=record_guid,
                    file=stored,
                    filename=filename[:200],
                    place=place.strip(),
                    found_on=found_on,
                    authority=case.authority,
                    added_by=by,
                    added_at=at,
                )
    finally:
        files.discard(inspected)


def _stage(case: Case, record_guid: UUID, found_on: date, at: datetime) -> str:
    item = case.items.filter(record_guid=record_guid).first()
    if item is None:
        raise TheProofCannotBeKept("所选环节不在本办件中，请重新选择", field="record")
    if found_on > day_of(at):
        raise TheProofCannotBeKept("核对日期不能晚于今天", clause=of_notice("二（二）3"), field="found_on")
    if case.proofs.count() >= PROOFS_AT_MOST:
        raise TheProofCannotBeKept(f"一个办件最多保存{PROOFS_AT_MOST}份核对材料，请合并后再上传", field="file")
    return item.stage
