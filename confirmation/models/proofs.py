"""What an official keeps of how he verified a record (二（二）3, BR-28, R08)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from confirmation.models.case import Case
from projects.models import StoredFile
from projects.rules.dictionaries import Stage


class Proof(models.Model):
    """A photo or copy from the archive or the site, with the place and the day. Never changed.

    :ivar submission_round: the round in which it was made; a later one needs its own.
    """

    guid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="proofs", verbose_name="办件")
    submission_round = models.PositiveSmallIntegerField("次数")
    stage = models.CharField("环节", max_length=14, choices=Stage)
    record_guid = models.UUIDField("环节记录")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    filename = models.CharField("文件名", max_length=200)
    place = models.CharField("核对地点", max_length=100)
    found_on = models.DateField("核对日期")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核对人")
    added_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "核对材料"
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="proof_of_case")]

    def __str__(self) -> str:
        return self.filename
