"""What a person starts and a worker does in portions, with its place in the database."""

from django.db import models

from accounts.models import Authority, User
from accounts.rules import Role


class BatchState(models.TextChoices):
    """Where a batch stands."""

    RUNNING = "RUNNING", "正在进行"
    DONE = "DONE", "已完成"


class Batch(models.Model):
    """One batch: who started it in whose name, how much it was then, and how far it is.

    :ivar cursor: id of the last row that was looked at; moves with what was done, in one transaction.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="发起单位")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    role = models.CharField("身份", max_length=20, choices=Role)
    started_at = models.DateTimeField("发起时间")
    state = models.CharField("状态", max_length=7, choices=BatchState, default=BatchState.RUNNING)
    total = models.PositiveIntegerField("总数")
    cursor = models.BigIntegerField("进度", null=True)
    moved_at = models.DateTimeField("最近进展")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.get_state_display()}"
