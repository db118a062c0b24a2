"""How a reviewer wants to see his queue (R18), and whether his authority confirms several cases at once (R21)."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from accounts.models.dated import Dated, DatedQuerySet
from accounts.rules import BusinessLine

BULK_CONFIRM_AT_MOST = 20


class SavedFilter(models.Model):
    """A list under a name: a person's own, or shared with the unit that is named.

    :param query: the list as an address names it, see ``Worklist.query``.
    """

    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选条件", max_length=600)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="保存人")
    made_at = models.DateTimeField("保存时间")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", null=True, verbose_name="共享单位")
    business_line = models.CharField("共享条线", max_length=12, choices=BusinessLine, blank=True)

    class Meta:
        verbose_name = "已存筛选"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "business_line", "name"],
                condition=models.Q(authority__isnull=False),
                name="shared_filter_name_once",
            ),
            models.UniqueConstraint(
                fields=["made_by", "name"], condition=models.Q(authority=None), name="own_filter_name_once"
            ),
            models.CheckConstraint(
                condition=models.Q(authority=None, business_line="")
                | models.Q(authority__isnull=False) & ~models.Q(business_line=""),
                name="shared_with_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QueueSetting(models.Model):
    """A person's columns in his order, and the list with which his queue opens."""

    person = models.OneToOneField(User, models.PROTECT, related_name="queue_setting", verbose_name="人员")
    columns = models.JSONField("列", default=list)
    opens_with = models.ForeignKey(SavedFilter, models.SET_NULL, related_name="+", null=True, verbose_name="默认筛选")

    class Meta:
        verbose_name = "列表设置"

    def __str__(self) -> str:
        return str(self.person)


class BulkConfirmRule(Dated):
    """Up to how many cases an authority confirms at once; without a row in force it confirms each by itself (R21)."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="bulk_confirm_rules", verbose_name="主管部门")
    at_most = models.PositiveSmallIntegerField("一次最多件数")

    objects: ClassVar = DatedQuerySet["BulkConfirmRule"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "批量确认规则"
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["authority", "starts_on"], name="bulk_confirm_rule_once"),
            models.CheckConstraint(
                condition=models.Q(at_most__gte=1, at_most__lte=BULK_CONFIRM_AT_MOST), name="bulk_confirm_is_capped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.at_most}"
