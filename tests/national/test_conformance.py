"""The simulation's model of the outbox answers as the database does, whatever is done to both."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from national.models import Failure, Line, Message, Outcome, ReceiptResult
from national.store import DatabaseStore, _walk_the_index
from national.verdicts import Verdict, VerifiedReceipt
from tests.national.simulation.store import MemoryStore
from tests.national.simulation.world import document
from tests.national.support import send

FAILURES = [None, None, Failure.BROKEN, Failure.BUSY, Failure.UNREACHABLE, Failure.REFUSED, Failure.GAP]


class Both:
    """The database and the model, side by side."""

    def __init__(self, seed, clock):
        self.random, self.clock = Random(seed), clock
        self.database, self.model = DatabaseStore(), MemoryStore()
        self.claimed = []
        self.tokens = 0

    def add(self):
        name = f"b-{self.random.randrange(3)}"
        message = send(name, at=self.clock())
        self.model.add(message.pk, name, document(name, False), self.clock())

    def admit(self):
        at = self.clock()
        assert self.database.admit(at) == self.model.admit(at)

    def claim(self):
        self.tokens += 1
        token, size, at = UUID(int=self.tokens), self.random.randint(1, 4), self.clock()
        ours, theirs = self.database.claim(size, at, token), self.model.claim(size, at, token)
        told = [[(one.pk, one.tries, one.follows) for one in found] for found in (ours, theirs)]
        assert told[0] == told[1]
        for store, found in ((self.database, ours), (self.model, theirs)):
            store.begin(found, {one.pk: f"{one.pk:064x}" for one in found}, at)
            assert set(store.earlier_digests(found)) == {one.pk for one in found}
        if ours:
            self.claimed.append((token, ours, theirs))

    def settle(self):
        if not self.claimed:
            return
        token, ours, theirs = self.claimed.pop(self.random.randrange(len(self.claimed)))
        verdicts = {one.pk: self._verdict(one) for one in ours}
        for store, found in ((self.database, ours), (self.model, theirs)):
            store.settle(found, verdicts, token=token, at=self.clock(), draw=lambda: 0.25)

    def _verdict(self, message):
        failure = self.random.choice(FAILURES)
        if failure is None:
            receipt = VerifiedReceipt(
                ReceiptResult.CREATED, f"QG{message.pk}", "1", self.clock(), f"{message.pk:064x}", "s", "k", b"{}"
            )
            return Verdict(Outcome.ACKNOWLEDGED, status=200, receipt=receipt)
        failed = Verdict.failed(
            failure, "没有应答", retry_after=timedelta(seconds=9) if failure == Failure.BUSY else None
        )
        lost = message.version - 1 if failure == Failure.GAP and message.version > 1 else None
        return Verdict(failed.outcome, failed.failure, failed.words, retry_after=failed.retry_after, missing_from=lost)

    def line(self):
        at = self.clock()
        if self.random.random() < 0.6:
            asked = timedelta(seconds=self.random.choice([0, 0, 20]))
            for store in (self.database, self.model):
                store.failed(at, asked, lambda: 0.5, "没有应答")
        else:
            for store in (self.database, self.model):
                store.answered(at)

    def advance(self):
        self.clock.advance(seconds=self.random.choice([0.1, 1, 5, 31]))

    def check(self):
        columns = ("pk", "state", "tries", "failure", "repairs", "due_at", "lease_token")
        found = list(Message.objects.order_by("pk").values_list(*columns))
        rows = sorted(self.model.rows.values(), key=lambda row: row.pk)
        assert found == [tuple(getattr(row, column) for column in columns) for row in rows]
        line = Line.objects.first() or Line()
        assert (line.failures, line.rests_until) == (self.model.failures, self.model.rests_until)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_model_and_the_database_agree_after_every_act(clock, seed):
    both = Both(seed, clock)
    acts = [both.add, both.claim, both.settle] * 2 + [both.advance, both.admit, both.line]
    for _ in range(80):
        both.random.choice(acts)()
        both.check()
    assert {"READY", "ACKNOWLEDGED", "PARKED"} <= {row.state for row in both.model.rows.values()}


@pytest.mark.django_db
def test_the_forced_walk_along_the_index_ends_with_the_transaction_of_the_claim(monkeypatch):
    sender = connection.copy()
    monkeypatch.setattr("national.store.connection", sender)

    def settings():
        names = ("enable_sort", "enable_bitmapscan", "enable_seqscan")
        with sender.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_settings WHERE name = ANY (%s)", [list(names)])
            return [row[0] for row in cursor.fetchall()]

    try:
        sender.set_autocommit(False)
        _walk_the_index()
        within = settings()
        sender.commit()
        after = settings()
    finally:
        sender.close()
    assert (within, after) == (["off"] * 3, ["on"] * 3)
