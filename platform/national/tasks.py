"""The Celery edge: a nudge and a sweep."""

from celery import shared_task

from common import clock
from national import drain as draining
from national.client import configured_client
from national.doorbell import TASK

MESSAGES_PER_TASK = 1000  # a task ends well within its time limit; the next nudge or sweep goes on


@shared_task(name=TASK, ignore_result=True)
def drain() -> None:
    """Send what is due. Safe to run twice, also at once."""
    client = configured_client()
    try:
        draining.drain(limit=MESSAGES_PER_TASK, now=clock.now, client=client)
    finally:
        client.close()
