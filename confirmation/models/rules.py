"""Routing rules as dated data, and what each rule version said."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority
from accounts.models.dated import Dated, DatedQuerySet
from accounts.rules import BusinessLine, EnterpriseKind, Tier
from confirmation.rules.routing import CategoryKind, RoutingRule
from grading.rules.grades import Grade
from projects.rules.dictionaries import Sector


class RoutingEntry(Dated):
    """At which tier a category's first confirmation lies, from one day to another (二（二）3)."""

    kind = models.CharField("按", max_length=13, choices=CategoryKind, default=CategoryKind.SECTOR)
    category = models.CharField("类别", max_length=4)
    first_tier = models.CharField("首次确认层级", max_length=8, choices=Tier)
    clause = models.CharField("依据", max_length=100)

    objects: ClassVar = DatedQuerySet["RoutingEntry"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "分派规则"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "category", "starts_on"], name="routing_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.category} → {self.get_first_tier_display()}"

    def as_rule(self) -> RoutingRule:
        """The row as ``confirmation.rules.routing`` reads it."""
        return RoutingRule(
            CategoryKind(self.kind), self.category, Tier(self.first_tier), self.clause, self.starts_on, self.ends_on
        )


class UnitRoute(Dated):
    """Which department of an authority takes a case, where the kind of enterprise does not say it (四（二）, BR-38).

    The narrowest row that fits a case decides; an empty field fits everything.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="unit_routes", verbose_name="主管部门")
    enterprise_kind = models.CharField("企业类别", max_length=12, choices=EnterpriseKind, blank=True)
    sector = models.CharField("工程类别", max_length=2, choices=Sector, blank=True)
    target_grade = models.CharField("申请等级", max_length=1, choices=Grade, blank=True)
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine)

    objects: ClassVar = DatedQuerySet["UnitRoute"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "部门分派"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "enterprise_kind", "sector", "target_grade", "starts_on"], name="unit_route_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} → {self.get_business_line_display()}"


class SignatureRule(Dated):
    """How many signatures a unit asks for, from one day to another (R05). The narrowest row that fits decides."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="signature_rules", verbose_name="主管部门")
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True)
    sector = models.CharField("工程类别", max_length=2, choices=Sector, blank=True)
    count = models.PositiveSmallIntegerField("签署人数")

    objects: ClassVar = DatedQuerySet["SignatureRule"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "签署规则"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "business_line", "sector", "starts_on"], name="signature_rule_once"
            ),
            models.CheckConstraint(condition=models.Q(count__gte=1, count__lte=3), name="one_to_three_signatures"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.count}人"


class RuleVersion(models.Model):
    """What a rule version said in full, kept so that an old decision can be explained with its own rules."""

    version = models.CharField("规则版本", max_length=64, primary_key=True)
    content = models.TextField("内容")
    first_used_at = models.DateTimeField("首次使用")

    class Meta:
        verbose_name = "规则版本"

    def __str__(self) -> str:
        return self.version
