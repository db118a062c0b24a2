"""Routing rules as dated data, and what each rule version said."""

from typing import ClassVar

from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from accounts.rules import Tier
from confirmation.rules.routing import CategoryKind, RoutingRule
from projects.rules.dictionaries import Sector


class RoutingEntry(Dated):
    """At which tier a sector's first confirmation lies, from one day to another (二（二）3)."""

    sector = models.CharField("工程类别", max_length=2, choices=Sector)
    first_tier = models.CharField("首次确认层级", max_length=8, choices=Tier)
    clause = models.CharField("依据", max_length=100)

    objects: ClassVar = DatedQuerySet["RoutingEntry"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "分派规则"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["sector", "starts_on"], name="routing_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sector_display()} → {self.get_first_tier_display()}"

    def as_rule(self) -> RoutingRule:
        """The row as ``confirmation.rules.routing`` reads it."""
        return RoutingRule(
            CategoryKind.SECTOR, self.sector, Tier(self.first_tier), self.clause, self.starts_on, self.ends_on
        )


class RuleVersion(models.Model):
    """What a rule version said in full, kept so that an old decision can be explained with its own rules."""

    version = models.CharField("规则版本", max_length=64, primary_key=True)
    content = models.TextField("内容")
    first_used_at = models.DateTimeField("首次使用")

    class Meta:
        verbose_name = "规则版本"

    def __str__(self) -> str:
        return self.version
