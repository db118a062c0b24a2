"""Pushing what has been shown since before the notice and is not finished (一（四）第二款)."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from accounts.rules import Role


class DirectPushState(models.TextChoices):
    """Where a batch stands."""

    RUNNING = "RUNNING", "正在生成"
    DONE = "DONE", "已完成"


class DirectPush(models.Model):
    """One batch of direct pushes. A work order, not ledgered; each message that it puts down is.

    :ivar total: how many the preview named; ``queued``: messages put down; ``left_out``: no longer to be pushed when
        their turn came.
    :ivar cursor: id of the last project that was looked at; moves with the counts.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="发起单位")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    role = models.CharField("身份", max_length=20, choices=Role)
    started_at = models.DateTimeField("发起时间")
    state = models.CharField("状态", max_length=7, choices=DirectPushState, default=DirectPushState.RUNNING)
    total = models.PositiveIntegerField("总数")
    queued = models.PositiveIntegerField("已生成", default=0)
    left_out = models.PositiveIntegerField("不再推送", default=0)
    cursor = models.BigIntegerField("进度", null=True)
    moved_at = models.DateTimeField("最近进展")

    class Meta:
        verbose_name = "直接推送"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=DirectPushState.values), name="direct_push_state_known"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="RUNNING"), name="direct_push_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.get_state_display()}"
