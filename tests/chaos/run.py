"""``python tests/chaos/run.py --records N --kills K --seed S``: kill everything, at random, and count what is wrong.

Starts a PostgreSQL, a Redis, web, relay, worker, beat, sequencer and the mock national platform of its own. Cases are
confirmed through the web process while parts are killed with SIGKILL and started again, and the platform misbehaves in
all its ways. When all are confirmed the faults stop; once nothing is on its way any more one line of JSON is printed.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from embedded.paths import PYTHON  # noqa: E402 -- the source roots come first
from tests.chaos.parts import ROLES, Parts, servers  # noqa: E402

PASSWORD = "correct-horse-battery"
SPOILT = 0.1  # share of batches that meet a fault
QUIET_WITHIN = 300
SLOW = {"hang": 0.2, "heavy_tail": 0.5}  # of a mode's share: one costs senders a whole time limit
MORE = {
    "refuse": {"seconds": 1},
    "clock_skew": {"seconds": 600},
    "429": {"retry_after": 1},
    "heavy_tail": {"seconds": 0.1},
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=500)
    options.add_argument("--kills", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
    try:
        report = Run(folder, asked.records, asked.kills, asked.seed).run()
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(report), flush=True)
    return int(any(report[name] for name in ("lost", "doubled", "out_of_order", "receipts_wrong", "unsettled")))


class Run:
    """One run on a folder of its own."""

    def __init__(self, folder, records, kills, seed):
        self.folder, self.records, self.kills, self.seed = folder, records, kills, seed
        self.random = random.Random(seed)
        self.faults = folder / "faults.json"

    def run(self):
        server, broker, env = servers(self.folder)
        os.environ.update(env)
        subprocess.run([PYTHON, ROOT / "manage.py", "migrate", "--verbosity", "0"], env=env, check=True)
        subprocess.run([PYTHON, ROOT / "manage.py", "load_reference", "--verbosity", "0"], env=env, check=True)
        import django

        django.setup()
        from tests.chaos import seeding

        self._write_faults()
        projects = (self.records + 1) // 2
        began = time.monotonic()
        firsts, people = seeding.cases(projects)
        seeded = time.monotonic() - began
        parts = Parts(self.folder, env, server, broker, self.faults)
        try:
            parts.start()
            return self._destroy(parts, firsts, people) | {"seeding_seconds": round(seeded, 1)}
        finally:
            parts.stop()

    def _write_faults(self):
        from national.mock.faults import Mode

        share = SPOILT / len(Mode)
        rules = [{"mode": mode, "count": 0, "p": share * SLOW.get(mode, 1), **MORE.get(mode, {})} for mode in Mode]
        self.faults.write_text(json.dumps({"seed": self.seed, "rules": rules}))

    def _destroy(self, parts, firsts, people):
        from tests.chaos.people import Official, Work

        work = Work(firsts, 2)
        officials = [Official(parts.layout.url, unit, name, PASSWORD, work) for unit, name in people]
        for official in officials:
            official.start()
        began, total = time.monotonic(), len(firsts) * 2
        victims = [ROLES[number % len(ROLES)] for number in range(self.kills)]
        self.random.shuffle(victims)
        ended_by_itself = 0
        while any(official.is_alive() for official in officials):
            # The kills are spread over the work: one whenever its share of the records is confirmed.
            due = int(work.done / total * (self.kills + 1))
            while victims and self.kills - len(victims) < due:
                parts.kill(victims.pop())
            ended_by_itself += parts.raise_the_dead()
            time.sleep(0.2)
        for victim in victims:
            parts.kill(victim)
        confirmed = time.monotonic() - began
        quiet = self._until_quiet(parts)
        return self._count(parts) | {
            "records": total,
            "kills": {name: part.kills for name, part in parts.by_name.items()},
            "seconds": round(confirmed, 1),
            "quiet_after_seconds": round(quiet, 1),
            "troubles_of_the_officials": sum(official.troubles for official in officials),
            "ended_by_themselves": ended_by_itself,
            "seed": self.seed,
        }

    def _until_quiet(self, parts):
        import urllib.request

        from django.db import DatabaseError, InterfaceError, connection

        from national.models import Message

        self.faults.write_text(json.dumps({"seed": self.seed, "rules": []}))
        began = time.monotonic()
        while time.monotonic() - began < QUIET_WITHIN:
            parts.raise_the_dead()
            try:
                request = urllib.request.Request(
                    f"{parts.layout.national_url}/_faults", self.faults.read_bytes(), method="POST"
                )
                urllib.request.urlopen(request, timeout=5).close()
                if not Message.objects.pending().exists():
                    break
            except (OSError, DatabaseError, InterfaceError):
                connection.close()
            time.sleep(0.2)
        return time.monotonic() - began

    def _count(self, parts):
        from national.models import Message, MessageState, Receipt

        with sqlite3.connect(self.folder / "national.sqlite3") as platform:
            effects = platform.execute("SELECT aggregate, version, restored FROM effect ORDER BY id").fetchall()
            theirs = dict(platform.execute("SELECT key, digest FROM receipt").fetchall())
        first = Counter((aggregate, version) for aggregate, version, restored in effects if not restored)
        order = {}
        for aggregate, version, _ in effects:
            order.setdefault(aggregate, []).append(version)
        expected = self._expected()
        messages = {(one.aggregate, one.version): one for one in Message.objects.defer("payload")}
        receipts = {one.message_id: one for one in Receipt.objects.order_by("pk")}
        wrong = [
            one
            for one in messages.values()
            if one.state == MessageState.ACKNOWLEDGED
            and (one.pk not in receipts or theirs.get(one.key) != receipts[one.pk].digest)
        ]
        return {
            "lost": sum((aggregate, version) not in first for aggregate, version in expected),
            "doubled": sum(count > 1 for count in first.values()),
            "out_of_order": sum(versions != sorted(versions) for versions in order.values()),
            "receipts_wrong": len(wrong),
            "unsettled": Message.objects.pending().count(),
            "effects": len(effects),
            "restored": sum(restored for *_, restored in effects),
            "redelivered": sum(message.tries - 1 for message in messages.values()),
        }

    def _expected(self):
        """What was decided: one version for every confirmation in the ledger of grades, whatever the outbox says."""
        from confirmation.models import Case

        counts = Counter(str(guid) for guid in Case.objects.filter(status="CONFIRMED").values_list(
            "project__row_guid", flat=True))  # fmt: skip
        return [(aggregate, version) for aggregate, count in counts.items() for version in range(1, count + 1)]


if __name__ == "__main__":
    sys.exit(main())
