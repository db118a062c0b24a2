"""Search first, then file: what is there already, and in which menu a firm goes on (一（五）)."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Enterprise
from projects.models import Project
from projects.queries.matching import few_or_walked, found_by, has_number, ids_of, name_contains
from projects.queries.stages import Present, missing_of, present_in
from projects.rules.menus import Route, route

FOUND_AT_MOST = 20


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

    Each shown one is routed by what it lacks of the firm's own line of work. A firm learns of another's unconfirmed
    filing only by its exact investment code, and then only that it exists (decisions 21).
    """
    text = text.strip()
    if not text:
        return []
    visible = Q(published=True) | Q(shown=True) | Q(filed_by=enterprise)
    known = visible | Q(investment_code=text, sealed_at__isnull=False)
    named = name_contains(text, "") | has_number(text, "")
    # Two searches, each with an index of its own; asked for in one they would be a look at every project.
    found = found_by(Project.objects.filter(known), named).values("pk")
    permitted = Project.objects.filter(visible, permits__paper_number=text).values("pk")
    ids = ids_of(Project.objects.filter(pk__in=found.union(permitted)))
    page = few_or_walked(Project.objects.filter(known), ids, named)
    rows = list(page.select_related("division").order_by("-pk")[:FOUND_AT_MOST])
    present = present_in([project for project in rows if _is_public(project)])
    return [_found(project, enterprise, present.get(project.pk)) for project in rows]


def _is_public(project: Project) -> bool:
    return project.published or project.shown


def _found(project: Project, enterprise: Enterprise, present: list[Present] | None) -> Found:
    return Found(
        project=project,
        is_own=project.filed_by_id == enterprise.pk,
        is_public=present is not None,
        route=None if present is None else route(shown=True, missing=missing_of(present, enterprise)),
    )
