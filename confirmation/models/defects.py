"""What an official marked on a filing that he sends back, and what its enterprise answered (X04)."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from confirmation.models.decision import Decision
from confirmation.rules.defects import Target


class Defect(models.Model):
    """One marked part of a submission, with a coded reason. Never changed.

    ``name`` is the field's name, the paper's guid, the kind of the missing paper or the kind of the missing record.
    ``late`` says why it was not found before, for a part that neither changed nor was marked in the round before.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="defects", verbose_name="审核意见")
    target = models.CharField("对象", max_length=10, choices=Target)
    record_guid = models.UUIDField("环节记录", null=True)
    name = models.CharField("名称", max_length=64, blank=True)
    digest = models.CharField("附件SHA-256", max_length=64, blank=True)
    record_label = models.CharField("环节", max_length=300)
    label = models.CharField("字段或附件", max_length=300, blank=True)
    value = models.TextField("所见内容", blank=True)
    code = models.CharField("理由代码", max_length=20)
    reason = models.CharField("理由", max_length=100)
    text = models.CharField("说明", max_length=500, blank=True)
    is_late = models.BooleanField("前次未提出", default=False)
    late = models.CharField("前次未提出的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "退回问题"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_late=False, late="") | (models.Q(is_late=True) & ~models.Q(late="")),
                name="late_defect_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_label} {self.label}"


class DefectAnswer(models.Model):
    """What the enterprise says about a defect before it submits again; the latest counts. Never changed."""

    defect = models.ForeignKey(Defect, models.PROTECT, related_name="answers", verbose_name="退回问题")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="答复人")
    text = models.CharField("答复", max_length=500)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "问题答复"

    def __str__(self) -> str:
        return self.text[:40]
