"""Everything is killed at random while confirmations go out: nothing is lost, doubled or out of order (P1)."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from embedded.paths import PYTHON, ROOT, data_folder
from embedded.process import wait_until
from tests.chaos.reporting import WRONG
from tests.fixtures.processes import address

NOTHING = {**dict.fromkeys(WRONG, 0), "blind_to": []}


@pytest.fixture
def folder():
    """One that PostgreSQL's user can reach."""
    made = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
    yield made
    shutil.rmtree(made)


def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(db):
    report, status = destroy("--records", "500", "--kills", "8", "--seed", "1")

    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["records"], sum(report["kills"].values()), status) == (500, 8, 0)
    assert report["bulk"]["done"] > 0


@pytest.mark.prove(everyday=False)
def test_nothing_is_lost_of_two_hundred_thousand_confirmations_in_a_thousand_kills(db):
    """A leg of the campaign, of CHAOS_MINUTES: it goes on where the last one ended."""
    folder = data_folder() / "campaign"
    minutes = os.environ.get("CHAOS_MINUTES", "120")

    asked = ("--records", "200000", "--kills", "1000", "--seed", "1", "--folder", str(folder), "--minutes", minutes)

    report, status = destroy(*asked, seconds=None)

    assert not any(report.get(name) for name in WRONG)
    if "unfinished" in report:
        pytest.skip(f"{report['unfinished']}, {report['kills']}; nothing is wrong so far, the next leg goes on")
    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["records"], sum(report["kills"].values()), status) == (200_000, 1_000, 0)
    # What it said is kept; the next proof begins a campaign of its own.
    shutil.copy(folder / "result.json", folder.with_suffix(".json"))
    shutil.rmtree(folder)


@pytest.mark.prove(everyday=False)
def test_a_campaign_goes_on_where_it_was_killed(folder, db):
    """After its first kills the harness itself is killed; the next leg ends what it left running."""
    asked = ("--records", "120", "--kills", "8", "--seed", "3", "--folder", str(folder))
    journal = folder / "journal.jsonl"
    with subprocess.Popen(command_of(*asked), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        is_at_work = lambda: journal.exists() and '"kill"' in journal.read_text()  # noqa: E731
        wait_until(is_at_work, first, name="the first leg", log=journal, seconds=300)
        first.kill()

    report, status = destroy(*asked)

    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["records"], sum(report["kills"].values()), report["legs"], status) == (120, 8, 2, 0)


@pytest.mark.prove(everyday=False)
@pytest.mark.parametrize(
    ("bug", "wrong"),
    [
        ("early", {"lost"}),
        ("forgetful", {"lost"}),
        ("eager", {"doubled"}),
        ("lying", {"taken_back", "denied"}),
    ],
)
def test_a_bug_that_is_put_in_is_found(bug, wrong, db):
    # Not every kind of fault brings each bug out, so there are more of them than in other runs.
    report, status = destroy("--records", "80", "--kills", "8", "--spoilt", "0.5", "--bug", bug)

    assert {name for name in wrong if report[name] > 0} == wrong
    assert status == 1


@pytest.mark.prove(everyday=False)
def test_what_was_confirmed_survives_a_hundred_kills_of_the_database_under_thirty_two_writers(db):
    report, status = destroy(
        "--only", "postgres", "--writers", "32", "--records", "1000", "--kills", "100", "--seed", "1"
    )

    assert {name: report[name] for name in WRONG} == NOTHING
    assert (report["writers"], report["records"], report["kills"]["postgres"], status) == (32, 1_000, 100, 0)


def destroy(*options, seconds=3600):
    """What a run on a copy of the session's database reports, and its exit status."""
    ended = subprocess.run(command_of(*options), stdout=subprocess.PIPE, text=True, timeout=seconds, check=False)
    assert ended.stdout
    return json.loads(ended.stdout.strip().splitlines()[-1]), ended.returncode


def command_of(*options):
    return [PYTHON, ROOT / "tests/chaos/run.py", "--like", address("portal_owner"), *options]
