"""Everything is killed at random while confirmations go out: nothing is lost, doubled or out of order (P1)."""

import json
import subprocess

import pytest

from embedded.paths import PYTHON, ROOT
from tests.chaos.run import WRONG
from tests.fixtures.processes import address

NOTHING = {**dict.fromkeys(WRONG, 0), "blind_to": []}


@pytest.mark.prove
def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(full_size, db):
    records, kills = (2_000, 96) if full_size else (500, 8)

    report, status = destroy("--records", str(records), "--kills", str(kills), "--seed", "1")

    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["records"], sum(report["kills"].values()), status) == (records, kills, 0)


@pytest.mark.prove(everyday=False)
@pytest.mark.parametrize(("bug", "wrong"), [("early", "lost"), ("forgetful", "lost"), ("eager", "doubled")])
def test_a_bug_that_is_put_in_is_found(bug, wrong, db):
    report, status = destroy("--records", "80", "--kills", "8", "--bug", bug)

    assert report[wrong] > 0
    assert status == 1


@pytest.mark.prove(everyday=False)
def test_what_was_confirmed_survives_a_hundred_kills_of_the_database_under_thirty_two_writers(db):
    report, status = destroy(
        "--only", "postgres", "--writers", "32", "--records", "1000", "--kills", "100", "--seed", "1"
    )

    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["writers"], report["records"], report["kills"]["postgres"], status) == (32, 1_000, 100, 0)


def destroy(*options):
    """What a run on a copy of the session's database reports, and its exit status."""
    command = [PYTHON, ROOT / "tests/chaos/run.py", "--like", address("portal_owner"), *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=3600, check=False)
    assert ended.stdout, ended.stderr[-2000:]
    return json.loads(ended.stdout.strip().splitlines()[-1]), ended.returncode
