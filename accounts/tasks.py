"""The Celery edge of accounts."""

from celery import shared_task

from accounts import actions
from audit.context import Acting, SystemActor
from common.clock import day_of, now

SENDINGS_PER_TASK = 30  # at the most 15 s each, so a task ends within its time limit; the next sweep goes on


@shared_task(ignore_result=True)
def end_due_appointments() -> None:
    """Take back the permissions of appointments whose last day has passed. Safe to run twice."""
    actions.end_due_appointments(by=Acting.system(SystemActor.APPOINTMENTS), today=day_of(now()))


@shared_task(ignore_result=True)
def send_due_notices() -> None:
    """Send notices that are due by mail and text message. Safe to run twice, also at once."""
    actions.send_due_notices(now=now, limit=SENDINGS_PER_TASK)
