"""Judging once more what waits for one cause, or for one unit or code that a person has matched (二（二）2)."""

from typing import ClassVar

from django.db import models

from confirmation.models.batches import Batch, BatchState
from projects.rules.intake import IntakeCause, IntakeSystem


class IntakeReplay(Batch):
    """One batch of messages that are judged once more. Who began it and why is ledgered, its place is not.

    :ivar system: empty for all systems; ``unknown_name`` and ``unknown``: the unit or code, empty for a whole cause.
    :ivar last: id of the newest message that waited at the start; what comes later finds things as they are by then.
    :ivar stored: messages that came in; ``still``: by cause, how many wait on.
    """

    system = models.CharField("来源系统", max_length=8, choices=IntakeSystem, blank=True)
    cause = models.CharField("原因", max_length=20, choices=IntakeCause)
    unknown_name = models.CharField("未知代码所属", max_length=40, blank=True)
    unknown = models.CharField("未知代码", max_length=210, blank=True)
    reason = models.CharField("理由", max_length=500)
    last = models.BigIntegerField("最后一条")
    stored = models.PositiveIntegerField("已入库", default=0)
    still = models.JSONField("仍待处理", default=dict)

    class Meta:
        verbose_name = "对接报文重新入库"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="intake_replay_state_known"),
            models.UniqueConstraint(
                fields=["cause"],
                condition=models.Q(state="RUNNING", unknown=""),
                name="intake_replay_of_a_cause_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["system", "cause", "unknown_name", "unknown"],
                condition=models.Q(state="RUNNING") & ~models.Q(unknown=""),
                name="intake_replay_of_a_unit_one_at_a_time",
            ),
        ]

    @property
    def done(self) -> int:
        """How many were judged."""
        still: dict[str, int] = self.still
        return self.stored + sum(still.values())
