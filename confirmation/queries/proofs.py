"""What officials kept of how they verified a case's records (R08)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from confirmation.models import Case, Proof
from confirmation.queries.answers import plain
from confirmation.rules.decisions import SHOWN_BY_A_PROOF, VerificationMethod
from projects.models import Attachment
from projects.queries.scans import ScanShown, shown_scan
from projects.rules.dictionaries import AttachmentKind


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof as the page of a case lists it.

    :param record: the record that it is about, in words.
    :param said: where and on which day it was found, by whom it was kept, and in which round.
    """

    guid: UUID
    record: str
    filename: str
    said: str
    scan: ScanShown


def proofs_of(case: Case, labels: Mapping[UUID, str]) -> list[ProofRow]:
    """Every proof of a case, oldest first. One query.

    :param labels: the case's records in words; one that is gone since is named by its stage.
    """
    rows = Proof.objects.filter(case=case).select_related("file__scan", "authority", "added_by").order_by("pk")
    return [
        ProofRow(
            guid=row.guid,
            record=labels.get(row.record_guid, row.get_stage_display()),
            filename=row.filename,
            said=f"{row.found_on:%Y-%m-%d} {row.place}；{row.authority.name} {row.added_by.name} "
            f"{plain(row.added_at)} 上传，第{row.submission_round}次提交",
            scan=shown_scan(row.file),
        )
        for row in rows
    ]


def proven_methods(case: Case, papers: Mapping[UUID, Iterable[Attachment]]) -> dict[UUID, set[VerificationMethod]]:
    """By record the methods for which something lies there since the latest submission. Two queries.

    A copy of the archive's may have come from the enterprise; of a site visit the official alone has a proof.

    :param papers: in force, by record.
    """
    found: dict[UUID, set[VerificationMethod]] = {
        guid: {VerificationMethod.ARCHIVE_COPIES}
        for guid, given in papers.items()
        if any(paper.kind == AttachmentKind.ARCHIVE_COPY for paper in given)
    }
    proofs = Proof.objects.filter(case=case, submission_round=case.submissions.count())
    for guid in proofs.values_list("record_guid", flat=True):
        found.setdefault(guid, set()).update(SHOWN_BY_A_PROOF)
    return found
