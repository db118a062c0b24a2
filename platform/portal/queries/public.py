"""The public search: published projects, and nothing else (一（六）4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import Division
from common.clock import day_of
from grading.rules.grades import Grade
from projects.models import Project
from projects.models.project import ProjectQuerySet
from projects.queries.matching import MANY, few_or_walked, found_by, has_number, ids_of, name_contains, owner_contains

PAGE = 20
COUNTED_AT_MOST = MANY


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asked for; empty means any."""

    q: str = ""
    division: str = ""
    grade: str = ""

    def query(self, **more: str) -> str:
        """The same as a query string, empty values left out."""
        pairs = {"q": self.q, "division": self.division, "grade": self.grade, **more}
        return urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One project in a list."""

    name: str
    number: str
    owner: str
    division: str
    grade: str
    category: str
    confirmed_on: date
    url: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results with the address of the next one."""

    rows: list[ResultRow]
    next_url: str
    count_text: str


def search(filters: Filters, after: tuple[datetime, int] | None) -> Results:
    """Published projects, latest confirmation first. No row cap; keyset paging. Two queries.

    :param after: confirmation moment and id of the last row of the page before.
    """
    found = _published(filters)
    if filters.q:
        wanted = _wanted(filters.q)
        ids = ids_of(found_by(found, wanted))
        page, count = few_or_walked(found, ids, wanted), len(ids)
    else:
        page, count = found, found.order_by()[: COUNTED_AT_MOST + 1].count()
    if after is not None:
        moment, pk = after
        page = page.filter(Q(confirmed_at__lt=moment) | Q(confirmed_at=moment, pk__lt=pk))
    projects = list(page.select_related("division").order_by("-confirmed_at", "-pk")[: PAGE + 1])
    return Results(
        rows=[_row(project) for project in projects[:PAGE]],
        next_url=_next_url(filters, projects[PAGE - 1]) if len(projects) > PAGE else "",
        count_text=f"共{count}个项目" if count <= COUNTED_AT_MOST else f"{COUNTED_AT_MOST}个以上项目",
    )


def all_found(filters: Filters) -> Iterator[ResultRow]:
    """Everything that a search finds, latest confirmation first, for an export. One query."""
    found = _published(filters)
    if filters.q:
        found = found_by(found, _wanted(filters.q))
    rows = found.select_related("division").order_by("-confirmed_at", "-pk")
    return (_row(project) for project in rows.iterator(chunk_size=1_000))


def _wanted(text: str) -> Q:
    return name_contains(text, "") | owner_contains(text, "") | has_number(text, "")


def _published(filters: Filters) -> ProjectQuerySet:
    found = Project.objects.published()
    if filters.division:
        found = found.filter(Q(division_id=filters.division) | Q(division__city_code=filters.division))
    if filters.grade:
        found = found.filter(grade=filters.grade)
    return found


def _row(project: Project) -> ResultRow:
    assert project.confirmed_at is not None
    return ResultRow(
        name=project.name,
        number=project.number or "",
        owner=project.owner_name,
        division=project.division.name,
        grade=project.grade,
        category=project.get_sector_display(),
        confirmed_on=day_of(project.confirmed_at),
        url=reverse("public-project", args=[project.number]),
    )


def _next_url(filters: Filters, last: Project) -> str:
    assert last.confirmed_at is not None
    return f"?{filters.query(after=f'{last.confirmed_at.isoformat()}~{last.pk}')}"


def choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Divisions and grades to filter by."""
    rows = Division.objects.exclude(level=Division.Level.PROVINCE).order_by("city_code", "code")
    return list(rows.values_list("code", "name")), [
        (grade.value, f"{grade} {grade.label}") for grade in Grade if grade != "D"
    ]
