"""The papers of a record with their earlier versions, and those of other projects that may be used again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Manager, Q, QuerySet, Sum

from accounts.models import Enterprise
from projects.models import STAGE_MODELS, Attachment, Project, StageRecord
from projects.rules.scans import ScanState

REUSABLE_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class PaperHistory:
    """A paper and what it replaced, newest first.

    :param paper: in force, or removed without a successor.
    """

    paper: Attachment
    earlier: tuple[Attachment, ...]


def histories_of(record_guid: UUID) -> tuple[list[PaperHistory], list[PaperHistory]]:
    """The papers of a record: those in force, and those that were removed and not replaced."""
    rows = Attachment.objects.filter(record_guid=record_guid).select_related("file__scan", "uploaded_by").order_by("pk")
    by_id = {row.pk: row for row in rows}
    replaced = {row.replaces_id for row in by_id.values()}
    found = [PaperHistory(row, _earlier(row, by_id)) for row in by_id.values() if row.pk not in replaced]
    return (
        [history for history in found if history.paper.removed_at is None],
        [history for history in found if history.paper.removed_at is not None],
    )


def _earlier(paper: Attachment, by_id: dict[int, Attachment]) -> tuple[Attachment, ...]:
    chain: list[Attachment] = []
    while paper.replaces_id is not None:
        paper = by_id[paper.replaces_id]
        chain.append(paper)
    return tuple(chain)


def bytes_in_force(project: Project, records: Iterable[StageRecord], enterprise: Enterprise) -> int:
    """How many bytes the papers have that the enterprise's next case of the project would carry."""
    guids = [record.row_guid for record in records if record.is_open and record.filed_by_id == enterprise.pk]
    papers = Attachment.objects.filter(project=project, record_guid__in=guids, removed_at=None)
    return papers.aggregate(total=Sum("file__size"))["total"] or 0


def own_papers(enterprise: Enterprise) -> QuerySet[Attachment]:
    """The papers in force of all records that the enterprise filed, in whosever project they stand."""
    own = Q(pk__in=())
    for model in STAGE_MODELS:
        if model.record_kind.stands_alone:
            manager: Manager[Any] = model._default_manager
            own |= Q(record_guid__in=manager.filter(filed_by=enterprise).values("row_guid"))
    return Attachment.objects.filter(own, removed_at=None)


def reusable_papers(record: StageRecord, project: Project, enterprise: Enterprise, text: str) -> list[Attachment]:
    """The enterprise's latest papers in other projects that the record could carry too, each file once (E27).

    :param text: a part of the file's name; empty for all.
    """
    present = Attachment.objects.filter(record_guid=record.row_guid, removed_at=None).values("file")
    latest = (
        own_papers(enterprise)
        .filter(kind__in=record.paper_kinds, filename__icontains=text)
        .exclude(project=project)
        .exclude(file__in=present)
        .exclude(file__scan__state=ScanState.INFECTED)
        .order_by("file_id", "kind", "-pk")
        .distinct("file_id", "kind")
    )
    rows = Attachment.objects.filter(pk__in=latest.values("pk")).select_related("file__scan", "project").order_by("-pk")
    return list(rows[:REUSABLE_AT_MOST])
