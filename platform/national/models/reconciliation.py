"""Comparing what the other platform holds with what it acknowledged (X20)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from national.models.messages import Destination


class RunState(models.TextChoices):
    RUNNING = "RUNNING", "核对中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "未完成"


class DifferenceKind(models.TextChoices):
    """How what the other platform holds differs from what it acknowledged."""

    MISSING = "MISSING", "对方缺少"
    STALE = "STALE", "对方版本较旧"
    CORRUPT = "CORRUPT", "同一版本内容不同"
    AHEAD = "AHEAD", "对方版本较新"
    EXTRA = "EXTRA", "对方多出"


class Reconciliation(models.Model):
    """One comparison by buckets of aggregates; ``asked_by`` is empty for the nightly one."""

    destination = models.CharField("接收平台", max_length=20, choices=Destination)
    state = models.CharField("状态", max_length=7, choices=RunState, default=RunState.RUNNING)
    asked_by = models.CharField("发起人", max_length=100, blank=True)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    compared = models.PositiveIntegerField("核对数量", default=0)
    in_flight = models.PositiveIntegerField("尚在途中", default=0)
    buckets = models.PositiveIntegerField("有差异的分组", default=0)
    buckets_done = models.PositiveIntegerField("已逐条核对的分组", default=0)
    error = models.TextField("未完成的原因", blank=True)

    class Meta:
        verbose_name = "全国平台核对"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="reconciliation_state_known"),
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING, ended_at=None)
                | (~Q(state=RunState.RUNNING) & Q(ended_at__isnull=False)),
                name="reconciliation_ended_has_moment",
            ),
            models.UniqueConstraint(
                fields=["destination"], condition=Q(state="RUNNING"), name="one_running_reconciliation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class Difference(models.Model):
    """One aggregate that differs; a version of 0 means that the side holds none."""

    run = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences", verbose_name="核对")
    aggregate = models.CharField("业务对象", max_length=64)
    kind = models.CharField("差异", max_length=7, choices=DifferenceKind)
    our_version = models.PositiveIntegerField("我方版本")
    their_version = models.PositiveIntegerField("对方版本")
    fields = models.JSONField("内容不同的字段", default=list)
    found_at = models.DateTimeField("发现时间")
    # When its versions were put down to be sent again, or the extra one to be withdrawn.
    repaired_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "核对差异"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "aggregate"], name="difference_once_a_run"),
            models.CheckConstraint(condition=Q(kind__in=DifferenceKind.values), name="difference_kind_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["aggregate", "-id"], name="difference_of_aggregate")]

    def __str__(self) -> str:
        return f"{self.aggregate} {self.get_kind_display()}"
