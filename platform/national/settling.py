"""Write down what became of a batch. Called inside the transaction that ``national.store.writing`` opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from national.models import Delivery, Message, MessageState, Outcome, Receipt
from national.verdicts import Verdict, delay_before

_REOPEN = f"""
UPDATE national_message m SET state = '{MessageState.READY.value}', acknowledged_at = NULL, due_at = %s,
  repairs = repairs + 1
FROM unnest(%s::text[], %s::int[], %s::int[]) AS lost (aggregate, first, last)
WHERE m.destination = %s AND m.aggregate = lost.aggregate AND m.version BETWEEN lost.first AND lost.last
  AND m.state = '{MessageState.ACKNOWLEDGED.value}'
RETURNING m.aggregate
"""  # noqa: S608 - constants


def settle(
    ids: Sequence[int],
    verdicts: Mapping[int, Verdict],
    *,
    token: UUID,
    at: datetime,
    draw: Callable[[], float],
) -> None:
    """Store verdicts for those messages that ``token`` still holds.

    A lease that has passed to another sender fences this one out: it writes nothing, the other asks with the same key
    and gets the same receipt.
    """
    mine = Message.objects.filter(pk__in=ids, lease_token=token).defer("payload")
    held = list(mine.select_for_update().order_by("pk"))
    acknowledged = [message.pk for message in held if verdicts[message.pk].receipt is not None]
    _acknowledge(acknowledged, verdicts, at)
    _put_back([message for message in held if verdicts[message.pk].receipt is None], verdicts, at, draw)
    for destination in {message.destination for message in held}:
        reopen(
            destination,
            [
                (message.aggregate, missing_from, message.version - 1)
                for message in held
                if message.destination == destination
                and (missing_from := verdicts[message.pk].missing_from) is not None
            ],
            at,
        )


def reopen(destination: str, lost: Sequence[tuple[str, int, int]], at: datetime) -> set[str]:
    """The other platform has lost versions that it acknowledged: they are due again, under their keys. One statement.

    :param lost: aggregates with the first and the last version that was lost.
    :returns: the aggregates of which any is due again.
    """
    if not lost:
        return set()
    aggregates, firsts, lasts = (list(part) for part in zip(*lost, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, [at, aggregates, firsts, lasts, destination])
        return {row[0] for row in cursor.fetchall()}


def _acknowledge(ids: list[int], verdicts: Mapping[int, Verdict], at: datetime) -> None:
    if not ids:
        return
    Message.objects.filter(pk__in=ids).update(
        state=MessageState.ACKNOWLEDGED,
        acknowledged_at=at,
        lease_token=None,
        leased_until=None,
        failure="",
        last_error="",
        refusals=[],
    )
    # A platform that had lost nothing hands the first receipt over again.
    Receipt.objects.bulk_create((_receipt(pk, verdicts[pk], at) for pk in ids), ignore_conflicts=True)
    Delivery.objects.filter(message__in=ids, outcome=Outcome.OPEN).update(
        outcome=Outcome.ACKNOWLEDGED, ended_at=at, http_status=200
    )


def _receipt(message_id: int, verdict: Verdict, at: datetime) -> Receipt:
    receipt = verdict.receipt
    if receipt is None:
        raise ValueError("only a verified receipt acknowledges a message")
    return Receipt(
        message_id=message_id,
        result=receipt.result,
        receipt_number=receipt.number,
        assigned_number=receipt.assigned_number,
        received_at=receipt.received_at,
        digest=receipt.digest,
        signature=receipt.signature,
        key_id=receipt.key_id,
        raw=receipt.raw,
        stored_at=at,
    )


def _put_back(
    messages: list[Message], verdicts: Mapping[int, Verdict], at: datetime, draw: Callable[[], float]
) -> None:
    for message in messages:
        verdict = verdicts[message.pk]
        wait = delay_before(message.tries, draw())
        if verdict.retry_after is not None:
            wait = max(wait, verdict.retry_after)
        message.state = MessageState.PARKED if verdict.outcome == Outcome.PARKED else MessageState.READY
        message.due_at = at + wait
        message.lease_token = message.leased_until = None
        message.failure = verdict.failure or ""
        message.last_error = verdict.words
        message.refusals = list(verdict.refusals)
    columns = ["state", "due_at", "lease_token", "leased_until", "failure", "last_error", "refusals"]
    Message.objects.bulk_update(messages, columns)
    alike: dict[tuple[Outcome, int | None, str], list[int]] = {}
    for message in messages:
        verdict = verdicts[message.pk]
        alike.setdefault((verdict.outcome, verdict.status, verdict.words), []).append(message.pk)
    for (outcome, status, words), ids in alike.items():
        Delivery.objects.filter(message__in=ids, outcome=Outcome.OPEN).update(
            outcome=outcome, ended_at=at, http_status=status, error=words
        )
