"""The other platform, its real rules over a store in memory, and the way to it with all that can happen there."""

from contextlib import nullcontext
from datetime import timedelta

from django.conf import settings

from national import contract
from national.answers import Answer, Undelivered
from national.mock.endpoint import MockPlatform
from national.mock.faults import Mode
from national.mock.spoiling import spoilt, stale
from national.models import Failure

BEFORE = {
    Mode.RESET_AFTER_READ: Undelivered(Failure.BROKEN, "连接中断"),
    Mode.ERROR: Undelivered(Failure.BROKEN, "对方平台答复 500", status=500),
    Mode.REFUSE: Undelivered(Failure.UNREACHABLE, "连接不上"),
    Mode.CLOCK_SKEW: Undelivered(Failure.NOT_ACCEPTED, "对方平台答复 401", status=401),
    Mode.UNAVAILABLE: Undelivered(Failure.BUSY, "对方平台答复 503", status=503),
    Mode.TOO_MANY: Undelivered(Failure.BUSY, "请求过多", status=429, retry_after=timedelta(seconds=7)),
}
AFTER = {Mode.RESET_AFTER_COMMIT, Mode.TRUNCATED, Mode.HANG}
MODES = [*BEFORE, *AFTER, Mode.WRONG_SIGNATURE, Mode.WRONG_KEY, Mode.KEY_ROTATED, Mode.PARTIAL, Mode.TWICE,
         Mode.STALE_REPLICA]  # fmt: skip


class Memory:
    """What the mock keeps, for its ``MockPlatform``; a copy can be put back, as from a backup."""

    def __init__(self):
        self.receipts, self.projects, self.effects = {}, {}, []

    def transaction(self):
        return nullcontext()

    def receipt(self, key):
        return self.receipts.get(key)

    def keep_receipt(self, receipt):
        self.receipts[receipt["key"]] = (receipt["digest"], receipt)

    def version_of(self, aggregate):
        return self.projects[aggregate].version if aggregate in self.projects else 0

    def held_of(self, aggregate):
        project = self.projects.get(aggregate)
        return (project.version, contract.sha256_hex(project.payload.encode())) if project else (0, "")

    def held(self):
        return [(aggregate, *self.held_of(aggregate)) for aggregate in self.projects]

    def number_of(self, aggregate, division, day):
        return f"{division}{day:%y%m%d}0001"

    def apply(self, project, digest, *, restored=False):
        self.effects.append((project.aggregate, project.version, restored))
        self.projects[project.aggregate] = project


class Platform(MockPlatform):
    """The rules of the mock, without its files."""

    def __init__(self):
        self.store = Memory()
        self.receipt_key = settings.NATIONAL_RECEIPT_KEY
        self._receipt_key_id = settings.NATIONAL_RECEIPT_KEY_ID


class Way:
    """Carries parcels for one sender. Other actors run before the platform reads and before the answer arrives."""

    def __init__(self, world):
        self.world = world

    def send(self, parcels):
        world = self.world
        world.watch_sending(parcels)
        world.step("send")
        mode = world.fault()
        if mode in BEFORE:
            raise BEFORE[mode]
        items = [
            {
                "key": one.key,
                "version": one.version,
                "follows": one.follows,
                "digest": one.digest,
                "payload": world.payload(one.content),
            }
            for one in parcels
        ]
        results = self._answer(items, mode)
        world.step("answer")
        if mode in AFTER:
            raise Undelivered(Failure.BROKEN, "没有得到完整应答")
        return {
            one["key"]: Answer(
                one["result"], one["status"], one.get("receipt"), one.get("message", ""), one.get("expected_version")
            )
            for one in results
        }

    def _answer(self, items, mode):
        platform, at = self.world.platform, self.world.now()
        if mode == Mode.STALE_REPLICA:
            return stale(items)
        results = platform.accept(items[: len(items) // 2] if mode == Mode.PARTIAL else items, at)
        if mode == Mode.TWICE:
            results = platform.accept(items, at)
        return spoilt(results, mode, platform.receipt_key) if mode else results
