"""Who saw an identity number in clear, and why."""

from typing import ClassVar

from django.db import models

from accounts.models.authorities import Authority
from accounts.models.enterprises import Enterprise
from accounts.models.people import Person, User


class IdentityReveal(models.Model):
    """One look at one identity number, for one unit and one reason (四（三）). Rows are added, never changed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reveals", verbose_name="人员")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查看人")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="主管部门")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", null=True, verbose_name="企业")
    reason = models.CharField("事由", max_length=200)
    subject = models.CharField("事项", max_length=80)
    revealed_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "证件号码查看记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(authority=None, enterprise__isnull=False)
                | models.Q(authority__isnull=False, enterprise=None),
                name="reveal_is_for_one_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.person}"
