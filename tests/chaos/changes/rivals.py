"""Other ways to deliver the same messages: after the commit a task is published, and the task sends one message.

The row of our outbox serves as what is to be sent, with the same key and version; nothing else of ours takes part. The
receiver is the same, it deduplicates and refuses a version whose predecessor it does not hold.
"""

from functools import cache, partial

from django.conf import settings
from django.db import connection, transaction

from confirmation.actions import award
from national import outbox
from national.client import configured_client
from national.models import Message, Outcome
from national.packing import Unpackable, pack
from national.verdicts import judge


class NotDelivered(Exception):
    """No receipt; the task is to be tried again."""


def change(rival):
    """Put a rival in the place of the relay and the doorbell."""
    stored = outbox.enqueue
    outbox.announce = lambda: None
    publish = _defer if rival.startswith("procrastinate") else _delay

    def enqueue(**message):
        put_down = stored(**message)
        publish(put_down)
        return put_down

    award.enqueue = enqueue


def _delay(message):
    from tests.chaos.changes.tasks import deliver

    transaction.on_commit(partial(deliver.delay, message.pk))


def _defer(message):
    """As its Django integration does: a row of its own table in the transaction that is open, in order by the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('national', 'deliver', 0, %s, NULL,"
            " jsonb_build_object('message_id', %s::bigint), NULL)::procrastinate_job_to_defer_v1])",
            [message.aggregate, message.pk],
        )


@cache
def _client():
    return configured_client()


def deliver(message_id):
    """One message, one request.

    :raises NotDelivered: when there is no good receipt for it.
    """
    message = Message.objects.get(pk=message_id)
    message.follows = message.version - 1
    [(_, parcel)] = pack([message], {message.pk: frozenset()})
    if isinstance(parcel, Unpackable):
        raise NotDelivered(str(parcel))
    keys = {settings.NATIONAL_RECEIPT_KEY_ID: settings.NATIONAL_RECEIPT_KEY}
    verdict = judge(parcel, _client().send([parcel]).get(parcel.key), keys)
    if verdict.outcome is not Outcome.ACKNOWLEDGED:
        raise NotDelivered(verdict.words)
