"""The plain Celery task of a rival: tried again for ever, at longer and longer intervals up to half a minute."""

from celery import shared_task

from tests.chaos.changes import rivals


@shared_task(autoretry_for=(Exception,), retry_backoff=True, retry_backoff_max=30, max_retries=None, ignore_result=True)
def deliver(message_id):
    rivals.deliver(message_id)
