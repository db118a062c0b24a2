"""A campaign on a folder: what is prepared once, the legs in which everything is killed, and the count in the end."""

import fcntl
import json
import os
import random
import shutil
import signal
import sys
import time

from tests.chaos import changing, databases
from tests.chaos.faults import Faults
from tests.chaos.keeping import Journal
from tests.chaos.leftovers import Pids
from tests.chaos.parts import ROLES, Parts, servers
from tests.chaos.reporting import progress, summary

ASKED = ("records", "kills", "only", "writers", "seed", "rival", "bug", "spoilt")
RESULT, LOCK, JOURNAL, CAMPAIGN = "result.json", "lock", "journal.jsonl", "campaign.json"
IN_ORDER = 10  # seconds that the parts of a leg have to end by themselves


class AnotherCampaign(Exception):
    """The folder holds a campaign that asked for something else, or somebody is at it."""


class Campaign:
    """A run, or a leg of one, on a folder of its own."""

    def __init__(self, folder, asked):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.records, self.kills, self.writers = folder, asked.records, asked.kills, asked.writers
        self._lock = (folder / LOCK).open("w")
        self._claim({name: getattr(asked, name) for name in ASKED})
        self.left = Pids(folder).end_all()
        self.journal = Journal(folder / JOURNAL)
        self.rival, self.change = asked.rival, asked.rival or asked.bug
        self.faults = Faults(folder, asked.seed, asked.spoilt)
        self.roles = [asked.only] if asked.only else ROLES
        victims = [self.roles[number % len(self.roles)] for number in range(asked.kills)]
        random.Random(asked.seed).shuffle(victims)
        self.victims = victims[self.journal.kept.kills.total() :]
        self._keeps, self._seed = bool(asked.folder), asked.seed
        self._end = time.monotonic() + 60 * asked.minutes if asked.minutes else float("inf")
        self._phase, self._since, self._processor = "prepare", time.monotonic(), time.process_time()

    def _claim(self, asked):
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherCampaign(f"somebody is at {self.folder}") from error
        path = self.folder / CAMPAIGN
        if path.exists() and json.loads(path.read_text()) != asked:
            raise AnotherCampaign(f"{self.folder} was begun with {path.read_text()}")
        path.write_text(json.dumps(asked))

    def result(self):
        """What it said when it was finished; None while it is not."""
        path = self.folder / RESULT
        return json.loads(path.read_text()) if path.exists() else None

    def is_over(self):
        """Whether this leg is to end."""
        return time.monotonic() > self._end

    def leg(self, like):
        """Go on until all is confirmed and counted, or the leg is over; the report."""
        if self._keeps:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._interrupt)
        self.journal.add("leg")
        if self.left:
            print(f"ended what was left running: {', '.join(self.left)}", file=sys.stderr, flush=True)
        kept = self.journal.kept
        if "prepared" not in kept.passed:
            self._clear()
        server, broker, env = servers(self.folder)
        os.environ.update(env)
        parts = Parts(self.folder, env, server, broker, self.faults.path, self.change)
        try:
            self._prepare(server, env, like)
            report = self._destroy(parts) if "seeded" in kept.passed else {}
        finally:
            self.lasted("stop", parts if parts.are_started() else None)
            parts.stop(IN_ORDER if self._keeps else 0)
            self.lasted("")
        return self._said(report)

    def _interrupt(self, *_):
        self._end = 0

    def _clear(self):
        """What was prepared in part is worth nothing."""
        for one in self.folder.iterdir():
            if one.name not in {LOCK, JOURNAL, CAMPAIGN}:
                shutil.rmtree(one) if one.is_dir() else one.unlink()

    def _prepare(self, server, env, like):
        if "prepared" not in self.journal.kept.passed:
            databases.prepare(server, env, like)
            changing.prepare(self.change, env)
        import django

        django.setup()
        from tests.chaos import seeding

        if "prepared" not in self.journal.kept.passed:
            seeding.originals(self.writers)
            self.journal.add("passed", "prepared")
        self.lasted("seed")
        projects = -(-self.records // seeding.VERSIONS)
        if "seeded" not in self.journal.kept.passed and seeding.copies(projects, self.is_over):
            databases.analyze(server)
            self.journal.add("passed", "seeded")
        self.lasted("start")

    def lasted(self, phase, parts=None):
        """Keep how long the present phase has lasted, and what was used in it; go on with another one."""
        now, used = time.monotonic(), time.process_time()
        cpu = parts.newly_used() | {"harness": round(used - self._processor, 2)} if parts else {}
        self.journal.add("lasted", self._phase, round(now - self._since, 1), cpu)
        self._phase, self._since, self._processor = phase, now, used

    def _destroy(self, parts):
        from tests.chaos.destroying import Destruction

        self.faults.begin(self.journal.kept.kills.total())
        parts.newly_used()  # what seeding used is no part of a confirmation
        parts.start()
        self.lasted("confirm")
        return Destruction(self, parts).carry_out()

    def minute(self, parts, total, before):
        """What is done once a minute; how many are confirmed now, and when that was.

        :param before: what this gave the last time.
        """
        self.lasted(self._phase, parts)
        self.journal.add("faults", self.faults.new(parts.layout.national_url))
        for part in parts.by_name.values():
            part.bound_log()
        done, at = len(self.journal.kept.seen), time.monotonic()
        rate = max(0, done - before[0]) / max(0.001, at - before[1])
        said = progress(self.journal.kept, total, self.kills, rate, os.getloadavg()[0])
        print(said, file=sys.stderr, flush=True)
        return done, at

    def _said(self, report):
        kept = self.journal.kept
        whole = summary(kept) | report
        whole |= {"seed": self._seed, "by": self.change or "outbox", "load": round(os.getloadavg()[0], 1)}
        if "records" in report:
            (self.folder / RESULT).write_text(json.dumps(whole))
            return whole
        return whole | {"unfinished": f"{len(kept.seen):,} of {self.records:,} confirmed"}
