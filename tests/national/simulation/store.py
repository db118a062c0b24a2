"""The outbox as a model: what ``national.store`` does in PostgreSQL, in plain Python, a transaction a method."""

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from national import contract
from national.breaker import rest_after
from national.models import Failure, MessageState, Outcome
from national.ports import LEASE, Access
from national.verdicts import delay_before

READY, ACKNOWLEDGED, PARKED = MessageState.READY, MessageState.ACKNOWLEDGED, MessageState.PARKED
WAITING_FOR_AN_ANSWER = {Failure.UNREACHABLE, Failure.BROKEN, Failure.NOT_ACCEPTED}


@dataclass(eq=False, slots=True)
class Row:
    """One message."""

    pk: int
    aggregate: str
    version: int
    key: str
    payload: bytes
    due_at: datetime
    is_poison: bool = False
    state: str = READY
    lease_token: object = None
    leased_until: datetime | None = None
    tries: int = 0
    follows: int | None = None
    failure: str = ""
    repairs: int = 0
    digests: list = field(default_factory=list)
    receipts: list = field(default_factory=list)


class MemoryStore:
    """Messages of one destination. ``pending`` keeps, for each aggregate, what is not settled, oldest first."""

    def __init__(self):
        self.rows = {}
        self.failures = 0
        self.rests_until = None

    # What a deciding transaction does.

    def add(self, pk, aggregate, payload, at, is_poison=False):
        version = len(self.of(aggregate)) + 1
        content = contract.canonical_json({**payload, "version": version})
        key = contract.message_key(aggregate, version)
        self.rows[pk] = Row(pk, aggregate, version, key, content, at, is_poison)

    def of(self, aggregate):
        return sorted((row for row in self.rows.values() if row.aggregate == aggregate), key=lambda row: row.version)

    # The port.

    def admit(self, at):
        if self.rests_until is None:
            return Access(failures=self.failures)
        if self.rests_until > at:
            return Access(rest=self.rests_until - at)
        waiting = [row for row in self.heads() if row.state == READY and row.lease_token is None]
        if not waiting:
            return Access(failures=self.failures)
        first = min(waiting, key=lambda row: (row.due_at, row.pk))
        first.due_at = min(first.due_at, at)
        self.rests_until = at + LEASE
        return Access(failures=self.failures, is_trial=True)

    def heads(self):
        first = {}
        for row in self.rows.values():
            if row.state != ACKNOWLEDGED and (row.aggregate not in first or row.version < first[row.aggregate].version):
                first[row.aggregate] = row
        return first.values()

    def due(self, at):
        return [row for row in self.heads() if row.state == READY and row.due_at <= at]

    def claim(self, size, at, token):
        found = sorted(self.due(at), key=lambda row: (row.due_at, row.pk))[:size]
        for row in found:
            row.lease_token, row.leased_until, row.due_at = token, at + LEASE, at + LEASE
            row.tries += 1
        for row in found:
            earlier = [one.version for one in self.of(row.aggregate) if one.version < row.version]
            row.follows = max(earlier, default=None)  # all of them are acknowledged: the row is a head
        return [copy.copy(row) for row in found]  # a sender knows what it read, not what became of it

    def earlier_digests(self, messages):
        return {message.pk: frozenset(self.rows[message.pk].digests) for message in messages}

    def begin(self, messages, digests, at):
        for message in messages:
            self.rows[message.pk].digests.append(digests.get(message.pk, ""))

    def settle(self, messages, verdicts, *, token, at, draw):
        for message in messages:
            row = self.rows[message.pk]
            if row.lease_token == token:
                self.write(row, verdicts[row.pk], at, draw)

    def write(self, row, verdict, at, draw):
        row.lease_token = row.leased_until = None
        if verdict.receipt is not None:
            row.state, row.failure = ACKNOWLEDGED, ""
            row.receipts.append(verdict.receipt)
            return
        row.state = PARKED if verdict.outcome == Outcome.PARKED else READY
        row.failure = verdict.failure
        row.due_at = at + max(delay_before(row.tries, draw()), verdict.retry_after or timedelta(0))
        if verdict.missing_from is not None:
            self.reopen(row.aggregate, verdict.missing_from, row.version - 1, at)

    def reopen(self, aggregate, first, last, at):
        for row in self.of(aggregate):
            if first <= row.version <= last and row.state == ACKNOWLEDGED:
                row.state, row.due_at = READY, at
                row.repairs += 1

    def answered(self, at):
        self.failures, self.rests_until = 0, None
        for row in self.rows.values():
            if row.state == READY and row.failure in WAITING_FOR_AN_ANSWER and row.lease_token is None:
                row.due_at = min(row.due_at, at)

    def failed(self, at, asked_for, draw, error):
        self.failures += 1
        rest = rest_after(self.failures, asked_for, draw())
        self.rests_until = at + rest if rest else None
