"""The Celery edge of accounts."""

from celery import shared_task

from accounts import actions
from audit.context import Acting, SystemActor
from common.clock import day_of, now


@shared_task(ignore_result=True)
def end_due_appointments() -> None:
    """Take back the permissions of appointments whose last day has passed. Safe to run twice."""
    actions.end_due_appointments(by=Acting.system(SystemActor.APPOINTMENTS), today=day_of(now()))
