"""The Celery edge of projects."""

from datetime import timedelta

from celery import shared_task

from common.clock import now
from projects.actions.drafts import drop_old_drafts

DRAFTS_ARE_KEPT = timedelta(days=90)


@shared_task(ignore_result=True)
def end_old_drafts() -> None:
    """End what was typed and left alone for ninety days. Safe to run twice."""
    drop_old_drafts(before=now() - DRAFTS_ARE_KEPT)
