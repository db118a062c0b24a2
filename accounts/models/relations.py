"""What an official has to do with an enterprise, as he declares it himself (四（三）, R31)."""

from typing import ClassVar

from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.enterprises import Enterprise
from accounts.models.people import User


class RelationKind(models.TextChoices):
    """Why an official leaves an enterprise's cases to others."""

    RELATIVE = "RELATIVE", "近亲属任职或持股"
    EMPLOYED = "EMPLOYED", "本人曾任职"
    INTEREST = "INTEREST", "有经济利益关系"
    OTHER = "OTHER", "其他可能影响公正的关系"


class Relation(Dated):
    """A declared relation, in force from one day to another; it bars its official from the enterprise's cases."""

    user = models.ForeignKey(User, models.PROTECT, related_name="relations", verbose_name="申报人")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    kind = models.CharField("关系", max_length=8, choices=RelationKind)
    reason = models.CharField("说明", max_length=300)
    declared_at = models.DateTimeField("申报时间")

    objects: ClassVar = DatedQuerySet["Relation"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "利害关系"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["user", "enterprise", "kind", "starts_on"], name="relation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()}：{self.enterprise}"
