"""The papers of a case, as they lie beside its fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from projects.models import Attachment, StageRecord
from projects.queries.scans import ScanShown, shown_scan

_KINDS = {"application/pdf": "pdf", "image/png": "image", "image/jpeg": "image"}


@dataclass(frozen=True, slots=True)
class Document:
    """A paper as ``components/file_list.html`` takes it."""

    label: str
    name: str
    url: str
    kind: str
    size: str
    sha256: str
    guid: str
    scan: ScanShown


def documents_of(
    records: Sequence[StageRecord],
    papers: Mapping[UUID, Sequence[Attachment]],
    file_url: Callable[[Attachment], str],
) -> list[Document]:
    """The papers of some records, in their order. No query."""
    return [
        Document(
            label=f"{record.stage.label}：{paper.get_kind_display()}",
            name=paper.filename,
            url=file_url(paper),
            kind=_KINDS.get(paper.file.content_type, ""),
            size=f"{filesizeformat(paper.file.size)}，{paper.file.pages}页",
            sha256=paper.file_id,
            guid=str(paper.guid),
            scan=shown_scan(paper.file),
        )
        for record in records
        for paper in papers.get(record.row_guid, [])
    ]
