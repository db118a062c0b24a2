"""Undoing a batch of old records while nothing was built on it (docs/adr/0009)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.functions import RandomUUID
from django.db import transaction
from django.db.models import ForeignObjectRel, QuerySet

from audit.context import Acting, SystemActor, context
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import CaseItem
from grading.actions import unload_grades
from grading.models import GradeEntry
from national.models import Message
from projects.models import MODEL_OF_KIND, LegacyRecord, Project, ProjectSearch, StageRecord


class ThereIsNoSuchBatch(RuleError):
    """Nothing was loaded under this name, or it was undone before."""


class SomethingWasBuiltOnTheBatch(RuleError):
    """A case, a grade, a message or a record of somebody else names a record of the batch."""


@transaction.atomic(durable=True)
def undo_batch(*, batch: str, at: datetime) -> tuple[int, int]:
    """Withdraw what a batch brought, all of it or nothing; nothing is deleted.

    :returns: how many records lost their grade, and how many D records were withdrawn.
    :raises ThereIsNoSuchBatch: when there is nothing to undo.
    :raises SomethingWasBuiltOnTheBatch: naming what stands in the way.
    """
    with context(Acting.system(SystemActor.LEGACY), action="confirmation.undo_legacy", reason=batch, channel="command"):
        entries = GradeEntry.objects.standing().filter(batch=batch)
        guids = set(entries.values_list("record_guid", flat=True))
        # Held until the end: whoever files anything for these projects or records waits, and then finds them gone.
        projects = list(Project.objects.select_for_update().filter(row_guid__in=guids).values_list("pk", flat=True))
        hidden = LegacyRecord.objects.select_for_update().filter(batch=batch, update_flag="U")
        old = set(hidden.values_list("row_guid", flat=True))
        if not guids and not old:
            raise ThereIsNoSuchBatch(f"没有可撤销的批次 {batch}", clause=of_notice("二（二）1"))
        _require_nothing_built(batch, guids | old, projects)
        graded = unload_grades(batch=batch, at=at)
        withdrawn = LegacyRecord.objects.filter(batch=batch, update_flag="U").update(
            update_flag="D", row_guid=RandomUUID()
        )
    return graded, withdrawn


def _require_nothing_built(batch: str, guids: set[UUID], projects: list[int]) -> None:
    in_the_way = {
        "办件": CaseItem.objects.filter(record_guid__in=guids),
        "其他定级": GradeEntry.objects.filter(record_guid__in=guids).exclude(batch=batch),
        "同一项目的其他定级": GradeEntry.objects.filter(project_guid__in=guids).exclude(batch=batch),
        "报送全国平台的消息": Message.objects.filter(aggregate__in=[str(guid) for guid in guids]),
        **{f"已重新申报的{kind.label}": _continued(model, batch) for kind, model in MODEL_OF_KIND.items()},
        **_referring(batch, guids, projects),
    }
    for what, rows in in_the_way.items():
        if rows.exists():
            raise SomethingWasBuiltOnTheBatch(
                f"批次 {batch} 装入之后已有{what}，不能撤销；个别记录有误的，请按勘误办理",
                clause=of_notice("三、四（三）"),
            )


def _continued(model: type[StageRecord], batch: str) -> "QuerySet[Any]":
    old = LegacyRecord.objects.filter(batch=batch, update_flag="U").values("row_guid")
    return model._default_manager.filter(row_guid__in=old)


def _referring(batch: str, guids: set[UUID], projects: list[int]) -> "dict[str, QuerySet[Any]]":
    """Rows of any table that name a project of the batch, beyond the batch's own records."""
    found: dict[str, QuerySet[Any]] = {}
    relations = [row for row in Project._meta.get_fields(include_hidden=True) if isinstance(row, ForeignObjectRel)]
    for relation in relations:
        model = relation.related_model
        assert not isinstance(model, str)
        if model is ProjectSearch:  # written by a trigger beside every project
            continue
        rows = model._default_manager.filter(**{f"{relation.field.name}__in": projects})
        if issubclass(model, StageRecord):
            rows = rows.exclude(row_guid__in=guids)
        if model is LegacyRecord:
            rows = rows.filter(update_flag="U").exclude(batch=batch)
        found[f"{model._meta.verbose_name}（项目 {relation.field.name}）"] = rows
    return found
