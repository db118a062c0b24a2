"""Write down what became of a batch. Called inside the transaction that :func:`national.drain.writing` opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from national.models import Delivery, Failure, Message, MessageState, Outcome, Receipt
from national.verdicts import Verdict, delay_before


def settle(
    messages: Sequence[Message],
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
    held = set(
        Message.objects.filter(pk__in=[message.pk for message in messages], lease_token=token)
        .select_for_update()
        .values_list("pk", flat=True)
    )
    acknowledged = []
    for message in messages:
        if message.pk in held:
            verdict = verdicts[message.pk]
            if verdict.receipt is not None:
                acknowledged.append(message.pk)
            else:
                _put_back(message, verdict, at, draw)
    _acknowledge(acknowledged, verdicts, at)


def wake_unreached(destination: str, at: datetime) -> None:
    """The platform answers again: what only waits because it could not be reached is due now."""
    Message.objects.to(destination).filter(
        state=MessageState.READY, failure=Failure.UNREACHABLE, lease_token__isnull=True, due_at__gt=at
    ).update(due_at=at)


def _acknowledge(ids: list[int], verdicts: Mapping[int, Verdict], at: datetime) -> None:
    Message.objects.filter(pk__in=ids).update(
        state=MessageState.ACKNOWLEDGED,
        acknowledged_at=at,
        lease_token=None,
        leased_until=None,
        failure="",
        last_error="",
    )
    Receipt.objects.bulk_create(_receipt(pk, verdicts[pk], at) for pk in ids)
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


def _put_back(message: Message, verdict: Verdict, at: datetime, draw: Callable[[], float]) -> None:
    parked = verdict.outcome == Outcome.PARKED
    wait = delay_before(message.tries, draw())
    if verdict.retry_after is not None:
        wait = max(wait, verdict.retry_after)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.PARKED if parked else MessageState.READY,
        due_at=at + wait,
        lease_token=None,
        leased_until=None,
        failure=verdict.failure or "",
        last_error=verdict.words,
    )
    Delivery.objects.filter(message=message, outcome=Outcome.OPEN).update(
        outcome=verdict.outcome, ended_at=at, http_status=verdict.status, error=verdict.words
    )
