"""Credit files of enterprises and the adverse records in them (四（二）)."""

from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models.authorities import Authority
from accounts.models.enterprises import Enterprise
from accounts.rules import AdverseKind


class CreditFile(models.Model):
    """The credit file of an enterprise (企业信用管理档案), opened with its first entry."""

    enterprise = models.OneToOneField(
        Enterprise, models.PROTECT, related_name="credit_file", primary_key=True, verbose_name="企业"
    )
    opened_at = models.DateTimeField("建档时间")

    class Meta:
        verbose_name = "企业信用管理档案"

    def __str__(self) -> str:
        return str(self.enterprise)


class AdverseRecordQuerySet(models.QuerySet["AdverseRecord"]):
    """Filters of adverse records."""

    def public(self, today: date) -> "AdverseRecordQuerySet":
        """Those that anyone may read on a day: from the first day to the last one, unless taken back."""
        return self.filter(published_on__lte=today, ends_on__gte=today, lifted_on=None)


class AdverseRecord(models.Model):
    """One entry (不良信息): what was found, by whom, on which ground, public from one day to another."""

    credit_file = models.ForeignKey(CreditFile, models.PROTECT, related_name="records", verbose_name="信用档案")
    kind = models.CharField("类型", max_length=12, choices=AdverseKind)
    number = models.CharField("认定编号", max_length=20, unique=True)
    ground = models.TextField("事由")
    clause = models.CharField("依据", max_length=100)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="认定部门")
    published_on = models.DateField("公示自")
    ends_on = models.DateField("公示至")
    lifted_on = models.DateField("撤销日期", null=True)
    lifted_because = models.TextField("撤销理由", blank=True)

    objects = AdverseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "不良信息"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("published_on")), name="adverse_record_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_on=None, lifted_because="")
                | models.Q(lifted_on__isnull=False) & ~models.Q(lifted_because=""),
                name="lifted_record_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="adverse_public")]

    def __str__(self) -> str:
        return f"{self.number} {self.credit_file}"
