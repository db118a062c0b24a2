"""What an erratum replaces besides fields: papers of confirmed records that nobody can open (三)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import User
from errata.models.corrections import Erratum
from errata.rules.papers import PaperFault
from projects.models import Attachment, StoredFile


class PaperReplacement(models.Model):
    """One paper and the file that takes its place; stage, record and kind are the old one's.

    :ivar old_sha256: of the old paper as it was submitted; what is executed must still be about it.
    :ivar fault: as it was found when the new file was given, and again at every act.
    """

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    erratum = models.ForeignKey(Erratum, models.PROTECT, related_name="replacements", verbose_name="勘误")
    paper = models.ForeignKey(Attachment, models.PROTECT, related_name="replacements", verbose_name="原附件")
    old_sha256 = models.CharField("原附件摘要", max_length=64)
    fault = models.CharField("原附件问题", max_length=8, choices=PaperFault)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="replacements", verbose_name="新附件")
    filename = models.CharField("新附件文件名", max_length=200)
    ground = models.CharField("来源说明", max_length=500)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "附件替换"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["erratum", "paper"], name="paper_replaced_once_an_erratum"),
            models.CheckConstraint(
                condition=~models.Q(old_sha256=models.F("file")), name="a_replacement_has_other_bytes"
            ),
        ]

    def __str__(self) -> str:
        return self.filename
