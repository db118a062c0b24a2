"""Replacing papers of confirmed records that nobody can open: asked for, judged at every act, proved afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common.errors import RuleError
from errata.actions.acting import acting_on, in_preparation
from errata.actions.papers import inspected
from errata.actions.preparing import correctable_records
from errata.models import Erratum, PaperReplacement
from errata.queries.faults import fault_of_paper
from errata.rules.corrections import CLAUSE
from errata.rules.papers import (
    require_clear,
    require_fault,
    require_in_force,
    require_other_bytes,
    require_readable,
    require_source,
)
from projects.actions.papers import stored_file
from projects.models import Attachment
from projects.queries.scans import is_scanned_here, state_of
from projects.store import digest_of


class ThePaperWasNotReplaced(RuleError):
    """The record does not carry the paper that the executed erratum brought."""


def replace_paper(
    *, by: User, erratum_id: int, paper_guid: UUID, ground: str, filename: str, chunks: Iterable[bytes], at: datetime
) -> PaperReplacement:
    """Ask that a paper of a confirmed record be replaced by an upload; what was asked for it before is dropped.

    Stage, record and kind are the old paper's: nobody names them.

    :param ground: where the new paper comes from.
    :raises Erratum.DoesNotExist: when the paper is of no record that the preparer may have corrected.
    :raises ThePaperCanBeRead, ThePaperHasMoved: which paper may be replaced.
    :raises FileIsRefused, TheSamePaperAgain, TheNewPaperIsNotClear, AReplacementSaysWhy: by what.
    :raises PapersDoNotAnswer: when the store cannot be asked.
    :raises ItIsAnotherUnitsTurn, NotAllowedNow: who and when.
    """
    with inspected(chunks, filename) as file, transaction.atomic(durable=True):
        erratum, stand = in_preparation(erratum_id, by, at)
        old = _paper_of(erratum, paper_guid)
        require_in_force(old.filename, old.removed_at is None)
        require_source(ground)
        require_other_bytes(old.filename, old.file_id, file.sha256)
        fault = require_fault(old.filename, fault_of_paper(old))
        with acting_on(erratum, stand, "replace_paper"):
            stored = stored_file(file, at)
            require_clear(filename, state_of(stored), scans_here=is_scanned_here(), may_wait=True)
            erratum.replacements.filter(paper=old).delete()
            return PaperReplacement.objects.create(
                erratum=erratum,
                paper=old,
                old_sha256=old.file_id,
                fault=fault,
                file=stored,
                filename=filename[:200],
                ground=ground.strip()[:500],
                uploaded_by=by,
                uploaded_at=at,
            )


@transaction.atomic(durable=True)
def drop_replacement(*, by: User, erratum_id: int, guid: UUID, at: datetime) -> None:
    """Ask no more that a paper be replaced.

    :raises PaperReplacement.DoesNotExist: when the erratum asks for no such thing.
    :raises ItIsAnotherUnitsTurn, NotAllowedNow: who and when.
    """
    erratum, stand = in_preparation(erratum_id, by, at)
    found = erratum.replacements.get(guid=guid)
    with acting_on(erratum, stand, "drop_replacement"):
        found.delete()


def replacements_of(erratum: Erratum) -> list[PaperReplacement]:
    """What an erratum replaces, with all that judging it reads. One query."""
    return list(erratum.replacements.select_related("paper__file__scan", "file__scan").order_by("pk"))


def require_replaceable(erratum: Erratum, replacements: Sequence[PaperReplacement], *, may_wait: bool) -> None:
    """Let pass replacements of papers that still stand and still cannot be opened, by files that can.

    :param may_wait: whether the scan of the new file may still be under way.
    :raises ThePaperHasMoved, ThePaperCanBeRead, TheNewPaperIsNotClear: naming the first.
    :raises PapersDoNotAnswer: when the store cannot be asked.
    """
    if not replacements:
        return
    confirmed, scans_here = {record.row_guid for record in correctable_records(erratum)}, is_scanned_here()
    for row in replacements:
        old = row.paper
        require_in_force(old.filename, old.removed_at is None and old.record_guid in confirmed)
        require_clear(row.filename, state_of(row.file), scans_here=scans_here, may_wait=may_wait)
        require_readable(row.filename, row.file_id, digest_of(row.file_id))
        require_fault(old.filename, fault_of_paper(old))


def require_replaced(replacements: Sequence[PaperReplacement]) -> None:
    """Let pass replacements that stand there as they were approved, and can be opened. One query.

    :raises ThePaperWasNotReplaced, TheNewPaperIsNotClear: naming the first that does not.
    """
    in_force = Attachment.objects.filter(replaces__in=[row.paper_id for row in replacements], removed_at=None)
    standing = set(in_force.values_list("replaces_id", "file_id"))
    for row in replacements:
        if row.paper.removed_at is None or (row.paper_id, row.file_id) not in standing:
            raise ThePaperWasNotReplaced(f"“{row.filename}”现在不是生效的附件，不能核验通过", clause=CLAUSE)
        require_readable(row.filename, row.file_id, digest_of(row.file_id))


def _paper_of(erratum: Erratum, guid: UUID) -> Attachment:
    records = {record.row_guid for record in correctable_records(erratum)}
    papers = Attachment.objects.filter(project=erratum.project_id, record_guid__in=records)
    found = papers.select_related("file__scan").filter(guid=guid).first()
    if found is None:
        raise Erratum.DoesNotExist
    return found
