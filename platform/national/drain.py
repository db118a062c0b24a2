"""Send what is due. The relay, the Celery task and the sweep all call :func:`drain`; any number may run at once.

Three short transactions per batch (claim, begin, settle) and the requests between them, outside of any transaction.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from audit.context import Acting, SystemActor, context
from national import contract
from national.client import REQUEST_TIMEOUT, Answer, Parcel, Undelivered
from national.models import Delivery, Destination, Failure, Message, Outcome
from national.packing import Unpackable, pack
from national.settling import settle, wake_unreached
from national.verdicts import Verdict, judge

LEASE = timedelta(seconds=30)
# A request may take a connect and an answer; none is begun that could outlast the lease.
LONGEST_REQUEST = timedelta(seconds=2 * REQUEST_TIMEOUT)
# Kinds of failure that one message may have caused for its whole batch; the others concern the platform.
DIVISIBLE = frozenset({Failure.BROKEN, Failure.REFUSED})
PLATFORM_DOWN = frozenset({Failure.UNREACHABLE, Failure.BUSY, Failure.NOT_ACCEPTED})
_draw = SystemRandom().random


class Carrier(Protocol):
    """Whoever takes parcels to the other platform."""

    def send(self, parcels: Sequence[Parcel]) -> Mapping[str, Answer]:
        """Answers by key, or :class:`Undelivered`."""


@dataclass(slots=True)
class Drained:
    """What one call did. ``hold`` is how long the other platform asked for quiet."""

    claimed: int = 0
    acknowledged: int = 0
    retried: int = 0
    parked: int = 0
    platform_down: bool = False
    hold: timedelta = timedelta(0)

    def count(self, verdicts: Mapping[int, Verdict]) -> None:
        """Add the verdicts of one batch."""
        self.claimed += len(verdicts)
        for verdict in verdicts.values():
            self.acknowledged += verdict.outcome == Outcome.ACKNOWLEDGED
            self.retried += verdict.outcome == Outcome.RETRY
            self.parked += verdict.outcome == Outcome.PARKED
            self.platform_down |= verdict.failure in PLATFORM_DOWN
            self.hold = max(self.hold, verdict.retry_after or self.hold)
        # One message may break its own request; when several in a row do, it is the platform.
        self.platform_down |= len(verdicts) > 1 and all(one.failure == Failure.BROKEN for one in verdicts.values())


@contextmanager
def writing(action: str) -> Iterator[None]:
    """Every row that draining writes is written inside this: one short transaction.

    :param action: ``national.claim``, ``national.begin`` or ``national.settle``, for the ledger.
    """
    with transaction.atomic(durable=True), context(Acting.system(SystemActor.RELAY), action=action, channel="relay"):
        yield


def drain(
    *,
    limit: int,
    now: Callable[[], datetime],
    client: Carrier,
    draw: Callable[[], float] = _draw,
    stopping: Callable[[], bool] = bool,
    destination: str = Destination.NATIONAL,
) -> Drained:
    """Send up to ``limit`` due messages in batches; return when none is due or the platform is down.

    :param now: the clock; called again for every decision, because requests take time.
    :param draw: random numbers from 0 up to 1, for the jitter.
    :param stopping: once it answers True, no further request is begun.
    """
    done = Drained()
    while done.claimed < limit and not done.platform_down and not stopping():
        token = uuid4()
        messages = claim(destination, min(contract.BATCH_LIMIT, limit - done.claimed), now(), token)
        if not messages:
            break
        verdicts = _attempt(messages, client, now, stopping)
        with writing("national.settle"):
            settle(messages, verdicts, token=token, at=now(), draw=draw)
            if not done.acknowledged and any(verdict.receipt for verdict in verdicts.values()):
                wake_unreached(destination, now())
        done.count(verdicts)
    return done


def claim(destination: str, size: int, at: datetime, token: UUID) -> list[Message]:
    """Lease up to ``size`` heads that are due. What another sender is just claiming is passed over."""
    until = at + LEASE
    with writing("national.claim"):
        _walk_the_index()
        heads = Message.objects.to(destination).due(at).heads().select_for_update(skip_locked=True, of=("self",))
        messages = list(heads.order_by("due_at", "id")[:size])
        ids = [message.pk for message in messages]
        Message.objects.filter(pk__in=ids).update(
            lease_token=token, leased_until=until, due_at=until, tries=F("tries") + 1
        )
        # A sender that died left its attempt open.
        Delivery.objects.filter(message__in=ids, outcome=Outcome.OPEN).update(
            outcome=Outcome.UNKNOWN, ended_at=at, error="发送方中断，未能记下应答；将以同一幂等键再次送达"
        )
    for message in messages:
        message.lease_token, message.leased_until, message.tries = token, until, message.tries + 1
    return messages


def _walk_the_index() -> None:
    """Take heads in the order of message_due and stop at the batch's size, whatever the statistics say.

    They mostly date from an empty outbox; on a backlog PostgreSQL would then read and sort all of it for every claim.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),"
            " set_config('enable_seqscan', 'off', true)"
        )


def _attempt(
    messages: Sequence[Message], client: Carrier, now: Callable[[], datetime], stopping: Callable[[], bool]
) -> dict[int, Verdict]:
    """One verdict for every claimed message, by its id."""
    verdicts: dict[int, Verdict] = {}
    parcels: list[Parcel] = []
    for message, packed in pack(messages):
        if isinstance(packed, Unpackable):
            verdicts[message.pk] = Verdict.failed(Failure.IDENTITY, str(packed))
        else:
            parcels.append(packed)
    digests = {parcel.message_id: parcel.digest for parcel in parcels}
    with writing("national.begin"):
        Delivery.objects.bulk_create(
            Delivery(message=message, sent_digest=digests.get(message.pk, ""), started_at=now()) for message in messages
        )
    end = messages[0].leased_until
    if parcels and end is not None:
        verdicts |= _send(parcels, client, lambda: not stopping() and now() + LONGEST_REQUEST < end)
    return verdicts


def _send(parcels: Sequence[Parcel], client: Carrier, may_begin: Callable[[], bool]) -> dict[int, Verdict]:
    """Send a batch; when it fails as a whole, halve it until the message that spoils it stands alone."""
    if not may_begin():
        late = Verdict.failed(Failure.BROKEN, "本轮时间已用完或服务正在停止，下次再送")
        return {parcel.message_id: late for parcel in parcels}
    try:
        answers = client.send(parcels)
    except Undelivered as error:
        if error.failure in DIVISIBLE and len(parcels) > 1:
            middle = len(parcels) // 2
            return _send(parcels[:middle], client, may_begin) | _send(parcels[middle:], client, may_begin)
        return {parcel.message_id: Verdict.undelivered(error) for parcel in parcels}
    keys = _receipt_keys()
    return {parcel.message_id: judge(parcel, answers.get(parcel.key), keys) for parcel in parcels}


def _receipt_keys() -> dict[str, str]:
    """The other platform's keys by key id; when it changes keys, the old one stays here as long as receipts bear it."""
    return {settings.NATIONAL_RECEIPT_KEY_ID: settings.NATIONAL_RECEIPT_KEY}
