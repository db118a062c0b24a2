"""What a campaign keeps from leg to leg, and what it reads on the way (P1)."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.chaos.desk import NotTaken, outcomes_of
from tests.chaos.keeping import Journal, read
from tests.chaos.leftovers import NAME, Pids
from tests.chaos.reporting import WRONG, progress, summary


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


def test_legs_add_up_to_one_campaign(path):
    first = Journal(path)
    for event in (["leg"], ["kill", "web"], ["lasted", "confirm", 60.0, {"web": 30.0}], ["trouble", "OSError"]):
        first.add(*event)
    first.add("seen", [1, 2])
    first.add("pressed", 18, 2)
    first.add("unanswered")
    second = Journal(path)
    for event in (
        ["leg"],
        ["kill", "web"],
        ["kill", "relay"],
        ["lasted", "confirm", 40.0, {"web": 20.0, "relay": 1.0}],
    ):
        second.add(*event)
    second.add("raised", 3)
    second.add("seen", [3, 4])

    report = summary(Journal(path).kept)

    assert report["legs"] == 2
    assert report["kills"] == {"web": 2, "relay": 1}
    assert (report["seconds"], report["all_seconds"]) == ({"confirm": 100.0}, 100.0)
    assert report["cpu_seconds"] == {"web": 50.0, "relay": 1.0}
    assert report["cpu_seconds_a_record"] == {"web": 12.5, "relay": 0.25}
    assert (report["ended_by_themselves"], report["restarts"]) == (3, 6)
    assert report["troubles_of_the_officials"] == {"OSError": 1}
    assert report["bulk"] == {"presses": 1, "done": 18, "refused": 2, "unanswered": 1}
    assert not any(report.get(name) for name in WRONG)


def test_what_the_portal_said_before_a_leg_ended_is_looked_for_in_the_next(path):
    Journal(path).add("told", [1, 2])

    later = Journal(path)
    later.look([1])

    assert summary(later.kept)["taken_back"] == 1
    assert (later.kept.seen, later.kept.told) == ({1}, set())


def test_what_was_seen_to_be_confirmed_and_is_no_more_is_forgotten_once(path):
    Journal(path).add("seen", [1, 2])

    Journal(path).look([1])
    Journal(path).look([1])

    assert summary(Journal(path).kept)["forgotten"] == 1


def test_what_is_confirmed_without_an_answer_counts_as_done(path):
    journal = Journal(path)
    journal.look([7])
    journal.look([7])

    assert journal.kept.seen == {7}
    assert read(path) == [["seen", [7]]]


def test_an_event_that_was_written_in_part_is_cut_off(path):
    Journal(path).add("kill", "web")
    with path.open("a") as file:
        file.write('["kill", "re')

    Journal(path).add("kill", "beat")

    assert read(path) == [["kill", "web"], ["kill", "beat"]]


def test_a_line_each_minute_says_where_the_campaign_is_and_what_is_wrong(path):
    journal = Journal(path)
    journal.add("leg")
    journal.add("seen", list(range(1000)))
    journal.add("taken_back", [3])

    said = progress(journal.kept, total=200_000, kills=1_000, rate=5.0, load=2.04)

    assert said.startswith(
        "leg 1: 1,000 of 200,000 confirmed, 0 of 1,000 kills, 0 troubles, 5.0 a second, 11.1 h to go"
    )
    assert said.endswith("WRONG {'taken_back': 1}")


BULK = """<p class="lead">共 2 件，已办理 1 件</p><tr>
<td data-label="办件编号"><a href="/authority/cases/20261123000001/">20261123000001</a></td>
<td data-label="结果" class="nowrap"><span>{first}</span></td><td data-label="说明">已确认，定为C级</td></tr>
<tr><td data-label="办件编号"><a href="/authority/cases/20261123000002/">20261123000002</a></td>
<td data-label="结果" class="nowrap"><span>未办理</span></td><td data-label="说明">系统核对有疑点</td></tr>"""


def test_the_bulk_page_is_read_case_by_case():
    assert outcomes_of(BULK.format(first="已办理")) == {"20261123000001": True, "20261123000002": False}


@pytest.mark.parametrize("page", ["<h1>批量确认</h1>", BULK.format(first="未办理")], ids=["another page", "miscounted"])
def test_a_page_that_does_not_say_what_became_of_each_is_no_answer(page):
    with pytest.raises(NotTaken):
        outcomes_of(page)


def test_what_was_left_running_is_ended_but_nothing_that_has_its_number_since(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as left:
        Pids(tmp_path).note("web", left.pid)
        noted = json.loads((tmp_path / NAME).read_text())
        (tmp_path / NAME).write_text(json.dumps(noted | {"relay": [os.getpid(), 1]}))
        reaping = threading.Thread(target=left.wait)
        reaping.start()

        assert Pids(tmp_path).end_all() == ["web"]

        reaping.join()
        assert left.returncode == -signal.SIGKILL
        assert Pids(tmp_path).end_all() == []
