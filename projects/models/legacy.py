"""Old D records: seen by their enterprise alone, completed by the new standard and submitted again (二（二）1)."""

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise
from projects.models.project import Project
from projects.rules.kinds import RecordKind


class LegacyQuerySet(models.QuerySet["LegacyRecord"]):
    """Filters of old D records."""

    def of(self, enterprise: Enterprise) -> "LegacyQuerySet":
        """What an enterprise sees: its own, without those of a batch that was undone."""
        return self.filter(enterprise=enterprise, update_flag="U")


class LegacyRecord(models.Model):
    """A D record of before the notice, as it stood in the file; no stage record, so nothing public can meet it.

    ``values`` is ``{field name: text}``, an identity number masked. ``project`` is the project here to which the record
    belongs: the one on display with which it was loaded, or the one that its enterprise began of it. The stage record
    that continues it has its ``row_guid``. ``update_flag`` is D when its batch was undone.
    """

    row_guid = models.UUIDField("数据主键", unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="填报企业")
    batch = models.CharField("批次", max_length=40)
    project_key = models.CharField("原项目标识", max_length=100)
    record_kind = models.CharField("记录种类", max_length=14, choices=RecordKind)
    old_grade = models.CharField("原等级", max_length=1, default="D")
    values = models.JSONField("原内容", default=dict)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="legacy_records", null=True, verbose_name="重新申报的项目"
    )
    loaded_at = models.DateTimeField("装入时间")
    update_flag = models.CharField("更新标识", max_length=1, default="U", db_default="U")

    objects = LegacyQuerySet.as_manager()

    class Meta:
        verbose_name = "历史D级记录"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(old_grade="D"), name="legacy_record_is_unconfirmed"),
            models.CheckConstraint(condition=models.Q(update_flag__in="UD"), name="legacy_record_update_flag_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "-id"], name="legacy_of_enterprise"),
            models.Index(fields=["project_key"], name="legacy_of_old_project"),
            models.Index(fields=["batch"], name="legacy_of_batch"),
        ]

    def __str__(self) -> str:
        name = self.values.get("name") or self.values.get("person_name") or self.project_key
        return f"{RecordKind(self.record_kind).label} {name}"
