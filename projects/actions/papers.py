"""Attaching, replacing, using again and removing papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from projects import files, store
from projects.actions.filling import require_open
from projects.actions.openings import require_paper_may_come, require_paper_may_go
from projects.actions.scanning import enrol
from projects.models import Attachment, Project, StageRecord, StoredFile
from projects.queries.papers import bytes_in_force, own_papers
from projects.queries.records import records_of
from projects.queries.scans import require_not_infected
from projects.rules.dictionaries import AttachmentKind
from projects.rules.papers import in_words

_NOT_KEPT = "未保存；请在无病毒的电脑上重新扫描或导出后再上传"


class CaseIsFull(RuleError):
    """The papers of the enterprise's open records would together be larger than a case may be."""


class PaperIsNotInForce(RuleError):
    """The paper to be replaced has been replaced or removed meanwhile."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paper goes: the record, held until the transaction ends, and all records of its project."""

    enterprise: Enterprise
    project: Project
    record: StageRecord
    records: list[StageRecord]


def attach(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    record_guid: UUID,
    kind: AttachmentKind,
    filename: str,
    chunks: Iterable[bytes],
    at: datetime,
    replaces: UUID | None = None,
) -> Attachment:
    """Add a paper to a record that is still open. The same bytes are stored once.

    :param chunks: the upload, read only once.
    :param replaces: an older paper of the record, which ends; the new one has its kind, whatever ``kind`` says.
    :raises FileIsRefused: when the content is not a sound PDF, JPG or PNG within the limits.
    :raises CaseIsFull: when the papers would together be too large.
    :raises PaperIsNotInForce: when the older paper has ended.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    :raises OnlyMarkedPartsAreOpen: when the record came back, and this paper or kind was not marked.
    :raises PaperIsInfected: when the scanner found a virus in the same bytes before.
    """
    inspected = files.receive(chunks, filename)
    try:
        with transaction.atomic(durable=True):
            place = _open_place(by, enterprise, project_id, record_guid, at)
            older = _older(place.record, kind, replaces)
            _require_room(place, inspected.size - (older.file.size if older else 0), filename)
            action = "projects.replace" if older else "projects.attach"
            with context(acting_for_enterprise(by, enterprise), action=action, subject=str(place.project.row_guid)):
                stored = stored_file(inspected, at)
                require_not_infected(stored, filename, _NOT_KEPT, field="file")
                if older:
                    _end(older, at)
                return _create(
                    place, stored, kind=older.kind if older else kind, filename=filename, replaces=older, by=by, at=at
                )
    finally:
        files.discard(inspected)


@transaction.atomic(durable=True)
def reuse(
    *, by: User, enterprise: Enterprise, project_id: int, record_guid: UUID, source_guid: UUID, at: datetime
) -> Attachment:
    """Add a paper that the enterprise has given before to a record that is still open; both name the same bytes (E27).

    :raises Attachment.DoesNotExist: when it is not the enterprise's, or of a kind that the record does not take.
    :raises CaseIsFull: when the papers would together be too large.
    :raises PaperIsInfected: when the scanner found a virus in it.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    """
    place = _open_place(by, enterprise, project_id, record_guid, at)
    sources = own_papers(enterprise).filter(kind__in=place.record.paper_kinds)
    source = sources.select_related("file__scan").get(guid=source_guid)
    require_paper_may_come(place.record, source.kind)
    require_not_infected(source.file, source.filename, _NOT_KEPT)
    _require_room(place, source.file.size, source.filename)
    with context(acting_for_enterprise(by, enterprise), action="projects.reuse", subject=str(place.project.row_guid)):
        return _create(place, source.file, kind=source.kind, filename=source.filename, replaces=None, by=by, at=at)


@transaction.atomic(durable=True)
def remove(*, by: User, enterprise: Enterprise, project_id: int, attachment_guid: UUID, at: datetime) -> Attachment:
    """End a paper of a record that is still open; its row and bytes stay for what was submitted before.

    :raises RecordIsClosed: when the record is submitted or confirmed.
    """
    attachment = Attachment.objects.get(guid=attachment_guid, project_id=project_id)
    place = _open_place(by, enterprise, project_id, attachment.record_guid, at)
    if attachment.removed_at is None:
        require_paper_may_go(place.record, attachment)
        subject = str(place.project.row_guid)
        with context(acting_for_enterprise(by, enterprise), action="projects.remove", subject=subject):
            _end(attachment, at)
    return attachment


def _open_place(by: User, enterprise: Enterprise, project_id: int, record_guid: UUID, at: datetime) -> _Place:
    require_member(by, enterprise, day_of(at))
    project = Project.objects.select_for_update().get(pk=project_id)
    records = records_of(project)
    own = (found for found in records if found.row_guid == record_guid and found.filed_by_id == enterprise.pk)
    record = next(own, None)
    if record is None or not record.stands_alone:
        raise Project.DoesNotExist
    require_open(record)
    return _Place(enterprise, project, record, records)


def _older(record: StageRecord, kind: str, replaces: UUID | None) -> Attachment | None:
    if replaces is None:
        require_paper_may_come(record, kind)
        return None
    older = _in_force(record, replaces)
    require_paper_may_go(record, older)
    return older


def _in_force(record: StageRecord, guid: UUID) -> Attachment:
    found = Attachment.objects.filter(guid=guid, record_guid=record.row_guid, removed_at=None).select_related("file")
    older = found.first()
    if older is None:
        raise PaperIsNotInForce("要替换的附件已被替换或移除，请刷新页面，在最新的附件上操作", field="file")
    return older


def _require_room(place: _Place, more: int, filename: str) -> None:
    used, limit = bytes_in_force(place.project, place.records, place.enterprise), settings.UPLOAD_MAX_CASE_BYTES
    if used + more > limit:
        raise CaseIsFull(
            f"“{filename}”未保存：本次办件的附件合计不得超过{in_words(limit)}，已用{in_words(used)}，"
            f"加上它将达到{in_words(used + more)}。请压缩后再上传，或先移除不需要的附件",
            field="file",
        )


def stored_file(inspected: files.Inspected, at: datetime) -> StoredFile:
    """Put an inspected upload where papers lie, and in line for its scan; the same bytes once. Opens no transaction."""
    stored, _ = StoredFile.objects.get_or_create(
        sha256=inspected.sha256,
        defaults={
            "size": inspected.size,
            "content_type": inspected.content_type,
            "pages": inspected.pages,
            "created_at": at,
        },
    )
    enrol(stored, at)
    store.keep(inspected)
    return stored


def _end(attachment: Attachment, at: datetime) -> None:
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])


def _create(
    place: _Place,
    stored: StoredFile,
    *,
    kind: str,
    filename: str,
    replaces: Attachment | None,
    by: User,
    at: datetime,
) -> Attachment:
    return Attachment.objects.create(
        project=place.project,
        stage=place.record.stage,
        record_guid=place.record.row_guid,
        kind=kind,
        file=stored,
        filename=filename[:200],
        uploaded_by=by,
        uploaded_at=at,
        replaces=replaces,
    )
