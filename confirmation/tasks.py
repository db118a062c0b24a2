"""The Celery edge of confirmation."""

from datetime import timedelta

from celery import shared_task

from common.clock import now
from confirmation.actions.tell import tell_of_arrivals
from confirmation.actions.warn import warn_units

LOOKED_BACK = timedelta(days=2)  # longer than any pause between two sweeps
TOLD_AT_ONCE = 500


@shared_task(ignore_result=True)
def tell_of_new_arrivals() -> None:
    """Tell enterprises what the national platform has taken in. Safe to run twice."""
    moment = now()
    tell_of_arrivals(since=moment - LOOKED_BACK, limit=TOLD_AT_ONCE, at=moment)


@shared_task(ignore_result=True)
def warn_of_ends() -> None:
    """Tell units which of their cases are near their end, or over. Safe to run twice."""
    warn_units(limit=TOLD_AT_ONCE, at=now())
