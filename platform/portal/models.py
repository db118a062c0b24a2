"""What the portal keeps of its own running."""

from typing import ClassVar

from django.db import models


class JobRun(models.Model):
    """How a job that the clock starts went the last time (O03). A working state, one row a job, not ledgered.

    :ivar error: of the last run; empty when it went well. ``last_error`` stays when a later run went well.
    :ivar asked_by: who had it run by hand the last time.
    """

    name = models.CharField("任务", max_length=100, primary_key=True)
    started_at = models.DateTimeField("开始", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    error = models.CharField("错误", max_length=500, blank=True)
    runs = models.PositiveBigIntegerField("运行次数", default=0)
    failures = models.PositiveBigIntegerField("失败次数", default=0)
    failed_at = models.DateTimeField("最近失败", null=True)
    last_error = models.CharField("最近错误", max_length=500, blank=True)
    asked_by = models.CharField("手动运行人", max_length=50, blank=True)
    asked_at = models.DateTimeField("手动运行时间", null=True)

    class Meta:
        verbose_name = "定时任务"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(failures__lte=models.F("runs")), name="job_fails_no_more_often_than_it_runs"
            )
        ]

    def __str__(self) -> str:
        return self.name
