"""The yearly lists of holidays and make-up days, each kept as it was loaded (A10)."""

from typing import ClassVar

from django.db import models

from accounts.models.people import User


class WorkdayKind(models.TextChoices):
    """What a list says of a day; the words of ``common.workdays.DayKind``."""

    HOLIDAY = "HOLIDAY", "放假"
    WORKDAY = "WORKDAY", "调休上班"


class CalendarList(models.Model):
    """One year's list; the latest of a year is in force, the earlier ones stay as its history. Never changed."""

    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("依据文件", max_length=100)
    loaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name="导入人")
    loaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "工作日历"
        indexes: ClassVar = [models.Index(fields=["year", "-id"], name="calendar_of_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.source}"


class CalendarDay(models.Model):
    """A day that the list makes a day off or a working day. Never changed."""

    calendar = models.ForeignKey(CalendarList, models.PROTECT, related_name="days", verbose_name="工作日历")
    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=7, choices=WorkdayKind)

    class Meta:
        verbose_name = "节假日"
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
