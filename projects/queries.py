"""What pages and other apps ask about projects."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Manager, Q

from accounts.models import Enterprise
from projects.models import (
    STAGE_MODELS,
    Attachment,
    Completion,
    Contract,
    Project,
    SectorScope,
    StageRecord,
)
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, Sector, Stage
from projects.rules.menus import Route, route
from projects.rules.scope import ScopeRule

FOUND_AT_MOST = 20


def scope_rules(today: date) -> tuple[ScopeRule, ...]:
    """The scope rules in force on a day."""
    rows = SectorScope.objects.current(today).order_by("sector", "-starts_on")
    return tuple(row.as_rule() for row in rows)


@dataclass(frozen=True, slots=True)
class Found:
    """A project found before filing, and where the firm is sent with it.

    :param is_own: filed by the asking enterprise; another's unconfirmed filing shows only that it exists.
    """

    project: Project
    is_own: bool
    is_public: bool
    route: Route | None


def find_before_filing(text: str, enterprise: Enterprise) -> list[Found]:
    """Projects with this code, number, permit number or part of a name: shown ones, and filings that exist.

    A firm learns of another's unconfirmed filing only by its exact investment code, and then only that it exists
    (decisions 21).
    """
    text = text.strip()
    if not text:
        return []
    exact = Q(investment_code=text) | Q(number=text) | Q(national_number=text) | Q(permits__paper_number=text)
    visible = Q(published=True) | Q(shown=True) | Q(filed_by=enterprise)
    wanted = (visible & (exact | Q(name__icontains=text))) | Q(investment_code=text, sealed_at__isnull=False)
    rows = Project.objects.filter(wanted).select_related("division").distinct().order_by("-pk")[:FOUND_AT_MOST]
    return [_found(project, enterprise) for project in rows]


def _found(project: Project, enterprise: Enterprise) -> Found:
    is_public = project.published or project.shown
    return Found(
        project=project,
        is_own=project.filed_by_id == enterprise.pk,
        is_public=is_public,
        route=route(shown=True, missing=missing_stages(project)) if is_public else None,
    )


def missing_stages(project: Project) -> frozenset[Stage]:
    """Stages a project lacks. A completion is not missing while the project is unfinished (decisions 18)."""
    return frozenset() if project.permits.exists() else frozenset({Stage.PERMIT})


# The earlier record that a stage record may refer to, read along with it.
_REFERS_TO: dict[type[StageRecord], tuple[str, ...]] = {Contract: ("tender",), Completion: ("permit",)}


def records_of(project: Project) -> list[StageRecord]:
    """All live records of a project in the order of the rail, the basic information first. A query for each stage."""
    records: list[StageRecord] = [project]
    for model in STAGE_MODELS[1:]:
        others = ("check_authority", *model.person_fields(), *_REFERS_TO.get(model, ()))
        manager: Manager[Any] = model._default_manager
        records += manager.filter(project=project, update_flag="U").select_related(*others).order_by("pk")
    return records


def attachments_of(project: Project) -> dict[UUID, list[Attachment]]:
    """The papers in force of a project's records, by record."""
    rows = Attachment.objects.filter(project=project, removed_at=None).select_related("file").order_by("pk")
    found: dict[UUID, list[Attachment]] = {}
    for row in rows:
        found.setdefault(row.record_guid, []).append(row)
    return found


def missing_papers(records: list[StageRecord], papers: dict[UUID, list[Attachment]]) -> list[tuple[StageRecord, str]]:
    """Records that lack their required paper, with the paper's name (二（二）3)."""
    return [
        (record, REQUIRED_ATTACHMENTS[record.stage].label)
        for record in records
        if not any(paper.kind == REQUIRED_ATTACHMENTS[record.stage] for paper in papers.get(record.row_guid, []))
    ]


def sector_of(project: Project) -> Sector:
    """The project's sector as the enum."""
    return Sector(project.sector)
