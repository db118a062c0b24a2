"""Everything is killed at random while confirmations go out: nothing is lost, doubled or out of order (P1)."""

import json
import subprocess

import pytest

from embedded.paths import PYTHON, ROOT

WRONG = ("lost", "doubled", "out_of_order", "receipts_wrong", "unsettled")


@pytest.mark.prove(everyday=False)
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(seed):
    command = [PYTHON, ROOT / "tests/chaos/run.py", "--records", "500", "--kills", "40", "--seed", str(seed)]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=3600, check=False)

    report = json.loads(ended.stdout.strip().splitlines()[-1])
    assert {name: report[name] for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert sum(report["kills"].values()) == 40
    assert ended.returncode == 0
