"""The province's exceptions for projects completed after the notice (BR-36)."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from projects.models import Project


class CompletionException(models.Model):
    """The province's word that a project completed after the notice may be corrected once, by two persons (BR-36)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="completion_exceptions", verbose_name="项目")
    reason = models.TextField("理由")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="同意人")
    confirmed_at = models.DateTimeField("同意时间", null=True)

    class Meta:
        verbose_name = "新竣工项目勘误例外"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("proposed_by")),
                name="exception_is_two_persons_word",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(confirmed_by=None), name="one_proposed_exception_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} 勘误例外"
