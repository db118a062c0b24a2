"""Where messages wait: the database side of draining (``national.ports.Store``)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from audit.context import Acting, SystemActor, context
from national import settling
from national.breaker import rest_after
from national.models import Delivery, Destination, Failure, Hold, Line, Message, MessageState, Outcome
from national.models.messages import MessageQuerySet
from national.ports import LEASE, Access, Claimed
from national.verdicts import Verdict

# What waits for the platform alone, and is due as soon as it answers.
_WAITING_FOR_AN_ANSWER = (Failure.UNREACHABLE, Failure.BROKEN, Failure.NOT_ACCEPTED)
_OTHERS_TRIAL = timedelta(seconds=1)


@contextmanager
def writing(action: str) -> Iterator[None]:
    """Every row that draining writes is written inside this: one short transaction.

    :param action: ``national.claim``, ``national.begin`` or ``national.settle``, for the ledger.
    """
    with transaction.atomic(durable=True), context(Acting.system(SystemActor.RELAY), action=action, channel="relay"):
        yield


class DatabaseStore:
    """The messages for one destination."""

    def __init__(self, destination: str = Destination.NATIONAL) -> None:
        self._destination = destination

    def admit(self, at: datetime) -> Access:
        """Whether anything may be sent now; of several senders one tries a line whose rest is over."""
        line = Line.objects.filter(destination=self._destination).first()
        if line is None or line.rests_until is None:
            return Access(failures=line.failures if line else 0)
        if line.rests_until > at:
            return Access(rest=line.rests_until - at)
        if not self._bring_one_forward(at):
            return Access(failures=line.failures)
        tried = Line.objects.filter(destination=self._destination, rests_until=line.rests_until)
        is_trial = bool(tried.update(rests_until=at + LEASE))
        return Access(failures=line.failures, is_trial=True) if is_trial else Access(rest=_OTHERS_TRIAL)

    def _bring_one_forward(self, at: datetime) -> bool:
        """Make the message that waits longest due, so that a trial has something to try with."""
        with writing("national.claim"):
            free = self._free()
            if free is None:
                return False
            _walk_the_index()
            waiting = free.filter(state=MessageState.READY, lease_token=None)
            found = list(waiting.heads().order_by("due_at", "id").values_list("pk", flat=True)[:1])
            Message.objects.filter(pk__in=found, due_at__gt=at, lease_token=None).update(due_at=at)
        return bool(found)

    def _free(self) -> MessageQuerySet | None:
        """What nobody holds back; None when the whole line is held. One query."""
        held = list(Hold.objects.standing(self._destination).values_list("aggregate", flat=True))
        return None if "" in held else Message.objects.to(self._destination).exclude(aggregate__in=held)

    def claim(self, size: int, at: datetime, token: UUID) -> list[Message]:
        """Lease up to ``size`` heads that are due. What another sender is just claiming is passed over."""
        until = at + LEASE
        with writing("national.claim"):
            free = self._free()
            if free is None:
                return []
            _walk_the_index()
            heads = free.due(at).heads().with_follows().select_for_update(skip_locked=True, of=("self",))
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

    def earlier_digests(self, messages: Sequence[Claimed]) -> dict[int, frozenset[str]]:
        """Digests of earlier attempts, which may have arrived although no answer came back."""
        digests: dict[int, set[str]] = {message.pk: set() for message in messages}
        tried = [message.pk for message in messages if message.tries > 1]
        rows = Delivery.objects.filter(message__in=tried).exclude(sent_digest="")
        for message_id, digest in rows.values_list("message_id", "sent_digest") if tried else ():
            digests[message_id].add(digest)
        return {pk: frozenset(found) for pk, found in digests.items()}

    def begin(self, messages: Sequence[Claimed], digests: Mapping[int, str], at: datetime) -> None:
        """One open delivery for each message."""
        with writing("national.begin"):
            Delivery.objects.bulk_create(
                Delivery(message_id=message.pk, sent_digest=digests.get(message.pk, ""), started_at=at)
                for message in messages
            )

    def settle(
        self,
        messages: Sequence[Claimed],
        verdicts: Mapping[int, Verdict],
        *,
        token: UUID,
        at: datetime,
        draw: Callable[[], float],
    ) -> None:
        """Store the verdicts; see :func:`national.settling.settle`."""
        with writing("national.settle"):
            settling.settle([message.pk for message in messages], verdicts, token=token, at=at, draw=draw)

    def answered(self, at: datetime) -> None:
        """The line is whole; what waited for an answer alone is due."""
        with writing("national.settle"):
            Line.objects.filter(destination=self._destination).update(
                failures=0, rests_until=None, failing_since=None, error=""
            )
            Message.objects.to(self._destination).filter(
                state=MessageState.READY, failure__in=_WAITING_FOR_AN_ANSWER, lease_token=None, due_at__gt=at
            ).update(due_at=at)

    def failed(self, at: datetime, asked_for: timedelta, draw: Callable[[], float], error: str) -> None:
        """Count the round; from the third in a row on, or when asked to, the line rests."""
        with transaction.atomic(durable=True):
            Line.objects.get_or_create(destination=self._destination)
            line = Line.objects.select_for_update().get(destination=self._destination)
            line.failures += 1
            line.failing_since = line.failing_since or at
            line.error = error
            rest = rest_after(line.failures, asked_for, draw())
            line.rests_until = at + rest if rest else None
            line.save()


def _walk_the_index() -> None:
    """Take heads in the order of message_due and stop at the batch's size, whatever the statistics say.

    They mostly date from an empty outbox; on a backlog PostgreSQL would then read and sort all of it for every claim.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),"
            " set_config('enable_seqscan', 'off', true)"
        )
