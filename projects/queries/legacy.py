"""Old D records as their enterprise sees them: what is left to do, and where it goes on (二（二）1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Manager, OuterRef, Q

from accounts.models import Enterprise
from common.newest import newest
from common.text import compatible
from projects.models import MODEL_OF_KIND, STAGE_MODELS, LegacyRecord, Project, StageRecord
from projects.rules.kinds import RecordKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class OldRecord:
    """One row of the list.

    :param record: the stage record that continues it; None while nobody has begun.
    """

    legacy: LegacyRecord
    record: StageRecord | None

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words of how far it has come."""
        if self.record is None:
            return "attention", "未重新申报"
        if self.record.is_open:
            return "attention", "填写中，未提交"
        return ("success", "已确认") if self.record.is_confirmed else ("progress", "已重新申报")


def legacy_values(guid: UUID) -> Mapping[str, str]:
    """The old values of the D record that a project or stage record continues, by field; empty when there is none.

    The caller has seen that the record is the user's own.
    """
    found = LegacyRecord.objects.filter(row_guid=guid, update_flag="U").values_list("values", flat=True).first()
    return found or {}


def left_to_do(enterprise: Enterprise) -> int:
    """How many old D records the enterprise has not submitted again. One query."""
    rows = LegacyRecord.objects.of(enterprise)
    for model in STAGE_MODELS:
        manager: Manager[Any] = model._default_manager
        rows = rows.exclude(Exists(manager.filter(row_guid=OuterRef("row_guid"), sealed_at__isnull=False)))
    return rows.count()


def old_records(
    enterprise: Enterprise, text: str = "", before: int | None = None
) -> tuple[list[OldRecord], int | None]:
    """A page of the enterprise's old D records, newest first, and the id before which the next one begins.

    :param text: part of a name, of a number or of what the old platform calls the project.
    """
    rows = LegacyRecord.objects.of(enterprise)
    for part in text.split():
        names = Q(values__name__icontains=part) | Q(values__paper_number__icontains=part)
        rows = rows.filter(names | Q(values__investment_code=part) | Q(project_key__icontains=part))
    page = newest(rows, before, PAGE)
    records = _continuing(page.rows)
    return [OldRecord(row, records.get(row.row_guid)) for row in page.rows], page.before


def continued_by(legacy: LegacyRecord) -> StageRecord | None:
    """The stage record that continues an old one."""
    return _continuing([legacy]).get(legacy.row_guid)


def _continuing(rows: Sequence[LegacyRecord]) -> dict[UUID, StageRecord]:
    found: dict[UUID, StageRecord] = {}
    for kind in {RecordKind(row.record_kind) for row in rows}:
        manager: Manager[Any] = MODEL_OF_KIND[kind]._default_manager
        guids = [row.row_guid for row in rows if row.record_kind == kind]
        related = () if kind is RecordKind.PROJECT else ("project",)
        found |= {row.row_guid: row for row in manager.filter(row_guid__in=guids).select_related(*related)}
    return found


def untouched_of(enterprise: Enterprise, investment_code: str) -> LegacyRecord | None:
    """The enterprise's old basic information with this code that nobody has begun again. One query, or two.

    :param investment_code: as the form cleans it; nothing finds nothing.
    """
    pk = untouched_codes(enterprise).get(investment_code) if investment_code else None
    return LegacyRecord.objects.of(enterprise).get(pk=pk) if pk is not None else None


def untouched_codes(enterprise: Enterprise) -> dict[str, int]:
    """The enterprise's old basic informations that nobody has begun again, by investment code. One query."""
    untouched = LegacyRecord.objects.of(enterprise).filter(record_kind=RecordKind.PROJECT, project=None)
    rows = untouched.filter(values__has_key="investment_code").order_by("-pk")
    # A file of old records has codes as people typed them; the first of two with one code stands.
    return {compatible(code): pk for pk, code in rows.values_list("pk", "values__investment_code") if code}


def to_be_continued(legacy: LegacyRecord) -> str:
    """Why a project is not begun beside an old record of it, and the remedy."""
    return f"本企业有该项目代码的历史D级信息“{legacy}”，请在原信息上补充后重新申报，不要另行添加"


def project_of(legacy: LegacyRecord) -> Project | None:
    """The project to which an old record's successor belongs: the enterprise's own, or one on display; or none yet."""
    if legacy.project is not None:
        return legacy.project
    is_known = Q(enterprise=legacy.enterprise_id) | Q(project__shown=True) | Q(project__published=True)
    same = LegacyRecord.objects.filter(is_known, project_key=legacy.project_key, project__isnull=False, update_flag="U")
    sibling = same.select_related("project").order_by("pk").first()
    return sibling.project if sibling else None


def basics_of(legacy: LegacyRecord) -> LegacyRecord:
    """The old basic information of the same project by the same enterprise; the record itself when there is none."""
    same = LegacyRecord.objects.filter(
        enterprise=legacy.enterprise_id, project_key=legacy.project_key, update_flag="U", record_kind=RecordKind.PROJECT
    )
    return legacy if legacy.record_kind == RecordKind.PROJECT else same.order_by("pk").first() or legacy


def still_to_continue(project: Project, enterprise: Enterprise, present: Iterable[StageRecord]) -> list[LegacyRecord]:
    """The enterprise's old stage records of a project that nobody has begun again. One query.

    :param present: the project's live records.
    """
    keys = LegacyRecord.objects.filter(project=project, update_flag="U").values("project_key")
    own = LegacyRecord.objects.of(enterprise).filter(Q(project=project) | Q(project=None, project_key__in=keys))
    there = [record.row_guid for record in present]
    rows = own.exclude(record_kind=RecordKind.PROJECT).exclude(row_guid__in=there).order_by("pk")
    order = list(RecordKind)
    return sorted(rows[:PAGE], key=lambda row: order.index(RecordKind(row.record_kind)))
