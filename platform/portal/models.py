"""What the portal keeps of its own running, and of its public addresses' use."""

from typing import ClassVar

from django.db import models

from accounts.models import Enterprise
from projects.models import Project


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


class CutOff(models.Model):
    """How often a page was cut off on a day because the database took too long (0022). A working state, not ledgered.

    :ivar page: method and route, without whom or what it was asked about.
    """

    day = models.DateField("日期")
    page = models.CharField("网页", max_length=200)
    times = models.PositiveIntegerField("次数")
    last_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = "超时中断的网页"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "page"], name="cut_off_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.page}"


class ExtractCheck(models.Model):
    """How often an extract's public address was opened on a day (X01, U08). Counted, not ledgered: anybody may open it.

    :ivar made_on: the day of which the extract speaks; ``checked_on``: the day on which it was opened.
    :ivar checks: at most ``portal.extract_checks.COUNTED_AT_MOST``, which means that or more.
    :ivar places: a bit set for each network that asked, of 64; who asked cannot be told from it (docs/adr/0019).
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="项目")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="企业")
    made_on = models.DateField("出具日期")
    checked_on = models.DateField("核验日期")
    checks = models.PositiveIntegerField("核验次数")
    places = models.BigIntegerField("来处")
    last_at = models.DateTimeField("最近核验时间")

    class Meta:
        verbose_name = "业绩应用情况核验"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "enterprise", "made_on", "checked_on"], name="extract_counted_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(checks__gte=1), name="extract_was_checked"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.made_on} {self.checked_on}"

    @property
    def networks(self) -> int:
        """From how many networks at the least."""
        return (self.places & (2**64 - 1)).bit_count()
