"""Projects that look like one (X12): candidates from the index, at most two hundred, then compared one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, Q, Value

from accounts.models import Division
from projects.models import ConstructionPermit, Project
from projects.models.project import ProjectQuerySet
from projects.models.search import APPROVAL_KEY, OWNER_KEY
from projects.rules.grams import grams, lexeme, plain
from projects.rules.names import name_parts
from projects.rules.similar import Likeness, Sketch, is_likely, likeness

CANDIDATES_AT_MOST = 200
SHOWN_AT_MOST = 5
# Pairs of characters by which candidates are looked for: the rarest half and one more, so that every name that shares
# half of them is met; no further ones once this share of all projects would be met.
_SHARE, _LEAST_PAIRS = 0.01, 3

ON_DISPLAY = Q(published=True) | Q(shown=True)


@dataclass(frozen=True, slots=True)
class Twin:
    """A project that looks like the one asked about."""

    project: Project
    likeness: Likeness


def sketch_of(project: Project, permits: Iterable[str] = ()) -> Sketch:
    """What is compared of a stored project; its division is read along."""
    return Sketch(
        name=project.name,
        county=project.division_id,
        city=project.division.city_code,
        owner_name=project.owner_name,
        owner_code=project.owner_code,
        total_investment=project.total_investment,
        approval_number=project.approval_number,
        approved_on=project.approved_on,
        investment_code=project.investment_code,
        permits=frozenset(permits),
    )


def sketch_of_facts(facts: Mapping[str, Any]) -> Sketch:
    """What is compared of a project that is not stored yet: the facts that its form has cleaned."""
    place = facts["division"]
    division = place if isinstance(place, Division) else Division.objects.get(code=place)
    return Sketch(
        name=facts["name"],
        county=division.code,
        city=division.city_code,
        owner_name=facts["owner_name"],
        owner_code=facts["owner_code"],
        total_investment=facts["total_investment"],
        approval_number=facts["approval_number"],
        approved_on=facts["approved_on"],
        investment_code=facts["investment_code"],
    )


def twins_on_display(sketch: Sketch) -> list[Twin]:
    """Projects on display that look like one that is about to be filed. Four queries."""
    return twins_among(Project.objects.filter(ON_DISPLAY), sketch)


def twins_by_name(name: str, found: Iterable[Project] = ()) -> list[Twin]:
    """Projects on display whose name looks like a text that somebody searches for.

    :param found: those that the search has found already; they are left out.
    """
    if len(plain(name)) < _LEAST_PAIRS or name.isascii():
        return []  # a number or a code is no name
    others = Project.objects.filter(ON_DISPLAY).exclude(pk__in=[project.pk for project in found])
    return twins_among(others, Sketch(name=name), by_name=True)


def twins_among(projects: ProjectQuerySet, sketch: Sketch, *, by_name: bool = False) -> list[Twin]:
    """The most alike of some projects, most alike first; at most five."""
    rows = candidates(projects, sketch)
    permits = _permits_of(rows) if sketch.permits else {}
    twins = [Twin(row, likeness(sketch, sketch_of(row, permits.get(row.pk, ())))) for row in rows]
    likely = [twin for twin in twins if is_likely(twin.likeness, by_name=by_name)]
    return sorted(likely, key=lambda twin: (-twin.likeness.score, twin.project.pk))[:SHOWN_AT_MOST]


def candidates(projects: ProjectQuerySet, sketch: Sketch) -> list[Project]:
    """At most two hundred projects that share a number, the owner or rare pairs of the name: its own place first."""
    pairs = list(dict.fromkeys(grams(name_parts(sketch.name).core)))
    keys = [sketch.investment_code, _key(OWNER_KEY, sketch.owner_code), _key(APPROVAL_KEY, _packed(sketch))]
    met = Q(search__names__among=_rarest(pairs)) | Q(search__keys__among=keys)
    if sketch.permits:
        met |= Q(pk__in=ConstructionPermit.objects.filter(paper_number__in=sketch.permits).values("project_id"))
    # Parts of the sum count for one another: a number in common is worth more than any pair of characters.
    words = " | ".join(map(lexeme, pairs))
    numbers = " | ".join(lexeme(key) for key in keys if key)
    return list(
        projects.filter(met)
        .annotate(
            is_near=ExpressionWrapper(Q(division__city_code=sketch.city), output_field=BooleanField()),
            shared=_rank("names", words, len(pairs)) + _rank("keys", numbers, len(keys)),
        )
        .select_related("division")
        .order_by("-is_near", "-shared", "-pk")[:CANDIDATES_AT_MOST]
    )


def _rank(column: str, query: str, words: int) -> Any:
    """How many words of the query a row has; ``ts_rank`` divides by their number."""
    rank = Func(
        F(f"search__{column}"),
        Value(query),
        function="ts_rank",
        template="%(function)s(%(expressions)s::tsquery)",
        output_field=FloatField(),
    )
    return rank * Value(float(words)) if query else Value(0.0, output_field=FloatField())


def _key(prefix: str, value: str) -> str:
    return f"{prefix}{value}" if value else ""


def _packed(sketch: Sketch) -> str:
    return "".join(plain(sketch.approval_number).split())


def _rarest(pairs: list[str]) -> list[str]:
    """The rarest half of some pairs and one more; fewer when those would meet too many projects."""
    common = _frequencies(pairs)
    ordered = sorted(pairs, key=lambda pair: common.get(pair, 0.0))
    wanted = ordered[: len(ordered) // 2 + 1]
    chosen: list[str] = []
    share = 0.0
    for pair in wanted:
        share += common.get(pair, 0.0)
        if share > _SHARE and len(chosen) >= _LEAST_PAIRS:
            break
        chosen.append(pair)
    return chosen


def _frequencies(pairs: list[str]) -> dict[str, float]:
    """The share of projects that have a pair, as the server last estimated it; rare ones are not in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)"
            " AS common(word, share) WHERE schemaname = current_schema() AND tablename = 'projects_projectsearch'"
            " AND attname = 'names' AND word = ANY(%s)",
            [pairs],
        )
        return dict(cursor.fetchall())


def _permits_of(projects: Iterable[Project]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = ConstructionPermit.objects.filter(project__in=[row.pk for row in projects], update_flag="U")
    for project, number in rows.values_list("project_id", "paper_number"):
        found.setdefault(project, []).append(number)
    return found
