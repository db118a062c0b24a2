"""Papers on the pages of an erratum: those that are replaced, and those of a record with what is wrong with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from errata.models import Erratum, PaperReplacement
from errata.queries.faults import fault_of_paper
from errata.rules.papers import PaperFault
from projects.models import Attachment, StageRecord, StoredFile
from projects.queries.scans import ScanShown, shown_scan
from projects.rules.papers import in_words


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file as it is known whether or not it can be opened."""

    name: str
    pages: int
    size: str
    sha256: str
    scan: ScanShown


@dataclass(frozen=True, slots=True)
class ReplacementRow:
    """One paper that is replaced; ``url`` opens the new one, empty when the scanner closed it."""

    guid: str
    record: str
    kind: str
    fault: str
    old: FileShown
    new: FileShown
    url: str
    ground: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in force of a confirmed record.

    :param fault: None for one that can be opened, which is not replaced.
    :param is_asked: whether the erratum asks to have it replaced already.
    """

    guid: str
    kind: str
    file: FileShown
    fault: PaperFault | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class PaperedRow:
    """The papers of a confirmed record: how many there are, and how many of them the erratum replaces."""

    title: str
    guid: str
    papers: int
    asked: int


def replacement_rows(replacements: Sequence[PaperReplacement], records: Sequence[StageRecord]) -> list[ReplacementRow]:
    """What an erratum replaces. No query.

    :param replacements: with ``paper__file__scan`` and ``file__scan`` read along.
    :param records: of the project.
    """
    titles = {record.row_guid: title_of(record) for record in records}
    return [_row(row, titles) for row in replacements]


def title_of(record: StageRecord) -> str:
    """A record by its kind and name."""
    return f"{record.record_kind.label}：{record}"


def _row(row: PaperReplacement, titles: dict[UUID, str]) -> ReplacementRow:
    new = _file(row.file, row.filename)
    return ReplacementRow(
        guid=str(row.guid),
        record=titles.get(row.paper.record_guid, row.paper.get_stage_display()),
        kind=row.paper.get_kind_display(),
        fault=row.get_fault_display(),
        old=_file(row.paper.file, row.paper.filename),
        new=new,
        url="" if new.scan.is_infected else reverse("erratum-replacement", args=[row.guid]),
        ground=row.ground,
    )


def papered_rows(records: Sequence[StageRecord], replacements: Sequence[PaperReplacement]) -> list[PaperedRow]:
    """Which of some records carry papers in force. One query, and none that reads bytes."""
    papers = Attachment.objects.filter(record_guid__in=[record.row_guid for record in records], removed_at=None)
    counts = dict(papers.values_list("record_guid").annotate(Count("pk")))
    asked = [row.paper.record_guid for row in replacements]
    return [
        # Of another name than the link to the record's fields, which stands on the same page.
        PaperedRow(
            f"{record.stage.label}附件：{record}",
            str(record.row_guid),
            counts[record.row_guid],
            asked.count(record.row_guid),
        )
        for record in records
        if record.row_guid in counts
    ]


def papers_of(erratum: Erratum, record: StageRecord) -> list[PaperRow]:
    """The papers in force of a record. Two queries; reads the bytes of all that are not infected.

    :raises PapersDoNotAnswer: when the store cannot be asked.
    """
    asked: Collection[int] = set(erratum.replacements.values_list("paper_id", flat=True))
    papers = Attachment.objects.filter(record_guid=record.row_guid, removed_at=None)
    return [
        PaperRow(
            guid=str(paper.guid),
            kind=paper.get_kind_display(),
            file=_file(paper.file, paper.filename),
            fault=fault_of_paper(paper),
            is_asked=paper.pk in asked,
        )
        for paper in papers.select_related("file__scan").order_by("pk")
    ]


def _file(file: StoredFile, name: str) -> FileShown:
    return FileShown(name, file.pages, in_words(file.size), file.sha256, shown_scan(file))
