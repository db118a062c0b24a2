"""Write down what became of a batch. Called inside the transaction that ``national.store.writing`` opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from national.models import Delivery, Failure, Message, MessageState, Outcome, Receipt
from national.verdicts import Verdict, delay_before


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
    held = list(Message.objects.filter(pk__in=ids, lease_token=token).select_for_update().order_by("pk"))
    acknowledged = [message.pk for message in held if verdicts[message.pk].receipt is not None]
    _acknowledge(acknowledged, verdicts, at)
    _put_back([message for message in held if verdicts[message.pk].receipt is None], verdicts, at, draw)
    for message in held:
        missing_from = verdicts[message.pk].missing_from
        if missing_from is not None:
            reopen(message.destination, message.aggregate, missing_from, message.version - 1, at)


def reopen(destination: str, aggregate: str, first: int, last: int, at: datetime) -> int:
    """The other platform has lost versions that it acknowledged: they are due again, under their keys.

    :returns: how many.
    """
    lost = Message.objects.to(destination).about([aggregate]).filter(version__gte=first, version__lte=last)
    return lost.filter(state=MessageState.ACKNOWLEDGED).update(
        state=MessageState.READY, acknowledged_at=None, due_at=at, repairs=F("repairs") + 1
    )


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
        message.failure = verdict.failure or Failure.BROKEN
        message.last_error = verdict.words
        message.refusals = list(verdict.refusals)
    columns = ["state", "due_at", "lease_token", "leased_until", "failure", "last_error", "refusals"]
    Message.objects.bulk_update(messages, columns)
    said = {(one.outcome, one.status, one.words) for one in (verdicts[message.pk] for message in messages)}
    for outcome, status, words in said:
        ids = [pk for pk in (message.pk for message in messages) if verdicts[pk].words == words]
        Delivery.objects.filter(message__in=ids, outcome=Outcome.OPEN).update(
            outcome=outcome, ended_at=at, http_status=status, error=words
        )
