"""A proposed change of a rule, tried on everything that is there before it goes live (X02)."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models

from accounts.models import Authority, User
from confirmation.rules.changes import Change, RuleFamily


class RehearsalState(models.TextChoices):
    """Where a rehearsal stands."""

    RUNNING = "RUNNING", "正在预演"
    DONE = "DONE", "预演完成"
    APPLIED = "APPLIED", "已生效"
    DROPPED = "DROPPED", "已放弃"


class Rehearsal(models.Model):
    """One proposal and what it would change. A work order, not ledgered; the rule that it leads to is.

    :ivar facts: the proposed row's columns as plain values, see ``confirmation.rules.changes.Change``.
    :ivar cursor: id of the last project or case that was looked at; moves with the counts.
    :ivar counts: ``[before, after, number]`` of those whose outcome differs; ``samples``: the first of them.
    """

    guid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    family = models.CharField("规则", max_length=10, choices=RuleFamily)
    facts = models.JSONField("内容")
    ends = models.BooleanField("终止", default=False)
    starts_on = models.DateField("自")
    reason = models.CharField("说明", max_length=300)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name="提出单位")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    created_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=7, choices=RehearsalState, default=RehearsalState.RUNNING)
    total = models.PositiveIntegerField("总数", default=0)
    seen = models.PositiveIntegerField("已查看", default=0)
    cursor = models.BigIntegerField("进度", default=0)
    counts = models.JSONField("变化", default=list)
    samples = models.JSONField("示例", default=list)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "规则预演"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=RehearsalState.values), name="rehearsal_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_family_display()} {self.starts_on}"

    @property
    def change(self) -> Change:
        """The proposal as the rules read it."""
        starts_on = self.starts_on
        assert isinstance(starts_on, date)
        return Change(RuleFamily(self.family), self.facts, starts_on, self.ends)

    @property
    def differing(self) -> int:
        """How many outcomes differ."""
        return sum(number for _, _, number in self.counts)
