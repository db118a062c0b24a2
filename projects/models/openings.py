"""What of a filing that came back the enterprise may change; where no row stands, all of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Enterprise
from projects.models.project import Project


class OpenedFiling(models.Model):
    """An enterprise's filing in a project that came back with marks: kinds of which a record may be added.

    It ends when the records are sealed again.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="opened_filings", verbose_name="项目")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="填报企业")
    kinds = ArrayField(models.CharField(max_length=20), verbose_name="可添加的环节")
    opened_at = models.DateTimeField("打开时间")

    class Meta:
        verbose_name = "退回后可改的填报"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "enterprise"], name="opened_filing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.enterprise_id}"


class OpenedRecord(models.Model):
    """A record of which the enterprise may change the named parts alone.

    ``fields`` is ``{field name: why}``, ``papers`` ``{attachment guid: why}`` of those that may be replaced or removed,
    ``paper_kinds`` ``{kind: why}`` of those that may be added. All empty: nothing of the record may change.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="opened_records", verbose_name="项目")
    record_guid = models.UUIDField("环节记录", unique=True)
    fields = models.JSONField("可改字段", default=dict)
    papers = models.JSONField("可换附件", default=dict)
    paper_kinds = models.JSONField("可加附件", default=dict)
    opened_at = models.DateTimeField("打开时间")

    class Meta:
        verbose_name = "退回后可改的环节"
        indexes: ClassVar = [models.Index(fields=["project"], name="opened_record_of_project")]

    def __str__(self) -> str:
        return str(self.record_guid)
