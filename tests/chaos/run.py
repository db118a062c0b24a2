"""``python tests/chaos/run.py --records N --kills K --seed S``: kill everything, at random, and count what is wrong.

Starts a PostgreSQL, a Redis, web, relay, worker, beat, sequencer and the mock national platform of its own. Cases are
confirmed through the web process while parts are killed with SIGKILL and started again, and the platform misbehaves in
all its ways. When all are confirmed the faults stop; once nothing is on its way any more one line of JSON is printed.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from tests.chaos import changing, databases  # noqa: E402 -- the source roots come first
from tests.chaos.changing import BUGS, RIVALS  # noqa: E402
from tests.chaos.counting import Found, behind_a_lost_one, blind_to, count  # noqa: E402
from tests.chaos.parts import ROLES, Parts, servers  # noqa: E402

PASSWORD = "correct-horse-battery"
WRITERS = 6
WRONG = ("forgotten", "taken_back", "lost", "doubled", "out_of_order", "receipts_wrong", "unsettled", "blind_to")
SPOILT = 0.1  # share of batches that meet a fault
QUIET_WITHIN = {False: 300, True: 90}  # seconds without an effect; a rival's tasks may come back after a minute
TROUBLE = (OSError, sqlite3.Error)
SLOW = {"hang": 0.2, "heavy_tail": 0.5}  # of a mode's share: one costs senders a whole time limit
MORE = {
    "refuse": {"seconds": 1},
    "clock_skew": {"seconds": 600},
    "429": {"retry_after": 1},
    "heavy_tail": {"seconds": 0.1},
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=500, help="confirmations, two of each project")
    options.add_argument("--kills", type=int, default=8)
    options.add_argument("--only", choices=ROLES, help="kill this part alone (P8: postgres)")
    options.add_argument("--writers", type=int, default=WRITERS, help="officials who confirm at once, one a unit")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--like", help="address of a migrated database without rows: begin with a copy of it")
    options.add_argument("--rival", choices=list(RIVALS), default="", help="who delivers instead of the outbox")
    options.add_argument("--bug", choices=list(BUGS), default="", help="a bug that is put in")
    options.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
    try:
        report = Run(folder, asked).run(asked.like)
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report), flush=True)
    return int(any(report.get(name) for name in WRONG))


class Run:
    """One run on a folder of its own."""

    def __init__(self, folder, asked):
        self.folder, self.records, self.kills, self.seed = folder, asked.records, asked.kills, asked.seed
        self.rival, self.change = asked.rival, asked.rival or asked.bug
        self.random = random.Random(asked.seed)
        self.roles, self.writers = [asked.only] if asked.only else ROLES, asked.writers
        self.faults = folder / "faults.json"

    def run(self, like):
        began = time.monotonic()
        server, broker, env = servers(self.folder)
        os.environ.update(env)
        databases.prepare(server, env, like)
        changing.prepare(self.change, env)
        import django

        django.setup()
        from tests.chaos import seeding

        self._write_faults()
        prepared = time.monotonic()
        steps, officials = seeding.cases((self.records + 1) // 2, self.writers)
        seeded = time.monotonic()
        parts = Parts(self.folder, env, server, broker, self.faults, self.change)
        try:
            parts.start()
            started = time.monotonic()
            report = self._destroy(parts, steps, officials)
        finally:
            parts.stop()
        took = {"prepare": prepared - began, "seed": seeded - prepared, "start": started - seeded}
        cpu = {name: round(part.cpu_seconds) for name, part in parts.by_name.items()}
        return report | {
            "cpu_seconds": cpu | {"harness": round(time.process_time())},
            "before_seconds": {name: round(seconds, 1) for name, seconds in took.items()},
            "all_seconds": round(time.monotonic() - began, 1),
            "load": round(os.getloadavg()[0], 1),
        }

    def _write_faults(self):
        from national.mock.faults import Mode

        share = SPOILT / len(Mode)
        rules = [{"mode": mode, "count": 0, "p": share * SLOW.get(mode, 1), **MORE.get(mode, {})} for mode in Mode]
        self.faults.write_text(json.dumps({"seed": self.seed, "rules": rules}))

    def _destroy(self, parts, steps, people):
        from tests.chaos.people import Official, Work

        work = Work(steps)
        officials = [Official(parts.layout.url, unit, user, PASSWORD, work) for unit, user in people.items()]
        for official in officials:
            official.start()
        began = time.monotonic()
        victims = [self.roles[number % len(self.roles)] for number in range(self.kills)]
        self.random.shuffle(victims)
        ended_by_itself, back = 0, []
        while any(official.is_alive() for official in officials):
            # The kills are spread over the work: one whenever its share of the records is confirmed.
            due = int(work.done / work.total * (self.kills + 1))
            while victims and self.kills - len(victims) < due:
                parts.kill(victims.pop())
                back += self._until_answered(parts, work, officials)
            ended_by_itself += parts.raise_the_dead()
            time.sleep(0.2)
        for victim in victims:
            parts.kill(victim)
        confirmed = time.monotonic() - began
        quiet = self._until_quiet(parts)
        return self._count(work.total) | {
            "records": work.total,
            "kills": {name: part.kills for name, part in parts.by_name.items()},
            "seconds": round(confirmed, 1),
            "quiet_after_seconds": round(quiet, 1),
            "troubles_of_the_officials": sum(official.troubles for official in officials),
            "ended_by_themselves": ended_by_itself,
            "writers": len(officials),
            "taken_back": sum(official.taken_back for official in officials),
            "answers_after_seconds": {"median": round(median(back), 2), "most": round(max(back), 2)} if back else {},
            "seed": self.seed,
            "by": self.change or "outbox",
        }

    def _until_answered(self, parts, work, officials):
        """Seconds from the restart of the only victim to the first answer to somebody who asked after it."""
        if len(self.roles) > 1:
            return []
        while work.answered < parts.restarted:
            if not any(official.is_alive() for official in officials):
                return []
            parts.raise_the_dead()
            time.sleep(0.05)
        return [time.monotonic() - parts.restarted]

    def _until_quiet(self, parts):
        self.faults.write_text(json.dumps({"seed": self.seed, "rules": []}))
        began = moved = time.monotonic()
        effects = -1
        while time.monotonic() - moved < QUIET_WITHIN[bool(self.rival)]:
            parts.raise_the_dead()
            with contextlib.suppress(*TROUBLE):
                self._behaves_well(parts)
                if self._is_all_there():
                    break
                if effects != (effects := len(self._effects())):
                    moved = time.monotonic()
            time.sleep(0.2)
        return time.monotonic() - began

    def _behaves_well(self, parts):
        url = f"{parts.layout.national_url}/_faults"
        urllib.request.urlopen(urllib.request.Request(url, self.faults.read_bytes(), method="POST"), timeout=5).close()

    def _is_all_there(self):
        """Nothing is on its way any more; of a rival's, everything has taken effect."""
        from django.db import DatabaseError, InterfaceError, connection

        from national.models import Message

        try:
            if not self.rival:
                return not Message.objects.pending().exists()
            return count(self._found())["lost"] == 0
        except (DatabaseError, InterfaceError):
            connection.close()
            return False

    def _count(self, confirmed):
        from national.models import Message

        found = self._found()
        # Whoever confirmed had seen it in the database; a kill of PostgreSQL must not take it back (P8).
        forgotten = {"forgotten": confirmed - len(found.expected)}
        effects = {
            "effects": len(found.effects),
            "restored": sum(restored for *_, restored in found.effects),
        }
        if self.rival:
            return {**forgotten, **count(found), "behind_a_lost_one": behind_a_lost_one(found), **effects}
        return {
            **forgotten,
            **count(found),
            "blind_to": blind_to(found),
            "unsettled": Message.objects.pending().count(),
            "redelivered": sum(tries - 1 for tries in Message.objects.values_list("tries", flat=True)),
            **effects,
        }

    def _effects(self):
        with sqlite3.connect(self.folder / "national.sqlite3") as platform:
            return platform.execute("SELECT aggregate, version, restored FROM effect ORDER BY id").fetchall()

    def _found(self):
        from confirmation.models import Case
        from national.models import Message, MessageState, Receipt

        effects = self._effects()
        with sqlite3.connect(self.folder / "national.sqlite3") as platform:
            held = dict(platform.execute("SELECT key, digest FROM receipt").fetchall())
        # One version for every confirmation that stands, whatever the outbox says.
        expected, versions = [], {}
        for guid in Case.objects.filter(status="CONFIRMED").values_list("project__row_guid", flat=True):
            versions[guid] = versions.get(guid, 0) + 1
            expected.append((str(guid), versions[guid]))
        digests = dict(Receipt.objects.order_by("pk").values_list("message_id", "digest"))
        acknowledged = Message.objects.filter(state=MessageState.ACKNOWLEDGED).values_list("key", "pk")
        return Found(expected, effects, held, [(key, digests.get(pk)) for key, pk in acknowledged])


if __name__ == "__main__":
    sys.exit(main())
