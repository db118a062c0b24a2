"""Papers: files stored once by their content, and what each one proves."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import User
from projects.models.project import Project
from projects.rules.dictionaries import AttachmentKind, Stage


class StoredFile(models.Model):
    """A file's bytes, named by their SHA-256; never changed, never written twice."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField("类型", max_length=40)
    pages = models.PositiveIntegerField("页数")
    created_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A paper given as proof of a record. Removing it only ends it: what was submitted stays readable."""

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="attachments", verbose_name="项目")
    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")
    kind = models.CharField("材料种类", max_length=14, choices=AttachmentKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件")
    filename = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, verbose_name="替换的旧版本"
    )

    class Meta:
        verbose_name = "附件"
        indexes: ClassVar = [models.Index(fields=["record_guid"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.filename
