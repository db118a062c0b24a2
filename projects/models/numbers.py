"""Counters behind the numbers: one row per series, locked while its next serial is taken."""

from django.db import models


class NumberSeries(models.Model):
    """The highest serial issued in a series, such as ``22010224090101`` or ``2201022409010101-SX``."""

    prefix = models.CharField("序列", max_length=30, primary_key=True)
    last_serial = models.PositiveIntegerField("已用序号", default=0)

    class Meta:
        verbose_name = "编号序列"

    def __str__(self) -> str:
        return f"{self.prefix} {self.last_serial}"
