"""Scope rules as dated data (一（二）)."""

from typing import ClassVar

from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from projects.rules.dictionaries import Sector
from projects.rules.scope import ScopeRule


class SectorScope(Dated):
    """Whether a sector is filed here, with its clause, from one day to another."""

    sector = models.CharField("工程类别", max_length=2, choices=Sector)
    in_scope = models.BooleanField("纳入补录")
    department = models.CharField("负责部门", max_length=60, blank=True)
    clause = models.CharField("依据", max_length=100)

    objects: ClassVar = DatedQuerySet["SectorScope"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "补录范围"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["sector", "starts_on"], name="sector_scope_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sector_display()} {'纳入' if self.in_scope else '暂不纳入'}"

    def as_rule(self) -> ScopeRule:
        """The row as ``projects.rules.scope`` reads it."""
        return ScopeRule(Sector(self.sector), self.in_scope, self.department, self.clause, self.starts_on, self.ends_on)
