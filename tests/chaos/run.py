"""``python tests/chaos/run.py --records N --kills K --seed S``: kill everything, at random, and count what is wrong.

Starts a PostgreSQL, a Redis, web, relay, worker, beat, sequencer and the mock national platform of its own. Cases are
confirmed through the web process while parts are killed with SIGKILL and started again, and the platform misbehaves in
all its ways. When all are confirmed the faults stop; once nothing is on its way any more one line of JSON is printed.

With ``--folder`` it is a campaign, in legs: a leg ends after ``--minutes``, with SIGINT or SIGTERM, or because it was
killed itself, and the same command goes on where it ended. Ends with 0 when nothing is wrong, 1 when something is, and
3 when nothing is wrong so far and another leg is due.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from tests.chaos.campaign import Campaign  # noqa: E402 -- the source roots come first
from tests.chaos.changing import BUGS, RIVALS  # noqa: E402
from tests.chaos.parts import ROLES  # noqa: E402
from tests.chaos.reporting import WRONG  # noqa: E402

WRITERS = 6
TO_BE_GONE_ON_WITH = 3


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=500, help="confirmations, four of each project")
    options.add_argument("--kills", type=int, default=8)
    options.add_argument("--only", choices=ROLES, help="kill this part alone (P8: postgres)")
    options.add_argument("--writers", type=int, default=WRITERS, help="officials who confirm at once, one a unit")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--like", help="address of a migrated database without rows: begin with a copy of it")
    options.add_argument("--rival", choices=list(RIVALS), default="", help="who delivers instead of the outbox")
    options.add_argument("--bug", choices=list(BUGS), default="", help="a bug that is put in")
    options.add_argument("--spoilt", type=float, default=0.1, help="share of batches that meet a fault")
    options.add_argument("--folder", type=Path, help="a campaign: keep everything there, and go on with what is there")
    options.add_argument("--minutes", type=float, help="how long this leg of the campaign may take")
    options.add_argument("--keep", action="store_true", help="leave the folder with data and logs")
    asked = options.parse_args()
    if asked.minutes and not asked.folder:
        options.error("--minutes needs --folder: what is interrupted must be kept")
    report = carried_out(asked)
    print(json.dumps(report), flush=True)
    if any(report.get(name) for name in WRONG):
        return 1
    return TO_BE_GONE_ON_WITH if "unfinished" in report else 0


def carried_out(asked):
    """The report of a run, or of a campaign as far as it is."""
    if asked.folder:
        campaign = Campaign(asked.folder.resolve(), asked)
        return campaign.result() or campaign.leg(asked.like)
    folder = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
    try:
        return Campaign(folder, asked).leg(asked.like)
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
