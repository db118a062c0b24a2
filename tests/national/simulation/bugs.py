"""Bugs that others have shipped, put into the model or into the real code; the simulation must find each."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest import mock

from national import verdicts
from national.models import Failure, MessageState
from national.ports import LEASE, Access
from tests.national.simulation.store import MemoryStore
from tests.national.simulation.world import World, document


class AckBeforeEffect(MemoryStore):
    """A request that got no answer counts as delivered."""

    def write(self, row, verdict, at, draw):
        super().write(row, verdict, at, draw)
        if verdict.failure == Failure.BROKEN:
            row.state = MessageState.ACKNOWLEDGED


class NoFencing(MemoryStore):
    """A sender writes although its lease has passed to another."""

    def settle(self, messages, verdicts, *, token, at, draw):
        for message in messages:
            self.write(self.rows[message.pk], verdicts[message.pk], at, draw)


class CursorInsteadOfPending(MemoryStore):
    """What is new is found by an id above the last one seen."""

    def __init__(self):
        super().__init__()
        self.last = 0
        self.known = set()

    def due(self, at):
        self.known |= {pk for pk in self.rows if pk > self.last}
        self.last = max(self.known, default=0)
        return [row for row in super().due(at) if row.pk in self.known]


class DropsByAge(MemoryStore):
    """A message is given up after a while."""

    def settle(self, messages, verdicts, *, token, at, draw):
        super().settle(messages, verdicts, token=token, at=at, draw=draw)
        for message in messages:
            if message.tries > 4 and self.rows[message.pk].state == MessageState.READY:
                del self.rows[message.pk]


class GivesUpAfterSomeTries(MemoryStore):
    """After five tries a message is parked."""

    def write(self, row, verdict, at, draw):
        super().write(row, verdict, at, draw)
        if row.tries >= 5 and row.state == MessageState.READY:
            row.state = MessageState.PARKED


class UnorderedRetry(MemoryStore):
    """Whatever is due is sent, whether or not its predecessor has arrived."""

    def due(self, at):
        return [row for row in self.rows.values() if row.state == MessageState.READY and row.due_at <= at]


class KeyNotStored(MemoryStore):
    """Every attempt has a key of its own."""

    def claim(self, size, at, token):
        found = super().claim(size, at, token)
        for row in found:
            row.key = f"{row.tries:064x}"
        return found


class LeaseIgnored(MemoryStore):
    """A message that somebody is sending is due for the next as well."""

    def claim(self, size, at, token):
        found = super().claim(size, at, token)
        for message in found:
            self.rows[message.pk].due_at = at
        return found


class ReceiptForgotten(MemoryStore):
    """State and receipt are written in two transactions, and the second may not come."""

    def write(self, row, verdict, at, draw):
        super().write(row, verdict, at, draw)
        if verdict.receipt is not None and draw() < 0.2:
            row.receipts.pop()


class GapIgnored(MemoryStore):
    """The platform asks for a version that it lost, and never gets it."""

    def write(self, row, verdict, at, draw):
        super().write(row, replace(verdict, missing_from=None), at, draw)


class TrialForGood(MemoryStore):
    """A sender that takes the trial and dies keeps it."""

    def admit(self, at):
        access = super().admit(at)
        if access.is_trial:
            self.rests_until = at + timedelta(days=365)
        return access


class RestForGood(MemoryStore):
    """An answer does not end the rest."""

    def answered(self, at):
        self.rests_until = at + LEASE * 1000

    def admit(self, at):
        if self.rests_until and self.rests_until > at:
            return Access(rest=self.rests_until - at)
        return super().admit(at)


def message_after_the_commit(world, name, is_poison):
    """The decision commits, then its message is put down; the process may end between the two."""
    world.decided[name] = world.decided.get(name, 0) + 1
    world.step("decide")
    world.store.add(world.reserve(), name, document(name, is_poison), world.time, is_poison)


def message_before_the_commit(world, name, is_poison):
    """The message can be seen, and sent, before its decision commits; which may still be rolled back."""
    world.store.add(world.reserve(), name, document(name, is_poison), world.time, is_poison)
    world.step("decide")
    world.decided[name] = world.decided.get(name, 0) + 1


@contextmanager
def unsigned_receipts_count():
    """Nobody looks at a receipt's signature."""
    with mock.patch.object(verdicts, "_signed", return_value=True):
        yield


@contextmanager
def any_receipt_counts():
    """Nobody looks at which message a receipt belongs to."""
    real = verdicts.verify

    def careless(receipt, parcel, keys, result):
        named = parcel if receipt is None else replace(parcel, key=receipt["key"])
        return real(receipt, named, keys, result)

    with mock.patch.object(verdicts, "verify", careless):
        yield


@contextmanager
def nothing():
    yield


def with_store(make_store):
    return lambda seed: World(seed, make_store)


def with_decision(decide):
    return lambda seed: World(seed, decide=decide)


BUGS = {
    **{
        make_store.__name__: (with_store(make_store), nothing)
        for make_store in (
            AckBeforeEffect,
            NoFencing,
            CursorInsteadOfPending,
            DropsByAge,
            GivesUpAfterSomeTries,
            UnorderedRetry,
            KeyNotStored,
            LeaseIgnored,
            ReceiptForgotten,
            GapIgnored,
            TrialForGood,
            RestForGood,
        )
    },
    "message_after_the_commit": (with_decision(message_after_the_commit), nothing),
    "message_before_the_commit": (with_decision(message_before_the_commit), nothing),
    "unsigned_receipts_count": (World, unsigned_receipts_count),
    "any_receipt_counts": (World, any_receipt_counts),
}
