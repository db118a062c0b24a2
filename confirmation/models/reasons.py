"""Coded reasons as dated rows: the province's, and what a unit adds for itself (R23)."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority
from accounts.models.dated import Dated, DatedQuerySet
from confirmation.rules.reasons import ReasonFor


class ReasonTemplate(Dated):
    """A coded reason for an act, from one day to another; without an authority for the whole province."""

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="reason_templates", null=True, verbose_name="主管部门"
    )
    action = models.CharField("用于", max_length=8, choices=ReasonFor)
    code = models.CharField("代码", max_length=20)
    text = models.CharField("理由", max_length=100)

    objects: ClassVar = DatedQuerySet["ReasonTemplate"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "理由模板"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "action", "code", "starts_on"],
                name="reason_template_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.text
