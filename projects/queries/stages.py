"""Which stages of a project are there, and which are missing (decisions 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Manager

from accounts.models import Enterprise
from projects.models import MODEL_OF_KIND, Project, StageRecord
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind
from projects.rules.lines import adds_stage, own_codes_of_line

# What a shown project may lack. A completion is not missing while the project is unfinished, and it is finished only
# when a completion says so; it can always be added.
_MAY_BE_MISSING = (
    RecordKind.TENDER,
    RecordKind.CONTRACT,
    RecordKind.DRAWING_REVIEW,
    RecordKind.PERMIT,
    RecordKind.INDICATORS,
)
_CODED = (RecordKind.TENDER, RecordKind.CONTRACT, RecordKind.INDICATORS)


@dataclass(frozen=True, slots=True)
class Present:
    """A live record of a project, as little of it as the question needs.

    :param code: the tender's class, the contract's type or the track record's kind; empty for other stages.
    """

    stage: Stage
    code: str
    filed_by: int | None
    is_confirmed: bool


def present_in(projects: Sequence[Project]) -> dict[int, list[Present]]:
    """What is there, by project. A query for each stage that may be missing, however many projects there are."""
    found: dict[int, list[Present]] = {project.pk: [] for project in projects}
    for kind in _MAY_BE_MISSING if projects else ():
        manager: Manager[Any] = MODEL_OF_KIND[kind]._default_manager
        rows = manager.filter(project__in=found, update_flag="U").order_by("pk")
        columns = ("project_id", "filed_by_id", "grade", *(("kind",) if kind in _CODED else ()))
        for row in rows.values(*columns):
            present = Present(kind.stage, row.get("kind", ""), row["filed_by_id"], row["grade"] != "D")
            found[row["project_id"]].append(present)
    return found


def present_from(records: Iterable[StageRecord]) -> list[Present]:
    """The same for records that are already at hand. No query."""
    return [
        Present(
            row.stage,
            getattr(row, "kind", "") if row.record_kind in _CODED else "",
            row.filed_by_id,
            row.is_confirmed,
        )
        for row in records
        if row.record_kind in _MAY_BE_MISSING
    ]


def missing_stages(project: Project, enterprise: Enterprise | None = None) -> frozenset[Stage]:
    """Stages that a shown project lacks; of an enterprise's line of work when one is named.

    A completion is not missing while the project is unfinished (decisions 18). What another enterprise has not got
    confirmed does not count: nobody else knows of it (A-18).
    """
    return missing_of(present_in([project])[project.pk], enterprise)


def missing_of(present: Iterable[Present], enterprise: Enterprise | None = None) -> frozenset[Stage]:
    """The same for what :func:`present_in` found. No query."""
    counted = [row for row in present if row.is_confirmed or (enterprise and row.filed_by == enterprise.pk)]
    if enterprise is None:
        lacking = {kind.stage for kind in _MAY_BE_MISSING} - {row.stage for row in counted}
        return frozenset(lacking - {Stage.INDICATORS})  # they are each enterprise's own
    return frozenset(kind.stage for kind in _MAY_BE_MISSING if _lacks(kind.stage, counted, enterprise))


def _lacks(stage: Stage, counted: Sequence[Present], enterprise: Enterprise) -> bool:
    rows = [row for row in counted if row.stage == stage]
    if not adds_stage(stage, enterprise.kinds):
        return False
    if stage == Stage.INDICATORS:
        return not any(row.filed_by == enterprise.pk for row in rows)
    if stage in (Stage.TENDER, Stage.CONTRACT):
        own = own_codes_of_line(stage, enterprise.kinds)
        return not any(row.code in own for row in rows)
    return not rows
