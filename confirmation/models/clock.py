"""Whose turn a case was, from which moment: what every clock is counted from (X05)."""

from typing import ClassVar

from django.db import models

from accounts.models import Authority
from accounts.rules import Tier
from common.clock import day_of
from confirmation.models.case import Case
from confirmation.rules.clock import ClockCause, ClockState, Owner, Turn


class ClockEvent(models.Model):
    """From this moment on the case's time is somebody's. Never changed.

    :ivar days_allowed: the authority's period for this case; the same through all its returns.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_events", verbose_name="办件")
    owner = models.CharField("计时归属", max_length=10, choices=Owner)
    cause = models.CharField("原因", max_length=9, choices=ClockCause)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="主管部门")
    tier = models.CharField("层级", max_length=8, choices=Tier)
    days_allowed = models.PositiveSmallIntegerField("办理周期（工作日）")
    near_due_days = models.PositiveSmallIntegerField("提前提醒（工作日）")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "计时"
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="clock_of_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.get_cause_display()}"

    def as_turn(self) -> Turn:
        """The row as ``confirmation.rules.clock`` counts it."""
        return Turn(
            day=day_of(self.at),
            owner=Owner(self.owner),
            unit=self.authority_id,
            tier=Tier(self.tier),
            allowed=self.days_allowed,
            near=self.near_due_days,
        )


class ClockWarning(models.Model):
    """A unit was told that a case's period is near its end, or over; once for each period's end. Never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="warnings", verbose_name="办件")
    state = models.CharField("提醒", max_length=8, choices=ClockState)
    due_on = models.DateField("办理期限")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "到期提醒"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "state", "due_on"], name="clock_warning_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.get_state_display()}"
