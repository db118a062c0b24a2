"""Old D records: seen by their enterprise alone, completed by the new standard and submitted again (二（二）1)."""

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise
from projects.models.project import Project
from projects.rules.kinds import RecordKind


class LegacyRecord(models.Model):
    """A D record of before the notice, as it stood in the file; no stage record, so nothing public can meet it.

    ``values`` is ``{field name: text}``. ``project`` is what came of it, once its enterprise has begun to resubmit it.
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

    class Meta:
        verbose_name = "历史D级记录"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(old_grade="D"), name="legacy_record_is_unconfirmed"),
        ]
        indexes: ClassVar = [models.Index(fields=["enterprise", "-id"], name="legacy_of_enterprise")]

    def __str__(self) -> str:
        return f"{RecordKind(self.record_kind).label} {self.row_guid}"
