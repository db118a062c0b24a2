"""Enterprises and the people who file for them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.people import User
from accounts.rules import EnterpriseKind, MemberRole


class Enterprise(models.Model):
    """A survey, design, construction or supervision enterprise; other kinds cannot file (BR-01)."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("企业名称", max_length=200)
    kinds = ArrayField(models.CharField(max_length=12, choices=EnterpriseKind), verbose_name="企业类别")
    legal_representative = models.CharField("法定代表人", max_length=50, blank=True)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "企业"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kinds__len__gt=0) & models.Q(kinds__contained_by=EnterpriseKind.values),
                name="enterprise_kinds_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A person files for an enterprise from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships", verbose_name="企业")
    role = models.CharField("角色", max_length=6, choices=MemberRole)

    objects: ClassVar = DatedQuerySet["Membership"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "企业人员"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["user", "enterprise", "starts_on"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.enterprise}"
