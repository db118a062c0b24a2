"""What an official opened, when, how long, and how he came to it (X16, R21): evidence that documents were looked at."""

from typing import ClassVar

from django.db import models

from accounts.models import User
from confirmation.models.case import Case


class Picked(models.TextChoices):
    """How an official came to a case."""

    NEXT = "NEXT", "办理下一件"
    HAND = "HAND", "从列表选取"
    STEP = "STEP", "列表中上一件或下一件"
    LINK = "LINK", "由链接打开"


class Viewing(models.Model):
    """One opening of a case's page, or of one of its papers. Only the time it lasted is ever changed.

    :param paper_guid: the paper; None for the page of the case.
    :param case_version: the case as it was when opened.
    :param seconds: how long it was in sight, as the page told; 0 where no script runs.
    :param tab, filters: the list from which it was opened, as its address has them; empty for none.
    :param position: its place in that list, from 1; None beyond the counted ones or without a list.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    case = models.ForeignKey(Case, models.PROTECT, related_name="viewings", verbose_name="办件")
    paper_guid = models.UUIDField("附件", null=True)
    case_version = models.PositiveIntegerField("所见版本")
    opened_at = models.DateTimeField("打开时间")
    last_seen_at = models.DateTimeField("最后查看时间")
    seconds = models.PositiveIntegerField("查看秒数", default=0)
    tab = models.CharField("列表", max_length=12, blank=True)
    filters = models.CharField("筛选条件", max_length=600, blank=True)
    position = models.PositiveIntegerField("所在位置", null=True)
    picked = models.CharField("选取方式", max_length=4, choices=Picked)

    class Meta:
        verbose_name = "查看记录"
        indexes: ClassVar = [models.Index(fields=["case", "person", "-id"], name="viewing_of_case")]

    def __str__(self) -> str:
        return f"{self.person} {self.case}"
