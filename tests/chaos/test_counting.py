"""The counting of a run sees every kind of fault (P1)."""

import pytest

from tests.chaos.counting import Found, behind_a_lost_one, blind_to, count

EXPECTED = [("a", 1), ("a", 2), ("b", 1)]
EFFECTS = [("a", 1, False), ("b", 1, False), ("a", 2, False)]
HELD = {"key-a2": "digest", "key-b1": "digest"}
CLEAN = {"lost": 0, "doubled": 0, "out_of_order": 0, "receipts_wrong": 0}


def found(effects=EFFECTS, acknowledged=(("key-a2", "digest"), ("key-b1", "digest"))):
    return Found(EXPECTED, effects, HELD, acknowledged)


def test_a_run_in_which_everything_arrived_has_nothing_wrong():
    assert count(found()) == CLEAN


@pytest.mark.parametrize(
    ("spoilt", "wrong"),
    [
        pytest.param(found(EFFECTS[:2]), {"lost": 1}, id="never arrived"),
        pytest.param(found([*EFFECTS[:2], ("a", 2, True)]), {"lost": 1}, id="only when it was asked for again"),
        pytest.param(found([*EFFECTS, EFFECTS[1], EFFECTS[1]]), {"doubled": 2}, id="three times"),
        pytest.param(found([EFFECTS[2], *EFFECTS[:2]]), {"out_of_order": 1}, id="the second before the first"),
        pytest.param(
            found(acknowledged=[("key-a2", "other")]), {"receipts_wrong": 1}, id="a receipt of something else"
        ),
        pytest.param(found(acknowledged=[("key-x", "digest")]), {"receipts_wrong": 1}, id="a receipt unknown there"),
        pytest.param(found(acknowledged=[("key-b1", None)]), {"receipts_wrong": 1}, id="delivered without a receipt"),
    ],
)
def test_each_fault_is_counted_where_it_belongs(spoilt, wrong):
    assert count(spoilt) == CLEAN | wrong


def test_a_version_taken_again_after_a_loss_is_not_doubled():
    assert count(found([*EFFECTS, ("a", 2, True)])) == CLEAN


def test_a_clean_run_is_spoilt_in_every_way_and_each_is_seen():
    assert blind_to(found()) == []


def test_counting_that_looks_away_is_told_so(monkeypatch):
    monkeypatch.setattr("tests.chaos.counting._orders", lambda effects: [])

    assert blind_to(found()) == ["out_of_order"]


def test_what_is_lost_because_an_earlier_version_is_lost_is_told_apart():
    assert behind_a_lost_one(found([EFFECTS[1]])) == 1


FOUR = [("a", version) for version in (1, 2, 3, 4)]


def test_a_run_of_four_versions_is_spoilt_in_every_way_too():
    effects = [(aggregate, version, False) for aggregate, version in FOUR]
    held = {f"key-{version}": "digest" for _, version in FOUR}

    assert blind_to(Found(FOUR, effects, held, list(held.items()))) == []
