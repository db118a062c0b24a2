"""What was submitted, each time, in full."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from confirmation.models.case import Case


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Filters of submissions."""

    def newest(self) -> "SubmissionQuerySet":
        """The latest of them, as something that a filter can name without reading its snapshot."""
        return self.order_by("-round")[:1]


class Submission(models.Model):
    """A snapshot of everything submitted, with its digest and the declaration of truth (BR-19). Never changed.

    ``snapshot`` is canonical JSON; persons stand in it by id, files by SHA-256.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions", verbose_name="办件")
    round = models.PositiveSmallIntegerField("次数")
    snapshot = models.TextField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    declaration_version = models.CharField("声明版本", max_length=10)
    declaration_text = models.TextField("声明")
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="声明人")
    declared_name = models.CharField("声明人姓名", max_length=50)
    submitted_at = models.DateTimeField("提交时间")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "提交"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "round"], name="submission_round_once")]

    def __str__(self) -> str:
        return f"{self.case} 第{self.round}次"
