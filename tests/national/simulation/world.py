"""One run: senders, deciders and the other platform, one step at a time, in an order drawn from a seed.

Everything is plain Python in virtual time; the same seed gives the same run, step for step. What is under test is the
real ``drain`` with its real verdicts, delays and rests; the store is a model of the database's (``test_conformance``).
"""

import copy
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

from django.conf import settings
from greenlet import GreenletExit, getcurrent, greenlet

from national import contract
from national.comparing import DifferenceKind, differences
from national.drain import drain
from national.models import MessageState
from national.signatures import is_signed
from tests.national.simulation.platform import MODES, Platform, Way
from tests.national.simulation.store import MemoryStore

BEGIN = datetime(2024, 12, 1, tzinfo=UTC)
QUIET_AFTER = timedelta(hours=2)  # virtual; a message waits a quarter of an hour at the most
ACKNOWLEDGED = MessageState.ACKNOWLEDGED
STEPS = (40, 160)


class Violation(AssertionError):
    """A promise is broken."""


class Killed(BaseException):
    """The process ends here: nothing below catches it."""


def decide_once(world, name, is_poison):
    """A deciding transaction: its message commits with it, later than its id was given, or not at all."""
    pk = world.reserve()
    world.step("decide")
    world.decided[name] = world.decided.get(name, 0) + 1
    world.store.add(pk, name, document(name, is_poison), world.time, is_poison)


def document(name, is_poison):
    """A project; a poisoned one holds grade D, which the platform refuses."""
    row = {"RowGuid": name, "PrjNum": "2201022409010101", "DataLevel": "D" if is_poison else "C"}
    return {"schema": contract.SCHEMA, "aggregate": name, "update_flag": "U", "tables": {"TBProjectInfo": [row]}}


class Watched:
    """A sender's way to the store: others may run before each call, and what each call did is looked at."""

    def __init__(self, world):
        self.world, self.store = world, world.store

    def admit(self, at):
        self.world.step("admit")
        return self.store.admit(at)

    def claim(self, size, at, token):
        self.world.step("claim")
        held = {row.pk: row.leased_until for row in self.store.rows.values() if row.lease_token is not None}
        found = self.store.claim(size, at, token)
        for row in found:
            if row.pk in held and held[row.pk] > at:
                raise Violation(f"{row.aggregate} {row.version} is claimed while another holds it")
        return found

    def earlier_digests(self, messages):
        return self.store.earlier_digests(messages)

    def begin(self, messages, digests, at):
        self.world.step("begin")
        self.store.begin(messages, digests, at)

    def settle(self, messages, verdicts, *, token, at, draw):
        self.world.step("settle")
        before = {row.pk: (row.state, row.repairs) for row in self.store.rows.values()}
        self.store.settle(messages, verdicts, token=token, at=at, draw=draw)
        for row in self.store.rows.values():
            state, repairs = before[row.pk]
            if state == ACKNOWLEDGED != row.state and row.repairs == repairs:
                raise Violation(f"{row.aggregate} {row.version} was acknowledged and waits again")

    def answered(self, at):
        self.world.step("answered")
        self.store.answered(at)

    def failed(self, at, asked_for, draw, error):
        self.world.step("failed")
        self.store.failed(at, asked_for, draw, error)


class World:
    """:param make_store: the model of the outbox, or one with a bug.
    :param decide: how a decision puts its message down.
    """

    def __init__(self, seed, make_store=MemoryStore, decide=decide_once):
        self.random = Random(seed)
        self.time, self.trace = BEGIN, []
        self.store, self.platform, self.decide = make_store(), Platform(), decide
        self.decided, self.lost, self.calm = {}, set(), False
        self._pk = 0
        self._hub, self._wake = getcurrent(), {}
        self._faults = self.random.choice([0.0, 0.1, 0.4, 0.8])
        self._kills = self.random.choice([0.0, 0.02, 0.1])
        names = [f"a-{number}" for number in range(self.random.randint(1, 4))]
        self._deciders = [greenlet(lambda name=name: self._decider(name)) for name in names]
        self._senders = [greenlet(self._sender) for _ in range(self.random.randint(1, 3))]

    # What the actors ask.

    def now(self):
        return self.time

    def step(self, what):
        """Others may run now; time passes."""
        self.trace.append((what, self.time))
        self._hub.switch()

    def _sleep(self, seconds):
        self._wake[getcurrent()] = self.time + timedelta(seconds=seconds)
        with suppress(Killed):  # killed in its sleep, a process is started again
            self._hub.switch()

    def reserve(self):
        self._pk += 1
        return self._pk

    def fault(self):
        """What goes wrong with a batch."""
        wrong = not self.calm and self.random.random() < self._faults
        return self.random.choice(MODES) if wrong else None

    def payload(self, content):
        return json.loads(content)

    def watch_sending(self, parcels):
        """No version leaves before its predecessor has arrived."""
        for parcel in parcels:
            row = self.store.rows[parcel.message_id]
            earlier = [one for one in self.store.of(row.aggregate) if one.version < row.version]
            if any(one.state != ACKNOWLEDGED and not one.repairs for one in earlier):
                raise Violation(f"{row.aggregate} {row.version} is sent before its predecessor has arrived")

    # The actors.

    def _sender(self):
        store = Watched(self)
        while True:
            try:
                done = drain(limit=5, now=self.now, client=Way(self), store=store, draw=self.random.random)
                if done.platform_down or not done.claimed:
                    self._sleep(max(done.hold.total_seconds(), 15.0 if self.calm else 1.0))
            except Killed:
                self._sleep(self.random.uniform(0.1, 5))

    def _decider(self, name):
        for _ in range(self.random.randint(1, 3)):
            self._sleep(self.random.uniform(0, 20))
            try:
                self.decide(self, name, name == "a-0" and self.random.random() < 0.1)
            except Killed:
                self.trace.append(("rolled back", self.time))

    # The run.

    def run(self):
        """:raises Violation: naming the promise that is broken."""
        actors = self._deciders + self._senders
        try:
            self._run(actors)
        finally:
            for actor in actors:
                actor.throw(GreenletExit)
        return self

    def _run(self, actors):
        steps = self.random.randint(*STEPS)
        restore_at = self.random.randint(20, steps) if self.random.random() < 0.15 else 0
        backup = None
        for number in range(steps):
            self._one_step(actors)
            if restore_at and number == restore_at // 2:
                backup = copy.deepcopy(self.platform.store)
            if restore_at and number == restore_at:
                self._lose(backup)
        self.calm, self._kills = True, 0.0
        self._until_quiet(actors)
        if self.lost:
            self._compare()
            self._until_quiet(actors)
        self._judge()

    def _one_step(self, actors):
        alive = [actor for actor in actors if not actor.dead]
        ready = [actor for actor in alive if self._wake.get(actor, BEGIN) <= self.time]
        if not ready:
            self.time = min(self._wake[actor] for actor in alive)
            ready = [actor for actor in alive if self._wake[actor] <= self.time]
        actor = self.random.choice(ready)
        # Mostly milliseconds; now and then a pause that outlasts a lease.
        stalls = not self.calm and self.random.random() < 0.01
        self.time += timedelta(seconds=45 if stalls else self.random.random() / 20)
        if actor and self.random.random() < self._kills:
            actor.throw(Killed)
        else:
            actor.switch()

    def _until_quiet(self, actors):
        end = self.time + QUIET_AFTER
        while self._open() or any(not actor.dead for actor in self._deciders):
            if self.time > end:
                raise Violation(f"not quiet after {QUIET_AFTER}: {self._open()}")
            self._one_step(actors)

    def _open(self):
        return [
            (row.aggregate, row.version, row.state)
            for row in self.store.heads()
            if not (row.state == MessageState.PARKED and row.is_poison)
        ]

    def _lose(self, backup):
        """The platform is put back to what it was; the log of effects is what truly happened, and stays."""
        effects, now_held = self.platform.store.effects, dict(self.platform.store.projects)
        self.platform.store = backup
        backup.effects = effects
        self.lost = {name for name in now_held if backup.projects.get(name) != now_held[name]}

    def _compare(self):
        """What the nightly reconciliation does."""
        acknowledged = [row for row in self.store.rows.values() if row.state == ACKNOWLEDGED]
        newest = {row.aggregate: row for row in sorted(acknowledged, key=lambda row: row.version)}
        ours = [(row.aggregate, row.version, row.receipts[-1].digest) for row in newest.values()]
        for one in differences(ours, self.platform.store.held()):
            first = {
                DifferenceKind.MISSING: 1,
                DifferenceKind.STALE: one.their_version + 1,
                DifferenceKind.CORRUPT: one.our_version,
            }.get(one.kind)
            if first is None:
                raise Violation(f"{one.aggregate}: the platform holds {one.their_version}, we know {one.our_version}")
            self.store.reopen(one.aggregate, first, one.our_version, self.time)

    # What must be true in the end.

    def _judge(self):
        for name, count in self.decided.items():
            if len(self.store.of(name)) != count:
                raise Violation(f"{name}: {count} decisions, {len(self.store.of(name))} messages")
        if {row.aggregate for row in self.store.rows.values()} - set(self.decided):
            raise Violation("a message of a decision that never committed")
        for name in self.decided:
            self._judge_aggregate(name)

    def _judge_aggregate(self, name):
        rows = self.store.of(name)
        poison = next((row.version for row in rows if row.is_poison), len(rows) + 1)
        arrived = [row.version for row in rows if row.state == ACKNOWLEDGED]
        if arrived != list(range(1, poison)):
            raise Violation(f"{name}: {arrived} have arrived, not all before {poison}")
        effects = [version for aggregate, version, restored in self.platform.store.effects if aggregate == name]
        if name not in self.lost and effects != arrived:
            raise Violation(f"{name}: effects {effects} of versions {arrived}")
        if self.platform.store.version_of(name) != len(arrived):
            raise Violation(f"{name}: the platform holds {self.platform.store.version_of(name)}")
        for row in rows[: len(arrived)]:
            self._judge_receipt(row)

    def _judge_receipt(self, row):
        if not row.receipts:
            raise Violation(f"{row.aggregate} {row.version} is acknowledged without a receipt")
        receipt = json.loads(row.receipts[-1].raw)
        if not is_signed(settings.NATIONAL_RECEIPT_KEY, contract.receipt_text(receipt), receipt["sig"]):
            raise Violation("a receipt that nobody signed counts")
        if (receipt["key"], receipt["version"]) != (contract.message_key(row.aggregate, row.version), row.version):
            raise Violation("another message's receipt counts")
        if receipt["digest"] not in row.digests:
            raise Violation("a receipt for something else counts")
