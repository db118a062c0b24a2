"""The line to another platform: whether it answers, and what people hold back."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from national.models.messages import Destination


class Line(models.Model):
    """How sending to one platform goes: rounds that failed in a row, and until when nothing is tried.

    How messages are being sent, not what became of them: it is not ledgered, each attempt is a ``Delivery``.
    """

    destination = models.CharField("接收平台", max_length=20, choices=Destination, primary_key=True)
    failures = models.PositiveIntegerField("连续未通次数", default=0)
    rests_until = models.DateTimeField("暂停至", null=True)
    failing_since = models.DateTimeField("未通自", null=True)
    error = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "线路"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(destination__in=Destination.values), name="line_destination_known"),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="line_fails_since_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.get_destination_display()


class HoldQuerySet(models.QuerySet["Hold"]):
    """Filters of holds."""

    def standing(self, destination: str) -> Self:
        """Those that keep something back now."""
        return self.filter(destination=destination, released_at=None)


class Hold(models.Model):
    """What a person keeps from being sent: one aggregate, or with an empty ``aggregate`` the whole line."""

    destination = models.CharField("接收平台", max_length=20, choices=Destination)
    aggregate = models.CharField("业务对象", max_length=64, blank=True)
    reason = models.CharField("理由", max_length=500)
    placed_by = models.CharField("暂停人", max_length=100)
    placed_at = models.DateTimeField("暂停时间")
    released_by = models.CharField("恢复人", max_length=100, blank=True)
    released_at = models.DateTimeField("恢复时间", null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = "暂停推送"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["destination", "aggregate"], condition=Q(released_at=None), name="hold_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(destination__in=Destination.values), name="hold_destination_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by="") | (Q(released_at__isnull=False) & ~Q(released_by="")),
                name="hold_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.aggregate or "全部"
