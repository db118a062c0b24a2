"""A project's records and their papers."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Manager

from projects.models import (
    STAGE_MODELS,
    Attachment,
    Completion,
    Contract,
    Participant,
    PersonalTrackRecord,
    Project,
    StageRecord,
)
from projects.rules.dictionaries import Sector

# The earlier records that a stage record may refer to, read along with it.
_REFERS_TO: dict[type[StageRecord], tuple[str, ...]] = {
    Contract: ("tender",),
    Completion: ("permit",),
    Participant: ("permit", "drawing_review", "completion"),
    PersonalTrackRecord: ("indicators",),
}


def records_of(project: Project) -> list[StageRecord]:
    """All live records of a project in the order of the rail, the basic information first.

    One query finds the kinds that it has, and one reads each of them.
    """
    records: list[StageRecord] = [project]
    present = _present_tables(project)
    for model in (model for model in STAGE_MODELS[1:] if model._meta.db_table in present):
        others = ("check_authority", "check_person", *model.person_fields(), *_REFERS_TO.get(model, ()))
        manager: Manager[Any] = model._default_manager
        records += manager.filter(project=project, update_flag="U").select_related(*others).order_by("pk")
    return records


# Written out once: composing nine queries of many columns costs more than asking them.
_PRESENT = " UNION ALL ".join(
    f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table} WHERE project_id = %(project)s AND update_flag = 'U')"  # noqa: S608
    for table in (model._meta.db_table for model in STAGE_MODELS[1:])
)


def _present_tables(project: Project) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, {"project": project.pk})
        return {table for (table,) in cursor.fetchall()}


def attachments_of(project: Project) -> dict[UUID, list[Attachment]]:
    """The papers in force of a project's records, by record."""
    rows = Attachment.objects.filter(project=project, removed_at=None).select_related("file__scan").order_by("pk")
    found: dict[UUID, list[Attachment]] = {}
    for row in rows:
        found.setdefault(row.record_guid, []).append(row)
    return found


def missing_papers(records: list[StageRecord], papers: dict[UUID, list[Attachment]]) -> list[tuple[StageRecord, str]]:
    """Records that lack their required paper, with its name (二（二）3). Parts go with the record they belong to."""
    return [
        (record, record.required_paper.label)
        for record in records
        if record.stands_alone
        and not any(paper.kind == record.required_paper for paper in papers.get(record.row_guid, []))
    ]


def sector_of(project: Project) -> Sector:
    """The project's sector as the enum."""
    return Sector(project.sector)
