"""Whether a declaration stands beside what it says there is none of (A-05, A-06)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from common.errors import RuleError
from projects.models import Completion, DrawingReview, Exemption, Project, StageRecord
from projects.rules.dictionaries import CompletionKind
from projects.rules.exemptions import ExemptRecord
from projects.rules.kinds import RecordKind


class DeclaredAndThere(RuleError):
    """A stage is declared not needed and filled in as well."""


def require_not_declared_away(project: Project, record: StageRecord, facts: Mapping[str, Any]) -> None:
    """Let pass a record of which nothing contradicts: two queries at the most.

    What another enterprise is still filling in is not told (A-18).

    :param facts: as they are to be saved.
    :raises DeclaredAndThere: naming the declaration, or what there is.
    """
    stands_for = concerns(record.record_kind, facts)
    if stands_for is None:
        return
    known = Q(filed_by=record.filed_by) | ~Q(grade="D")
    for rows in _contradicting(record, stands_for):
        there = rows.filter(known, project=project, update_flag="U").exclude(row_guid=record.row_guid).first()
        if there is not None:
            raise DeclaredAndThere(_says(record, there, stands_for), clause=stands_for.clause)


def _says(record: StageRecord, there: StageRecord, stands_for: ExemptRecord) -> str:
    if not isinstance(there, Exemption):
        return f"已有{stands_for.label}信息“{there}”，不能再声明不适用"
    if isinstance(record, Exemption):
        return f"已声明{stands_for.label}不适用，请勿重复声明"
    return f"已声明{stands_for.label}不适用，不能再填报{stands_for.label}信息；如确有，请先删除或勘误该声明"


def concerns(kind: RecordKind, facts: Mapping[str, Any]) -> ExemptRecord | None:
    """What a record declares not needed, or is itself; None for records that no declaration stands for."""
    if kind is RecordKind.EXEMPTION and facts.get("stands_for") in ExemptRecord.values:
        return ExemptRecord(facts["stands_for"])
    if kind is RecordKind.DRAWING_REVIEW:
        return ExemptRecord.DRAWING_REVIEW
    is_filing = kind is RecordKind.COMPLETION and facts.get("kind") == CompletionKind.FILING
    return ExemptRecord.COMPLETION_FILING if is_filing else None


def _contradicting(record: StageRecord, stands_for: ExemptRecord) -> "list[QuerySet[Any]]":
    found: list[QuerySet[Any]] = [Exemption.objects.filter(stands_for=stands_for).order_by("pk")]
    if isinstance(record, Exemption) and stands_for is ExemptRecord.DRAWING_REVIEW:
        found.append(DrawingReview.objects.order_by("pk"))
    elif isinstance(record, Exemption):
        found.append(Completion.objects.filter(kind=CompletionKind.FILING).order_by("pk"))
    return found
