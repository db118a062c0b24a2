"""Evidence and official documents of an erratum."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from common.clock import day_of
from common.errors import RuleError
from errata.actions.acting import acting_on, in_preparation
from errata.models import Erratum, ErratumPaper
from errata.policy import Stand
from errata.rules.corrections import CLAUSE, LetterKind
from projects import files
from projects.actions.papers import stored_file
from projects.files import Inspected
from projects.queries.scans import require_not_infected

_NOT_KEPT = "未保存；请在无病毒的电脑上重新扫描或导出后再上传"


class ALetterIsNeeded(RuleError):
    """An authority's act goes with its official document: number, day and file."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official document as it is sent: 文号, 成文日期 and the file."""

    number: str
    dated_on: date
    filename: str
    chunks: Iterable[bytes]


def add_evidence(*, by: User, erratum_id: int, filename: str, chunks: Iterable[bytes], at: datetime) -> ErratumPaper:
    """Add a piece of evidence to an erratum in preparation.

    :raises FileIsRefused, PaperIsInfected: for what is no sound PDF, JPG or PNG.
    """
    with inspected(chunks, filename) as file, transaction.atomic(durable=True):
        erratum, stand = in_preparation(erratum_id, by, at)
        with acting_on(erratum, stand, "add_evidence"):
            return _keep(erratum, stand, file, LetterKind.EVIDENCE, filename, at)


@transaction.atomic(durable=True)
def remove_evidence(*, by: User, erratum_id: int, paper_guid: UUID, at: datetime) -> ErratumPaper:
    """End a piece of evidence of an erratum in preparation; row and bytes stay.

    :raises ErratumPaper.DoesNotExist: when there is none in force.
    """
    erratum, stand = in_preparation(erratum_id, by, at)
    paper = erratum.papers.get(guid=paper_guid, kind=LetterKind.EVIDENCE, removed_at=None)
    with acting_on(erratum, stand, "remove_evidence"):
        paper.removed_at = at
        paper.save(update_fields=["removed_at"])
    return paper


@contextmanager
def inspected(chunks: Iterable[bytes], filename: str) -> Iterator[Inspected]:
    """An upload, looked at before any transaction and dropped afterwards."""
    file = files.receive(chunks, filename)
    try:
        yield file
    finally:
        files.discard(file)


def keep_letter(
    erratum: Erratum, stand: Stand, letter: Letter, file: Inspected, kind: LetterKind, at: datetime
) -> ErratumPaper:
    """Keep the official document of an act. Opens no transaction.

    :raises ALetterIsNeeded: without a number, or dated in the future.
    """
    if not letter.number.strip():
        raise ALetterIsNeeded(f"请填写{kind.label}的文号", clause=CLAUSE, field="letter_number")
    if letter.dated_on > day_of(at):
        raise ALetterIsNeeded("成文日期不能晚于今天", clause=CLAUSE, field="dated_on")
    return _keep(
        erratum, stand, file, kind, letter.filename, at, letter_number=letter.number.strip(), dated_on=letter.dated_on
    )


def _keep(
    erratum: Erratum,
    stand: Stand,
    file: Inspected,
    kind: LetterKind,
    filename: str,
    at: datetime,
    letter_number: str = "",
    dated_on: date | None = None,
) -> ErratumPaper:
    stored = stored_file(file, at)
    require_not_infected(stored, filename, _NOT_KEPT, field="file")
    return ErratumPaper.objects.create(
        erratum=erratum,
        kind=kind,
        letter_number=letter_number,
        dated_on=dated_on,
        authority=None if kind is LetterKind.EVIDENCE else stand.authority,
        file=stored,
        filename=filename[:200],
        uploaded_by=stand.by,
        uploaded_at=at,
    )
