"""Enterprises and the people who work for them."""

from datetime import date
from typing import ClassVar, cast

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
    # E02: whoever fills in does not submit; a checker or an administrator of the enterprise does.
    requires_check = models.BooleanField("内部审核后提交", default=False)

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


class MembershipQuerySet(DatedQuerySet["Membership"]):
    """Filters of memberships."""

    def current(self, today: date) -> "MembershipQuerySet":
        """Those in force on a day; one that was ended in the course of that day is not."""
        found = super().current(today)
        return cast("MembershipQuerySet", found.exclude(ended_at__isnull=False, ends_on=today))


class Membership(Dated):
    """A person does something for an enterprise from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="用户")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships", verbose_name="企业")
    role = models.CharField("角色", max_length=7, choices=MemberRole)
    # Set when an administrator ended it: from that moment, not from midnight, it counts no more.
    ended_at = models.DateTimeField("停用时间", null=True, editable=False)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "企业人员"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "enterprise", "starts_on"], condition=models.Q(ended_at=None), name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ends_on__isnull=False), name="ended_membership_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.enterprise}"


class EnrolmentAttempt(models.Model):
    """Somebody at an address tried to register an enterprise; counted so that nobody tries without end."""

    address = models.GenericIPAddressField("网络地址")
    tried_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "登记尝试"
        indexes: ClassVar = [models.Index(fields=["address", "tried_at"], name="enrolment_attempts")]

    def __str__(self) -> str:
        return f"{self.address} {self.tried_at}"
