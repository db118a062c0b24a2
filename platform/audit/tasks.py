"""The Celery edge: the nightly check."""

from pathlib import Path

from celery import shared_task
from django.conf import settings

from audit.checking import check_history
from common import clock


@shared_task(ignore_result=True)
def check_nightly() -> None:
    """Check the whole history and its guards. Run twice, it is kept twice."""
    check_history(folder=Path(settings.LEDGER_FOLDER), now=clock.now)
