"""Pushing what has been shown since before the notice and is not finished (一（四）第二款)."""

from typing import ClassVar

from django.db import models

from confirmation.models.batches import Batch, BatchState


class DirectPush(Batch):
    """One batch of direct pushes. A work order, not ledgered; each message that it puts down is.

    :ivar total: how many the preview named; ``queued``: messages put down; ``left_out``: no longer to be pushed when
        their turn came.
    """

    queued = models.PositiveIntegerField("已生成", default=0)
    left_out = models.PositiveIntegerField("不再推送", default=0)

    class Meta:
        verbose_name = "直接推送"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="direct_push_state_known"),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="RUNNING"), name="direct_push_one_at_a_time"
            ),
        ]
