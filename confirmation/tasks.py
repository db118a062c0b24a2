"""The Celery edge of confirmation."""

from datetime import timedelta

from celery import shared_task

from common.clock import now
from confirmation.actions.tell import tell_of_arrivals

LOOKED_BACK = timedelta(days=2)  # longer than any pause between two sweeps
TOLD_AT_ONCE = 500


@shared_task(ignore_result=True)
def tell_of_new_arrivals() -> None:
    """Tell enterprises what the national platform has taken in. Safe to run twice."""
    moment = now()
    tell_of_arrivals(since=moment - LOOKED_BACK, limit=TOLD_AT_ONCE, at=moment)
