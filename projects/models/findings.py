"""What people answered to the system's findings: twins, and values that do not fit each other (X12, X13)."""

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise, User
from projects.models.project import Project


class TwinDecision(models.Model):
    """Whether two projects that look alike are one; each pair is judged by the one who met it, with a reason."""

    class Verdict(models.TextChoices):
        SAME = "SAME", "同一项目"
        DIFFERENT = "DIFFERENT", "不是同一项目"

    project = models.ForeignKey(Project, models.PROTECT, related_name="twin_decisions", verbose_name="项目")
    other = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="相似项目")
    verdict = models.CharField("判断", max_length=9, choices=Verdict)
    reason = models.CharField("理由", max_length=500)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="判断人")
    decided_at = models.DateTimeField("判断时间")

    class Meta:
        verbose_name = "相似项目判断"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(project=models.F("other")), name="twins_are_two"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.other_id} {self.verdict}"


class FindingReason(models.Model):
    """Why values that do not fit each other are right all the same; one answer to a finding of a filing."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="finding_reasons", verbose_name="项目")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    # Code, records and values of the finding: when a value changes, it is another finding and asks again.
    finding = models.CharField("疑点", max_length=64)
    code = models.CharField("疑点种类", max_length=40)
    reason = models.CharField("理由", max_length=500)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")
    given_at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = "疑点说明"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "enterprise", "finding"], name="finding_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reason[:20]}"
