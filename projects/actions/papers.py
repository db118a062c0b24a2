"""Attaching and removing papers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from audit.context import context
from common.clock import day_of
from projects import files
from projects.actions.filling import require_open
from projects.models import Attachment, Project, StageRecord, StoredFile
from projects.queries import records_of
from projects.rules.dictionaries import AttachmentKind


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
) -> Attachment:
    """Add a paper to a record that is still open. The same bytes are stored once.

    :param chunks: the upload, read only once.
    :raises FileIsRefused: when the content is not a sound PDF, JPG or PNG within the limits.
    :raises RecordIsClosed: when the record is submitted or confirmed.
    """
    inspected = files.receive(chunks, filename)
    try:
        return _attach(
            by=by,
            enterprise=enterprise,
            project_id=project_id,
            record_guid=record_guid,
            kind=kind,
            filename=filename,
            inspected=inspected,
            at=at,
        )
    finally:
        files.discard(inspected)


@transaction.atomic(durable=True)
def _attach(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    record_guid: UUID,
    kind: AttachmentKind,
    filename: str,
    inspected: files.Inspected,
    at: datetime,
) -> Attachment:
    project, record = _open_record(by, enterprise, project_id, record_guid, at)
    used = Attachment.objects.filter(project=project, removed_at=None).aggregate(total=Sum("file__size"))["total"] or 0
    if used + inspected.size > settings.CASE_MAX_BYTES:
        limit = settings.CASE_MAX_BYTES // 1024 // 1024
        raise files.FileIsRefused(f"本项目附件合计将超过{limit}MB，请压缩后再上传", field="file")
    with context(acting_for_enterprise(by, enterprise), action="projects.attach", subject=str(project.row_guid)):
        stored, is_new = StoredFile.objects.get_or_create(
            sha256=inspected.sha256,
            defaults={
                "size": inspected.size,
                "content_type": inspected.content_type,
                "pages": inspected.pages,
                "created_at": at,
            },
        )
        if is_new or not files.place_of(stored.sha256).exists():
            files.put_in_place(inspected)
        return Attachment.objects.create(
            project=project,
            stage=record.stage,
            record_guid=record.row_guid,
            kind=kind,
            file=stored,
            filename=filename[:200],
            uploaded_by=by,
            uploaded_at=at,
        )


@transaction.atomic(durable=True)
def remove(*, by: User, enterprise: Enterprise, project_id: int, attachment_guid: UUID, at: datetime) -> Attachment:
    """End a paper of a record that is still open; its row and bytes stay for what was submitted before.

    :raises RecordIsClosed: when the record is submitted or confirmed.
    """
    attachment = Attachment.objects.get(guid=attachment_guid, project_id=project_id)
    project, _ = _open_record(by, enterprise, project_id, attachment.record_guid, at)
    attachment.removed_at = at
    with context(acting_for_enterprise(by, enterprise), action="projects.remove", subject=str(project.row_guid)):
        attachment.save(update_fields=["removed_at"])
    return attachment


def _open_record(
    by: User, enterprise: Enterprise, project_id: int, record_guid: UUID, at: datetime
) -> tuple[Project, StageRecord]:
    require_member(by, enterprise, day_of(at))
    project = Project.objects.select_for_update().get(pk=project_id, filed_by=enterprise)
    record = next((found for found in records_of(project) if found.row_guid == record_guid), None)
    if record is None:
        raise Project.DoesNotExist
    require_open(record)
    return project, record
