"""What a project has of each part that a use asks for, for one enterprise: from its records, or in bulk for a list."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Manager, Q, QuerySet

from accounts.models import Enterprise
from accounts.rules import EnterpriseKind
from grading.rules.grades import Grade
from grading.rules.uses import Exempt, Part, Standing, together
from projects.models import (
    Completion,
    ConstructionPermit,
    DrawingReview,
    EnterpriseIndicators,
    Exemption,
    PersonalTrackRecord,
    Project,
    StageRecord,
)
from projects.rules.dictionaries import CompletionKind
from projects.rules.exemptions import ExemptRecord
from projects.rules.kinds import RecordKind

_PARTS: dict[RecordKind, Part] = {
    RecordKind.PROJECT: Part.PROJECT,
    RecordKind.TENDER: Part.TENDER,
    RecordKind.CONTRACT: Part.CONTRACT,
    RecordKind.DRAWING_REVIEW: Part.DRAWING_REVIEW,
    RecordKind.PERMIT: Part.PERMIT,
    RecordKind.INDICATORS: Part.INDICATORS,
}
_PARTS_OF_COMPLETION = {
    CompletionKind.ACCEPTANCE: Part.COMPLETION,
    CompletionKind.FILING: Part.COMPLETION_FILING,
}
# In which column of a permit each kind of enterprise stands; what may name a project for every use comes first.
_NAMED_AS = (
    (EnterpriseKind.CONSTRUCTION, "contractor_code"),
    (EnterpriseKind.DESIGN, "designer_code"),
    (EnterpriseKind.SURVEY, "surveyor_code"),
    (EnterpriseKind.SUPERVISION, "supervisor_code"),
)
_EXEMPTED = {
    ExemptRecord.DRAWING_REVIEW: Part.DRAWING_REVIEW,
    ExemptRecord.COMPLETION_FILING: Part.COMPLETION_FILING,
}
GradeOf = Callable[[StageRecord], Grade]


def grade_now(record: StageRecord) -> Grade:
    """The grade that a record has; one found to be false counts as unconfirmed (四（二）)."""
    return Grade.D if record.false_mark else Grade(record.grade)


def part_of(record: StageRecord) -> Part | None:
    """The part that a record is of; None for what has no part of its own, such as a unit project.

    A declaration is of the part that it stands for.
    """
    if isinstance(record, Exemption):
        return _EXEMPTED[ExemptRecord(record.stands_for)]
    if isinstance(record, Completion):
        return _PARTS_OF_COMPLETION[CompletionKind(record.kind)]
    return _PARTS.get(record.record_kind)


def standings_of(
    records: Iterable[StageRecord], enterprise: Enterprise, grade_of: GradeOf = grade_now
) -> dict[Part, Standing]:
    """What an enterprise can say that a project has. No query.

    Indicators are each enterprise's own: another's serve only the other (一（六）1).

    :param records: live ones, those that are confirmed and the enterprise's own.
    :param grade_of: the grade by which a record counts.
    """
    return together(
        (part, _standing(record, grade_of(record)))
        for record in records
        if (part := part_of(record)) is not None and (part != Part.INDICATORS or record.filed_by_id == enterprise.pk)
    )


def _standing(record: StageRecord, grade: Grade) -> Standing:
    # Whoever confirmed a declaration, it is one: 一（三）2 asks no grade of what there is not.
    if isinstance(record, Exemption):
        return None if grade == Grade.D else Exempt.NOT_NEEDED
    return grade


def with_person(
    grades: dict[Part, Standing], record: PersonalTrackRecord, grade_of: GradeOf = grade_now
) -> dict[Part, Standing]:
    """The same for a person: of the indicators those that he goes with, no better than his own row (一（六）3)."""
    own = [(Part.INDICATORS, grade_of(record.indicators)), (Part.INDICATORS, grade_of(record))]
    worst = min((grade for _, grade in own), key=lambda grade: grade.rank)
    return {**grades, Part.INDICATORS: worst}


def kind_in(enterprise: Enterprise, records: Iterable[StageRecord]) -> EnterpriseKind:
    """As which of its kinds an enterprise takes part in a project: as its permits name it, else the first. No query."""
    permits = [record for record in records if isinstance(record, ConstructionPermit)]
    for kind, column in _NAMED_AS:
        if kind in enterprise.kinds and any(getattr(row, column) == enterprise.credit_code for row in permits):
            return kind
    return EnterpriseKind(enterprise.kinds[0])


def kinds_in_bulk(projects: Sequence[Project], enterprise: Enterprise) -> dict[int, EnterpriseKind]:
    """The same for a list of projects, by id; those whose permits do not name it are left out. One query."""
    if len(enterprise.kinds) == 1:
        return {}
    columns = [column for kind, column in _NAMED_AS if kind in enterprise.kinds]
    kinds = [kind for kind, _ in _NAMED_AS if kind in enterprise.kinds]
    known = Q(filed_by=enterprise) | ~Q(grade=Grade.D)
    rows = ConstructionPermit.objects.filter(known, project__in=projects, update_flag="U")
    found: dict[int, set[int]] = defaultdict(set)
    for pk, *codes in rows.values_list("project_id", *columns):
        found[pk] |= {place for place, code in enumerate(codes) if code == enterprise.credit_code}
    return {pk: kinds[min(places)] for pk, places in found.items() if places}


def standings_in_bulk(projects: Sequence[Project], enterprise: Enterprise) -> dict[int, dict[Part, Standing]]:
    """The same as :func:`standings_of` for a list of projects, by id. One query for each kind of record.

    Only what is confirmed is read, and the projects themselves.
    """
    found: dict[int, list[tuple[Part, Standing]]] = defaultdict(list)
    for project in projects:
        found[project.pk].append((Part.PROJECT, grade_now(project)))
    for part, model in ((Part.DRAWING_REVIEW, DrawingReview), (Part.PERMIT, ConstructionPermit)):
        for pk, grade in _confirmed(model, projects).values_list("project_id", "grade"):
            found[pk].append((part, Grade(grade)))
    for pk, grade, kind in _confirmed(Completion, projects).values_list("project_id", "grade", "kind"):
        found[pk].append((_PARTS_OF_COMPLETION[CompletionKind(kind)], Grade(grade)))
    for pk, stands_for in _confirmed(Exemption, projects).values_list("project_id", "stands_for"):
        found[pk].append((_EXEMPTED[ExemptRecord(stands_for)], Exempt.NOT_NEEDED))
    own = _confirmed(EnterpriseIndicators, projects).filter(filed_by=enterprise)
    for pk, grade in own.values_list("project_id", "grade"):
        found[pk].append((Part.INDICATORS, Grade(grade)))
    return {pk: together(pairs) for pk, pairs in found.items()}


def _confirmed(model: type[StageRecord], projects: Sequence[Project]) -> "QuerySet[Any]":
    manager: Manager[Any] = model._default_manager
    rows = manager.filter(project__in=projects, update_flag="U", false_mark=False)
    return rows.exclude(grade=Grade.D).order_by("pk")
