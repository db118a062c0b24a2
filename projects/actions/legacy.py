"""Filling in an old D record by the new standard, under its old key (二（二）1, A-02)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from projects.actions.drafts import end_draft
from projects.actions.filling import open_record, own_project
from projects.actions.records import write_project, write_record
from projects.actions.twins import keep_differences
from projects.models import MODEL_OF_KIND, LegacyRecord, Project, StageRecord
from projects.policy import is_on_display
from projects.queries.legacy import basics_of, continued_by, project_of
from projects.rules.dictionaries import Origin
from projects.rules.kinds import RecordKind
from projects.rules.lines import require_line


class TheOldRecordIsContinuedAlready(RuleError):
    """A colleague has begun to fill the old record in, or its project is on display."""

    def __init__(self) -> None:
        super().__init__(
            "该历史信息已开始重新申报，请在任务清单中继续填写，不要重复添加", clause=of_notice("二（二）1")
        )


@transaction.atomic(durable=True)
def resume_legacy_project(
    *,
    by: User,
    enterprise: Enterprise,
    legacy_guid: UUID,
    facts: Mapping[str, Any],
    at: datetime,
    different: Mapping[UUID, str] | None = None,
) -> Project:
    """Begin the resubmission of an old project with its basic information; it keeps its key.

    :param legacy_guid: of the old basic information; of any old record of the project when that is missing, and the
        project then gets a key of its own.
    :param different: as for ``start_project``.
    :raises LegacyRecord.DoesNotExist: for another enterprise's.
    :raises TheOldRecordIsContinuedAlready: when the project is there.
    :raises SectorIsOutOfScope, ProjectExistsAlready, TwinsAreToBeJudged, FactsAreFaulty: as ``start_project``.
    """
    require_member(by, enterprise, day_of(at))
    legacy = _held(enterprise, legacy_guid)
    if project_of(legacy) is not None:
        raise TheOldRecordIsContinuedAlready
    basics = basics_of(legacy)
    guid = basics.row_guid if basics.record_kind == RecordKind.PROJECT else uuid4()
    project = Project(row_guid=guid, filed_by=enterprise, origin=Origin.LEGACY, created_at=at)
    with context(acting_for_enterprise(by, enterprise), action="projects.resume_legacy_project", subject=str(guid)):
        twins = write_project(project, facts, at, different)
        keep_differences(project, twins, different or {}, by, at)
        same = LegacyRecord.objects.of(enterprise).filter(project_key=legacy.project_key, project=None)
        same.update(project=project)
    end_draft(enterprise, RecordKind.PROJECT, None, basics.row_guid)
    return project


@transaction.atomic(durable=True)
def resume_legacy_record(
    *, by: User, enterprise: Enterprise, legacy_guid: UUID, facts: Mapping[str, Any], at: datetime
) -> StageRecord:
    """Add the successor of an old stage record to its project; it keeps its key.

    :raises LegacyRecord.DoesNotExist: for another enterprise's.
    :raises Project.DoesNotExist: while the project has not been begun.
    :raises TheOldRecordIsContinuedAlready: when the successor is there.
    :raises RecordIsClosed, NotAParty, StageIsOfAnotherLine, FactsAreFaulty: as ``save_record`` for a new record.
    """
    require_member(by, enterprise, day_of(at))
    legacy = _held(enterprise, legacy_guid)
    if continued_by(legacy) is not None:
        raise TheOldRecordIsContinuedAlready
    found, kind = project_of(legacy), RecordKind(legacy.record_kind)
    if found is None or kind is RecordKind.PROJECT:
        raise Project.DoesNotExist
    project = own_project(by, enterprise, found.pk, at)
    record: StageRecord = open_record(MODEL_OF_KIND[kind], project, None, enterprise, at)
    record.row_guid = legacy.row_guid
    if is_on_display(project):
        require_line(kind, facts.get("kind"), enterprise.kinds)
    with context(
        acting_for_enterprise(by, enterprise),
        action="projects.resume_legacy_record",
        subject=str(project.row_guid),
    ):
        write_record(record, project, facts, at)
        legacy.project = project
        legacy.save(update_fields=["project"])
    end_draft(enterprise, kind, project.row_guid, legacy.row_guid)
    return record


def _held(enterprise: Enterprise, guid: UUID) -> LegacyRecord:
    """An old record of the enterprise, held together with the others of its project."""
    legacy = LegacyRecord.objects.of(enterprise).get(row_guid=guid)
    same = LegacyRecord.objects.of(enterprise).filter(project_key=legacy.project_key)
    held = {row.row_guid: row for row in same.select_for_update().order_by("pk")}
    if guid not in held:  # its batch was undone at this moment
        raise LegacyRecord.DoesNotExist
    return held[guid]
