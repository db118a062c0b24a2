"""What looks like the project of a case, for its official: undecided pairs, and what enterprises said of them (X12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from confirmation.models import Case
from projects.models import ConstructionPermit, Project, StageRecord, TwinDecision
from projects.models.project import ProjectQuerySet
from projects.queries.twin_pages import Pair, pairs_of
from projects.queries.twins import ON_DISPLAY, Twin, sketch_of, twins_among
from projects.rules.similar import likeness


@dataclass(frozen=True, slots=True)
class CaseTwin:
    """A project beside that of the case.

    :ivar state: where it stands, in a word.
    :ivar case_number: of its latest case that the official may open; empty when there is none.
    :ivar decisions: verdict, reason, who and when of each; empty while nobody has said anything.
    """

    pair: Pair
    state: str
    case_number: str
    decisions: tuple[TwinDecision, ...]


def twins_of_case(case: Case, records: Sequence[StageRecord], user: User, today: date) -> list[CaseTwin]:
    """Undecided pairs first, then decided ones. At most eleven queries, none without basic information in the case.

    Compared with what is on display, and with what was submitted in the official's place; never with drafts (A-18).

    :param records: those that the page is about.
    """
    project = next((record for record in records if isinstance(record, Project)), None)
    if project is None:
        return []
    others = _others(case, user, today)
    decided = _decisions(case, others)
    sketch = sketch_of(project, [record.paper_number for record in records if isinstance(record, ConstructionPermit)])
    twins = twins_among(others, sketch)
    known = {twin.project.pk for twin in twins}
    apart = others.filter(pk__in=set(decided) - known).select_related("division").order_by("pk")
    twins += [Twin(other, likeness(sketch, sketch_of(other))) for other in apart]
    numbers = _case_numbers([twin.project for twin in twins], user, today)
    found = [
        CaseTwin(
            pair=pair,
            state="已在省平台展示" if pair.project.published or pair.project.shown else "正在确认",
            case_number=numbers.get(pair.project.pk, ""),
            decisions=tuple(decided.get(pair.project.pk, ())),
        )
        for pair in pairs_of(sketch, twins)
    ]
    return sorted(found, key=lambda twin: bool(twin.decisions))


def _others(case: Case, user: User, today: date) -> ProjectQuerySet:
    seen = Project.objects.filter(ON_DISPLAY) | Project.objects.visible_to(user, today).filter(sealed_at__isnull=False)
    return seen.filter(update_flag="U").exclude(pk=case.project_id)


def _decisions(case: Case, others: ProjectQuerySet) -> dict[int, list[TwinDecision]]:
    rows = TwinDecision.objects.filter(Q(project=case.project_id) | Q(other=case.project_id))
    found: dict[int, list[TwinDecision]] = {}
    for row in rows.select_related("decided_by").order_by("pk"):
        found.setdefault(row.other_id if row.project_id == case.project_id else row.project_id, []).append(row)
    if not found:
        return {}
    seen = set(others.filter(pk__in=found).values_list("pk", flat=True))
    return {pk: decisions for pk, decisions in found.items() if pk in seen}


def _case_numbers(projects: Iterable[Project], user: User, today: date) -> dict[int, str]:
    ids = [project.pk for project in projects]
    if not ids:
        return {}
    cases = Case.objects.visible_to(user, today).filter(project__in=ids, number__isnull=False).order_by("pk")
    return {project: number or "" for project, number in cases.values_list("project_id", "number")}
