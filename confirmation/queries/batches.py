"""Batches that a person started, and where they stand."""

from datetime import datetime, timedelta

from confirmation.models import Batch, BatchState

LEFT_ALONE = timedelta(minutes=2)  # longer than any portion takes


def resting(batches: type[Batch], at: datetime) -> list[int]:
    """Batches of a kind that nobody has moved for longer than a portion takes. One query."""
    found = batches._default_manager.filter(state=BatchState.RUNNING, moved_at__lt=at - LEFT_ALONE)
    return list(found.order_by("pk").values_list("pk", flat=True))
