"""Who is responsible at an authority, for what, and how long it takes (四（一）, BR-37): dated rows."""

from typing import ClassVar

from django.db import models

from accounts.models.authorities import Authority
from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.people import User
from accounts.rules import BusinessLine

NEAR_DUE_DAYS = 2


class LeadDepartment(Dated):
    """The department that leads at an authority (牵头部门), and how its rights are divided (审核确认权限)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="lead_departments", verbose_name="主管部门")
    name = models.CharField("牵头部门", max_length=100)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    division_of_rights = models.TextField("审核确认权限划分", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    objects: ClassVar = DatedQuerySet["LeadDepartment"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "牵头部门"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "starts_on"], name="lead_department_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.name}"


class HandlingPeriod(Dated):
    """How many working days an authority takes (办理周期): for one business line, or for all that name none."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="periods", verbose_name="主管部门")
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True)
    days = models.PositiveSmallIntegerField("办理周期（工作日）")
    near_due_days = models.PositiveSmallIntegerField("提前提醒（工作日）", default=NEAR_DUE_DAYS)
    basis = models.CharField("依据", max_length=200, blank=True)

    objects: ClassVar = DatedQuerySet["HandlingPeriod"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "办理周期"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "business_line", "starts_on"], name="handling_period_once"),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="handling_takes_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.days}个工作日"


class ResponsiblePerson(Dated):
    """A named person with a duty (责任到人): known within the administration, never shown to enterprises (E17)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="responsible", verbose_name="主管部门")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="账号")
    name = models.CharField("姓名", max_length=50)
    duty = models.CharField("职责", max_length=200)
    phone = models.CharField("电话", max_length=40, blank=True)
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True)

    objects: ClassVar = DatedQuerySet["ResponsiblePerson"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "专人"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "name", "duty", "starts_on"], name="responsible_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.name}"
