"""The Celery edge: a nudge and a sweep."""

from celery import shared_task

from common import clock
from national import drain as draining
from national import reconciliation
from national.client import COMPARE_TIMEOUT, configured_client
from national.doorbell import COMPARE, TASK
from national.models import Reconciliation, RunState

MESSAGES_PER_TASK = 1000  # a task ends well within its time limit; the next nudge or sweep goes on


@shared_task(name=TASK, ignore_result=True)
def drain() -> None:
    """Send what is due. Safe to run twice, also at once."""
    client = configured_client()
    try:
        draining.drain(limit=MESSAGES_PER_TASK, now=clock.now, client=client)
    finally:
        client.close()


@shared_task(ignore_result=True)
def compare_nightly() -> None:
    """Compare with the national platform. While another comparison runs there is nothing to do."""
    try:
        started = reconciliation.begin(at=clock.now())
    except reconciliation.ItIsBeingCompared:
        return
    compare.run(run_id=started.pk)


@shared_task(name=COMPARE, ignore_result=True)
def compare(*, run_id: int) -> None:
    """Do a comparison that was put down; one that has ended is left alone."""
    started = Reconciliation.objects.get(pk=run_id)
    if started.state != RunState.RUNNING:
        return
    client = configured_client(timeout=COMPARE_TIMEOUT)
    try:
        reconciliation.run(started, client=client, now=clock.now)
    finally:
        client.close()
