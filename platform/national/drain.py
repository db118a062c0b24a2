"""Send what is due. The relay, the Celery task and the sweep all call :func:`drain`; any number may run at once.

Three short transactions per batch (claim, begin, settle) and the requests between them, outside of any transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import uuid4

from django.conf import settings

from national import contract
from national.answers import Undelivered
from national.client import REQUEST_TIMEOUT, Parcel
from national.models import Failure, Outcome
from national.packing import Unpackable, pack
from national.ports import Carrier, Claimed, Store
from national.store import DatabaseStore
from national.verdicts import Verdict, judge

# A request may take a connect and an answer; none is begun that could outlast the lease.
LONGEST_REQUEST = timedelta(seconds=2 * REQUEST_TIMEOUT)
# Kinds of failure that one message may have caused for its whole batch; the others concern the platform.
DIVISIBLE = frozenset({Failure.BROKEN, Failure.REFUSED})
PLATFORM_DOWN = frozenset({Failure.UNREACHABLE, Failure.BUSY, Failure.NOT_ACCEPTED})
# What the platform itself said of a message.
ANSWERED = frozenset({Failure.REFUSED, Failure.CONFLICT, Failure.GAP, Failure.BAD_RECEIPT})
_draw = SystemRandom().random


@dataclass(slots=True)
class Drained:
    """What one call did. ``hold`` is how long nothing is to be sent; ``error`` is why the platform counts as down.

    ``was_answered`` says that the platform spoke of a message: not all that is claimed is sent.
    """

    claimed: int = 0
    acknowledged: int = 0
    retried: int = 0
    parked: int = 0
    platform_down: bool = False
    was_answered: bool = False
    hold: timedelta = timedelta(0)
    error: str = ""

    def count(self, verdicts: Mapping[int, Verdict]) -> None:
        """Add the verdicts of one batch."""
        self.claimed += len(verdicts)
        for verdict in verdicts.values():
            self.acknowledged += verdict.outcome == Outcome.ACKNOWLEDGED
            self.retried += verdict.outcome == Outcome.RETRY
            self.parked += verdict.outcome == Outcome.PARKED
            self.platform_down |= verdict.failure in PLATFORM_DOWN
            self.was_answered |= verdict.receipt is not None or verdict.failure in ANSWERED
            self.hold = max(self.hold, verdict.retry_after or self.hold)
        # One message may break its own request; when several in a row do, it is the platform.
        self.platform_down |= len(verdicts) > 1 and all(one.failure == Failure.BROKEN for one in verdicts.values())
        if self.platform_down:
            self.error = next((one.words for one in verdicts.values() if one.words), self.error)


def drain(
    *,
    limit: int,
    now: Callable[[], datetime],
    client: Carrier,
    store: Store | None = None,
    draw: Callable[[], float] = _draw,
    stopping: Callable[[], bool] = bool,
) -> Drained:
    """Send up to ``limit`` due messages in batches; return when none is due or the platform is down.

    :param now: the clock; called again for every decision, because requests take time.
    :param store: where messages wait; the database unless the simulation says otherwise.
    :param draw: random numbers from 0 up to 1, for the jitter.
    :param stopping: once it answers True, no further request is begun.
    """
    store = store or DatabaseStore()
    done = Drained()
    access = store.admit(now())
    if access.rest:
        return Drained(platform_down=True, hold=access.rest)
    size, failing = 1 if access.is_trial else contract.BATCH_LIMIT, access.failures > 0
    while done.claimed < limit and not done.platform_down and not stopping():
        token = uuid4()
        messages = store.claim(min(size, limit - done.claimed), now(), token)
        if not messages:
            break
        verdicts = _attempt(messages, client, store, now, stopping)
        store.settle(messages, verdicts, token=token, at=now(), draw=draw)
        done.count(verdicts)
        if failing and done.was_answered and not done.platform_down:
            store.answered(now())
            size, failing = contract.BATCH_LIMIT, False
    if done.platform_down:
        store.failed(now(), done.hold, draw, done.error)
    return done


def _attempt(
    messages: Sequence[Claimed],
    client: Carrier,
    store: Store,
    now: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> dict[int, Verdict]:
    """One verdict for every claimed message, by its id."""
    verdicts: dict[int, Verdict] = {}
    parcels: list[Parcel] = []
    for message, packed in pack(messages, store.earlier_digests(messages)):
        if isinstance(packed, Unpackable):
            verdicts[message.pk] = Verdict.failed(Failure.IDENTITY, str(packed))
        else:
            parcels.append(packed)
    store.begin(messages, {parcel.message_id: parcel.digest for parcel in parcels}, now())
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
    return {settings.NATIONAL_RECEIPT_KEY_ID: settings.NATIONAL_RECEIPT_KEY, **settings.NATIONAL_RECEIPT_OLD_KEYS}
