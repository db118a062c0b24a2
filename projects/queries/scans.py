"""What the scan of a paper says, and whether it stands in the way. No query where ``file__scan`` was read along."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Manager
from django.urls import reverse

from accounts.models import Enterprise
from common.errors import RuleError
from projects import scanner
from projects.models import STAGE_MODELS, Attachment, PaperScan, StoredFile
from projects.rules.scans import SCAN_TONES, ScanState

_NOT_CONFIRMED = "不能确认；请退回企业补正，由企业替换该附件后重新提交（已确认环节的附件申请勘误替换，替换后再办理）"


class PaperIsInfected(RuleError):
    """The scanner found a virus in the paper: nobody opens, submits or confirms it."""


class PapersAreNotScannedYet(RuleError):
    """Papers of the case still wait for the scanner."""


@dataclass(frozen=True, slots=True)
class ScanShown:
    """The scan beside a paper: a state word, and what it means for the reader."""

    tone: str
    label: str
    note: str
    is_infected: bool


@dataclass(frozen=True, slots=True)
class Carrier:
    """An enterprise that carries a file as a paper in force: where, in words, and the page of the first place."""

    enterprise: Enterprise
    places: tuple[str, ...]
    url: str


def state_of(file: StoredFile) -> ScanState:
    """Where the scan of a file stands. A file that nobody has enrolled yet waits like one that is."""
    scan = _scan_of(file)
    state = ScanState(scan.state) if scan else ScanState.PENDING
    return ScanState.NOT_SCANNED if state == ScanState.PENDING and not scanner.is_offered() else state


def is_scanned_here() -> bool:
    """Whether papers are scanned in this installation, or ever were."""
    return scanner.is_offered() or PaperScan.objects.exclude(state=ScanState.PENDING).exists()


def shown_scan(file: StoredFile) -> ScanShown:
    """The scan of a file for a page."""
    state, scan = state_of(file), _scan_of(file)
    note = f"发现病毒（{scan.signature}），已停用，不能打开" if scan and state == ScanState.INFECTED else ""
    return ScanShown(SCAN_TONES[state], state.label, note, state == ScanState.INFECTED)


def require_not_infected(file: StoredFile, filename: str, then: str, *, field: str = "") -> None:
    """Let pass a file in which no virus was found, so far.

    :param then: what cannot be done, and the remedy.
    :raises PaperIsInfected: otherwise.
    """
    if state_of(file) == ScanState.INFECTED:
        scan = _scan_of(file)
        raise PaperIsInfected(f"“{filename}”中发现病毒（{scan.signature if scan else ''}），{then}", field=field)


def require_submittable(papers: Iterable[Attachment]) -> None:
    """Let pass papers of which none is infected; those that wait for the scanner pass.

    :raises PaperIsInfected: naming the first.
    """
    for paper in papers:
        require_not_infected(
            paper.file,
            paper.filename,
            f"不能提交（{paper.get_stage_display()}，{paper.get_kind_display()}）；请移除该附件或替换为无病毒的文件后再提交",
        )


def require_scanned(papers: Iterable[Attachment]) -> None:
    """Let pass papers that were scanned and found clean; without a scanner, all in which none had found anything.

    :raises PaperIsInfected: naming the first.
    :raises PapersAreNotScannedYet: naming the first and how many.
    """
    papers = list(papers)
    for paper in papers:
        require_not_infected(paper.file, paper.filename, _NOT_CONFIRMED)
    waiting = [paper for paper in papers if state_of(paper.file) == ScanState.PENDING]
    if waiting:
        raise PapersAreNotScannedYet(
            f"附件“{waiting[0].filename}”等{len(waiting)}个文件尚未完成病毒扫描，扫描完成后方可确认；"
            "请稍后刷新页面再试，久未完成的请告知技术支持单位"
        )


def carriers_of(file: StoredFile) -> list[Carrier]:
    """The enterprises that carry a file as a paper in force, each with the places."""
    papers = Attachment.objects.filter(file=file, removed_at=None).select_related("project").order_by("pk")
    by_record: dict[UUID, list[Attachment]] = {}
    for paper in papers:
        by_record.setdefault(paper.record_guid, []).append(paper)
    found: dict[Enterprise, list[Attachment]] = {}
    for guid, enterprise in _filers(by_record):
        found.setdefault(enterprise, []).extend(by_record[guid])
    return [
        Carrier(
            enterprise,
            tuple(f"{paper.project.name} {paper.get_stage_display()}“{paper.filename}”" for paper in carried),
            reverse("record-papers", args=[carried[0].project.row_guid, carried[0].record_guid]),
        )
        for enterprise, carried in found.items()
    ]


def _filers(guids: Iterable[UUID]) -> Iterable[tuple[UUID, Enterprise]]:
    for model in STAGE_MODELS:
        if model.record_kind.stands_alone:
            manager: Manager[Any] = model._default_manager
            rows = manager.filter(row_guid__in=list(guids), filed_by__isnull=False).select_related("filed_by")
            yield from ((row.row_guid, row.filed_by) for row in rows.order_by("pk"))


def _scan_of(file: StoredFile) -> PaperScan | None:
    try:
        return file.scan
    except PaperScan.DoesNotExist:
        return None
