"""What the public is told of errata: what was corrected or replaced, when, on which letters (P06)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from common.clock import day_of
from errata.models import Erratum, ErratumAct, ErratumItem, ErratumPaper, PaperReplacement
from errata.rules.corrections import LETTER_OF, Action
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Corrected:
    """One field, before and after; a person by name alone."""

    record: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Note:
    """One executed erratum.

    :param papers: stage and kind of each paper that was replaced; no names of files.
    """

    number: str
    on: date
    letters: tuple[str, ...]
    changes: tuple[Corrected, ...]
    papers: tuple[tuple[str, str], ...]


def notes_of(project: Project, shown: Collection[UUID], executed: Collection[int] | None = None) -> list[Note]:
    """The notes of a project, latest first. Four queries at the most.

    :param shown: guids of the records that the page shows; what is not shown is not told of either.
    :param executed: ids of the errata that had been executed by an earlier moment; None for all of today.
    """
    lettered = ErratumAct.objects.filter(action__in=[*LETTER_OF, Action.RETURN]).select_related("paper")
    items = ErratumItem.objects.filter(is_derived=False, record_guid__in=list(shown))
    papers = PaperReplacement.objects.filter(paper__record_guid__in=list(shown)).select_related("paper")
    rows = Erratum.objects.executed().filter(project=project).order_by("-executed_at", "-pk")
    rows = rows if executed is None else rows.filter(pk__in=executed)
    found = rows.prefetch_related(
        Prefetch("acts", lettered.order_by("pk"), "letter_acts"),
        Prefetch("items", items.order_by("pk"), "shown_items"),
        Prefetch("replacements", papers.order_by("pk"), "shown_replacements"),
    )
    notes = [_note(row) for row in found]
    return [note for note in notes if note.changes or note.papers]


def last_correction(project: Project) -> int:
    """A number that grows with every executed erratum of a project; 0 while there is none. One query."""
    return Erratum.objects.executed().filter(project=project).count()


def letters_among(acts: Iterable[ErratumAct]) -> list[ErratumPaper]:
    """The letters of the round that counts: those of before a return count no more. No query.

    :param acts: an erratum's, in their order, with their papers.
    """
    letters: list[ErratumPaper] = []
    for act in acts:
        if act.action == Action.RETURN:
            letters = []
        elif act.action in LETTER_OF and act.paper is not None:
            letters.append(act.paper)
    return letters


def _note(row: Erratum) -> Note:
    assert row.executed_at is not None
    acts: list[ErratumAct] = row.letter_acts  # type: ignore[attr-defined]
    items: list[ErratumItem] = row.shown_items  # type: ignore[attr-defined]
    replaced: list[PaperReplacement] = row.shown_replacements  # type: ignore[attr-defined]
    return Note(
        number=row.number or "",
        on=day_of(row.executed_at),
        letters=tuple(letter.letter_number for letter in letters_among(acts)),
        changes=tuple(Corrected(item.record_label, item.label, item.old_shown, item.new_shown) for item in items),
        papers=tuple((one.paper.get_stage_display(), one.paper.get_kind_display()) for one in replaced),
    )
