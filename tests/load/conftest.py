"""Figures: measured by ``make prove``, kept in docs/figures.jsonl with the commit and the day."""

import json
import os
import subprocess

import pytest

from common import clock
from embedded.paths import ROOT


@pytest.fixture
def figure():
    """``figure("ledger.save", ratio=1.2, …)`` keeps one line; figures are never asserted on."""

    def keep(name, **values):
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()
        # What else ran on the machine belongs to a figure of seconds.
        machine = {"cores": os.cpu_count(), "load": round(os.getloadavg()[1], 1)}
        line = {"name": name, "commit": commit, "on": str(clock.day_of(clock.now())), **machine, **values}
        with (ROOT / "docs" / "figures.jsonl").open("a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        print(line)

    return keep
