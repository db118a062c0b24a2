"""Supervision (四（一）, 四（三）): stepping aside, urging, and the re-check of samples. Rows are only added."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from confirmation.models.case import Case
from confirmation.models.decision import Decision


class StepAside(models.Model):
    """An official leaves one case to others (回避)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps_aside", verbose_name="办件")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="回避人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "回避"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="step_aside_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.case}"


class Urging(models.Model):
    """An upper tier urges a lower unit (督办): about one case, or about all that is overdue there."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="urgings", null=True, verbose_name="办件")
    by_authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="督办单位")
    to_authority = models.ForeignKey(Authority, models.PROTECT, related_name="urgings", verbose_name="被督办单位")
    urged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督办人")
    text = models.CharField("督办要求", max_length=500)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "督办"
        indexes: ClassVar = [models.Index(fields=["to_authority", "-id"], name="urging_of_unit")]

    def __str__(self) -> str:
        return self.text[:40]


class Recheck(models.Model):
    """A drawn sample (抽查) of a lower unit's confirmations; the seed and the range draw it again, the same."""

    by_authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="抽查单位")
    of_authority = models.ForeignKey(Authority, models.PROTECT, related_name="rechecks", verbose_name="被抽查单位")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="抽查人")
    drawn_at = models.DateTimeField("抽取时间")
    decided_from = models.DateField("确认日期自")
    decided_until = models.DateField("确认日期至")
    seed = models.CharField("随机种子", max_length=32)
    population = models.PositiveIntegerField("范围内办件数")

    class Meta:
        verbose_name = "抽查"
        indexes: ClassVar = [models.Index(fields=["by_authority", "-id"], name="recheck_of_drawer")]

    def __str__(self) -> str:
        return f"{self.of_authority} {self.decided_from}—{self.decided_until}"


class RecheckItem(models.Model):
    """One confirmation of a sample."""

    recheck = models.ForeignKey(Recheck, models.PROTECT, related_name="items", verbose_name="抽查")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="rechecked", verbose_name="确认意见")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "抽查办件"
        constraints: ClassVar = [models.UniqueConstraint(fields=["recheck", "decision"], name="recheck_item_once")]

    def __str__(self) -> str:
        return f"{self.recheck} {self.order}"


class RecheckOutcome(models.TextChoices):
    """What the re-check of a confirmation found."""

    CONFORMS = "CONFORMS", "符合要求"
    DEFECTS = "DEFECTS", "发现问题"


class RecheckResult(models.Model):
    """What was found; it changes no grade: that takes an erratum or a finding of false information."""

    item = models.OneToOneField(RecheckItem, models.PROTECT, related_name="result", verbose_name="抽查办件")
    outcome = models.CharField("结论", max_length=8, choices=RecheckOutcome)
    findings = models.TextField("情况", max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="复核人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "抽查结果"

    def __str__(self) -> str:
        return self.get_outcome_display()
