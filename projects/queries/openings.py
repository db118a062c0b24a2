"""What of a filing is open to its enterprise after it came back with marks."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import Enterprise
from projects.models import Attachment, OpenedFiling, OpenedRecord, Project, StageRecord
from projects.queries.scans import state_of
from projects.rules.kinds import RecordKind
from projects.rules.openings import Opening
from projects.rules.scans import ScanState

# Read along with a record, it saves the question of those that nothing narrows.
IS_NARROWED = Exists(OpenedRecord.objects.filter(record_guid=OuterRef("row_guid")))


def opening_of(record: StageRecord | None) -> Opening | None:
    """The open parts of a record; None when all of it is as open as its state says.

    One query; none for a new record, nor for one that was read with ``is_narrowed`` and is not.
    """
    if record is None or record.pk is None or not getattr(record, "is_narrowed", True):
        return None
    row = OpenedRecord.objects.filter(record_guid=record.row_guid).first()
    return _opening(row) if row else None


def openings_of(project: Project) -> dict[UUID, Opening]:
    """The open parts of a project's records that are not open in whole. One query."""
    return {row.record_guid: _opening(row) for row in OpenedRecord.objects.filter(project=project)}


def kinds_to_add(project: Project, enterprise: Enterprise) -> frozenset[RecordKind] | None:
    """Of which kinds the enterprise may add a record; None when nothing narrows its filing. One query."""
    row = OpenedFiling.objects.filter(project=project, enterprise=enterprise).first()
    return frozenset(RecordKind(kind) for kind in row.kinds) if row else None


def paper_may_go(opening: Opening | None, paper: Attachment) -> bool:
    """Whether a paper may be replaced or removed: what the opening lets go, and always an infected one.

    No query where ``file__scan`` was read along.
    """
    if opening is None or opening.lets_go(str(paper.guid), paper.uploaded_at):
        return True
    return state_of(paper.file) == ScanState.INFECTED


def _opening(row: OpenedRecord) -> Opening:
    return Opening(row.fields, row.papers, row.paper_kinds, row.opened_at)
