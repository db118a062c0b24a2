"""The enterprise's home in a fixed number of queries, however many projects it has."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Enterprise
from common.newest import newest
from confirmation.models import Case
from confirmation.queries.use_rows import RowUses, uses_of_list
from confirmation.rules.states import WITH_AUTHORITY, Status
from national.queries import deliveries_of
from projects.models import Project
from projects.models.project import ProjectQuerySet
from projects.queries.legacy import left_to_do

PAGE = 20
TONES = {
    Status.DRAFT: "neutral",
    Status.WAITING: "progress",
    Status.SIGNED: "progress",
    Status.RETURNED: "attention",
    Status.REFUSED: "danger",
    Status.WITHDRAWN: "neutral",
    Status.CONFIRMED: "success",
}


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project: its grade, where its latest case stands, and whether the national platform shows it.

    :param good_for: the uses that it serves the enterprise itself; ``next``: what to do about those that it does not.
    """

    name: str
    url: str
    place: str
    grade: str
    status: str
    tone: str
    national: str
    good_for: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the word for what it counts."""

    value: int | str
    label: str
    tone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EnterpriseHome:
    """The page: figures, rows and the address of the next page.

    :param old_left: how many old D records are not submitted again.
    """

    enterprise: Enterprise
    figures: list[Figure]
    rows: list[ProjectRow]
    next_url: str
    old_left: int


def own_projects(enterprise: Enterprise) -> ProjectQuerySet:
    """Projects that the enterprise filed, or to which it sent missing stages, newest first."""
    taken_part = Case.objects.filter(enterprise=enterprise).values("project")
    own = Project.objects.filter(Q(filed_by=enterprise) | Q(pk__in=taken_part))
    return own.select_related("division").order_by("-pk")


def enterprise_home(enterprise: Enterprise, *, before: int | None = None) -> EnterpriseHome:
    """A page of the projects that the enterprise filed, or to which it sent missing stages.

    :param before: the id of the last project of the page before; None for the first page.
    """
    page = newest(own_projects(enterprise), before, PAGE)
    shown = page.rows
    cases = Case.objects.filter(project__in=shown, enterprise=enterprise).select_related(
        "authority"
    )  # another firm's is not told
    latest = {case.project_id: case for case in cases.order_by("pk")}
    deliveries = deliveries_of([str(project.row_guid) for project in shown])
    national = {project.pk for project in shown if deliveries[str(project.row_guid)].national_shown}
    uses = uses_of_list(shown, enterprise, latest, national)
    rows = [_row(project, latest.get(project.pk), project.pk in national, uses[project.pk]) for project in shown]
    return EnterpriseHome(enterprise, _figures(enterprise), rows, page.next_query, left_to_do(enterprise))


def _row(project: Project, case: Case | None, national: bool, uses: RowUses) -> ProjectRow:
    # What was loaded with the records of before the notice has its grade without a case of this portal.
    status = Status(case.status) if case else Status.CONFIRMED if project.is_confirmed else Status.DRAFT
    return ProjectRow(
        name=project.name,
        url=reverse("task-list", args=[project.row_guid]),
        place=project.division.name,
        grade=project.grade,
        status=status.label,
        tone=TONES[status],
        national="已展示" if national else "",
        good_for=uses.met,
        next=uses.next,
    )


def _figures(enterprise: Enterprise) -> list[Figure]:
    cases = Case.objects.filter(enterprise=enterprise)
    counts = cases.aggregate(
        back=Count("pk", filter=Q(status__in=[Status.RETURNED, Status.REFUSED])),
        waiting=Count("pk", filter=Q(status__in=sorted(WITH_AUTHORITY))),
    )
    projects = Project.objects.filter(filed_by=enterprise).aggregate(
        drafts=Count("pk", filter=Q(sealed_at=None)), confirmed=Count("pk", filter=Q(published=True))
    )
    return [
        Figure(counts["back"], "退回待改", "attention" if counts["back"] else ""),
        Figure(projects["drafts"], "填写中"),
        Figure(counts["waiting"], "主管部门办理中"),
        Figure(projects["confirmed"], "已在省平台展示"),
    ]
