"""Housing authorities, the lines of their departments and the people appointed to them."""

from typing import ClassVar

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.divisions import Division
from accounts.models.people import User
from accounts.rules import BusinessLine, EnterpriseKind, Jurisdiction, Role, Tier


class Authority(models.Model):
    """A housing authority. Its tier is settable: 长白山 and 梅河口 act as cities (BR-32)."""

    division = models.OneToOneField(Division, models.PROTECT, related_name="authority", verbose_name="行政区划")
    name = models.CharField("名称", max_length=100)
    tier = models.CharField("确认层级", max_length=8, choices=Tier)

    class Meta:
        verbose_name = "主管部门"
        default_permissions = ()
        permissions: ClassVar = [
            ("review_cases", "审核办件"),
            ("read_history", "查阅历史"),
            ("administer_rules", "管理规则"),
            ("execute_errata", "执行勘误"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def jurisdiction(self) -> Jurisdiction:
        """Where this authority acts; ``confirmation.CaseQuerySet.visible_to`` is the same rule as a filter."""
        return Jurisdiction(Tier(self.tier), self.division_id)

    def covers(self, division: Division) -> bool:
        """Whether a division lies in this authority's jurisdiction."""
        return self.jurisdiction.covers(county_code=division.code, city_code=division.city_code)


class AuthorityLine(Dated):
    """Which department of an authority handles which kind of enterprise, from one day to another (四（二）)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="lines", verbose_name="主管部门")
    enterprise_kind = models.CharField("企业类别", max_length=12, choices=EnterpriseKind)
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine)

    objects: ClassVar = DatedQuerySet["AuthorityLine"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "业务条线"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "enterprise_kind", "starts_on"], name="authority_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.get_enterprise_kind_display()} → {self.get_business_line_display()}"


class Appointment(Dated):
    """A person does a duty at an authority from one day to another; the truth behind every permission (decisions 9)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="人员")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="appointments", verbose_name="主管部门")
    role = models.CharField("职责", max_length=13, choices=Role)
    business_line = models.CharField("业务条线", max_length=12, choices=BusinessLine, blank=True)

    objects: ClassVar = DatedQuerySet["Appointment"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "任职"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "authority", "role", "business_line", "starts_on"], name="appointment_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.REVIEWER) | ~models.Q(business_line=""), name="reviewer_has_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} @ {self.authority}"


class AuthorityUserPermission(UserObjectPermissionBase):
    """guardian's rows for users, on authorities alone."""

    content_object = models.ForeignKey(Authority, models.CASCADE)


class AuthorityGroupPermission(GroupObjectPermissionBase):
    """guardian's rows for groups; the portal grants to persons only (责任到人), so it stays empty."""

    content_object = models.ForeignKey(Authority, models.CASCADE)
