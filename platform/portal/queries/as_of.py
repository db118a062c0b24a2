"""A project, its records and its public page as they were known at a moment, rebuilt from the ledger (X09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Manager, Model

from audit.as_of import instance_of, keys_about, rows_at, with_references
from confirmation.models import Case
from confirmation.queries.rail import Rail, rail_of
from confirmation.rules.states import UNFINISHED, Status
from errata.models import Erratum
from errata.queries.notes import Note, notes_of
from errata.rules.corrections import Status as ErratumStatus
from grading.models import GradeEntry
from portal.queries.public_project import (
    HistoryEntry,
    PublicProject,
    Section,
    head_of,
    history_of,
    rail_of_shown,
    sections_of,
)
from projects.models import STAGE_MODELS, Attachment, Project, StageRecord

_TABLES = [model._meta.db_table for model in STAGE_MODELS]
_MODEL_OF = {model._meta.db_table: model for model in STAGE_MODELS}
_PAPERS = Attachment._meta.db_table
_EXECUTED = (ErratumStatus.EXECUTED, ErratumStatus.DONE, ErratumStatus.OBJECTED)


@dataclass(frozen=True, slots=True)
class ProjectAt:
    """A project as it was known at a moment. Nothing of it is ever saved.

    :param records: the live ones in the order of the rail, the basic information first.
    :param status: of its unfinished case, if it had one.
    """

    at: datetime
    project: Project
    records: list[StageRecord]
    papers: list[Attachment]
    status: Status | None

    @property
    def rail(self) -> Rail:
        """The stage rail of then."""
        return rail_of(self.records, status=self.status)


@dataclass(frozen=True, slots=True)
class RecordAt:
    """One record of then: its section, its papers and when it was graded, by whom."""

    record: StageRecord
    section: Section
    papers: list[str]
    grades: list[GradeEntry]


@dataclass(frozen=True, slots=True)
class PublicAt:
    """The public page of then; unconfirmed records are on no public page, of whatever day (decisions 24)."""

    project: PublicProject
    rail: Rail
    sections: list[Section]
    history: list[HistoryEntry]
    corrections: list[Note]


def project_at(project: Project, at: datetime) -> ProjectAt | None:
    """The project as it was; None when it was not there yet. Eighteen queries at most.

    :param project: as it is today.
    """
    subject, tables = str(project.row_guid), [*_TABLES[1:], _PAPERS]
    keys = keys_about(subject, tables, at) | _live(project)
    rows = rows_at([*keys, (_TABLES[0], str(project.pk))], at)
    own = rows.pop((_TABLES[0], str(project.pk)), None)
    if own is None:
        return None
    basics = instance_of(Project, own)
    papers = [instance_of(Attachment, row) for (table, _), row in rows.items() if table == _PAPERS]
    records = [
        instance_of(_MODEL_OF[table], row)
        for (table, _), row in rows.items()
        if table != _PAPERS and row["project_id"] == project.pk
    ]
    live = [record for record in records if record.update_flag == "U"]
    with_references([basics, *live, *papers], at)
    ordered = sorted(live, key=lambda one: (_TABLES.index(one._meta.db_table), one.pk))
    kept = [paper for paper in papers if paper.removed_at is None and paper.project_id == project.pk]
    papers_then = sorted(kept, key=lambda paper: paper.pk)
    return ProjectAt(at, basics, [basics, *ordered], papers_then, _status(project, at))


def _status(project: Project, at: datetime) -> Status | None:
    table, cases = Case._meta.db_table, Case.objects.filter(project=project.pk).values_list("pk", flat=True)
    rows = rows_at([(table, str(pk)) for pk in cases], at)
    unfinished = [row for row in rows.values() if row["status"] in UNFINISHED]
    latest = max(unfinished, key=lambda row: int(row["id"]), default=None)
    return Status(latest["status"]) if latest else None


def _live(project: Project) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    models: tuple[type[Model], ...] = (*STAGE_MODELS[1:], Attachment)
    for model in models:  # eleven tables, one question each
        manager: Manager[Any] = model._default_manager
        ids = manager.filter(project=project.pk).values_list("pk", flat=True)
        found |= {(model._meta.db_table, str(pk)) for pk in ids}
    return found


def records_at(known: ProjectAt, grades_until: datetime) -> list[RecordAt]:
    """Each record with its papers and its grades. Three queries.

    :param grades_until: the grades that had been given by this moment, of those that were known.
    """
    entries = [entry for entry in _grades(known) if entry.granted_at <= grades_until]
    return [
        RecordAt(
            record=record,
            section=section,
            papers=[
                f"{paper.get_kind_display()}：{paper.filename}"
                for paper in known.papers
                if paper.record_guid == record.row_guid
            ],
            grades=[entry for entry in entries if entry.record_guid == record.row_guid],
        )
        for record, section in zip(known.records, sections_of(known.records), strict=True)
    ]


def _grades(known: ProjectAt) -> list[GradeEntry]:
    entries = GradeEntry.objects.filter(pk__in=_known_ids(GradeEntry, _of_project(known), known.at))
    return list(entries.select_related("authority", "person").order_by("granted_at", "pk"))


def public_at(known: ProjectAt) -> PublicAt | None:
    """The public page of then; None when the project was not shown. Eight queries at most."""
    project = known.project
    if not (project.published and project.is_confirmed and project.update_flag == "U"):
        return None
    shown = [record for record in known.records if record.published and record.is_confirmed]
    entries = GradeEntry.objects.standing(_known_ids(GradeEntry, _of_project(known), known.at))
    errata = Erratum.objects.filter(project=project.pk).values_list("pk", flat=True)
    executed = _known_ids(Erratum, errata, known.at, status=_EXECUTED)
    return PublicAt(
        project=head_of(project, project.national_number),
        rail=rail_of_shown(shown),
        sections=sections_of(shown),
        history=history_of(entries),
        corrections=notes_of(project, [record.row_guid for record in shown], executed),
    )


def _of_project(known: ProjectAt) -> Iterable[int]:
    return GradeEntry.objects.filter(project_guid=known.project.row_guid).values_list("pk", flat=True)


def _known_ids(model: type[Any], ids: Iterable[int], at: datetime, **among: Any) -> list[int]:
    """Which of some rows were there, and said one of some values."""
    rows = rows_at([(model._meta.db_table, str(pk)) for pk in ids], at)
    return [row["id"] for row in rows.values() if all(row[name] in values for name, values in among.items())]
