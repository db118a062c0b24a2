"""Rows of the lists that people take along as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from accounts.models import Enterprise, User
from confirmation.models import Case
from confirmation.rules.states import Status
from portal.queries.enterprise import own_projects
from projects.models import Project
from projects.models.project import ProjectQuerySet
from projects.queries.matching import has_number, name_contains

_BATCH = 500


@dataclass(frozen=True, slots=True)
class OwnProject:
    """One project of an enterprise, with where its latest case stands."""

    project: Project
    status: str
    case: str
    submitted_at: datetime | None


def projects_of(enterprise: Enterprise) -> Iterator[OwnProject]:
    """All projects of the enterprise's home, newest first. Two queries for each five hundred."""
    projects = own_projects(enterprise).iterator(chunk_size=_BATCH)
    while batch := list(islice(projects, _BATCH)):
        cases = Case.objects.filter(project__in=batch, enterprise=enterprise).order_by("pk")
        latest = {case.project_id: case for case in cases}
        for project in batch:
            case = latest.get(project.pk)
            status = Status(case.status) if case else Status.DRAFT
            yield OwnProject(project, status.label, str(case or ""), case.submitted_at if case else None)


def projects_for_audit(user: User, text: str, today: date) -> ProjectQuerySet:
    """The auditor's list: projects of his area, by part of a name or by a number."""
    visible = Project.objects.visible_to(user, today).select_related("division", "filed_by").order_by("-pk")
    return visible.filter(name_contains(text) | has_number(text)) if text else visible
