"""What both sides hold, compared; every difference found, what was lost sent again under its key (X20)."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.context import Acting
from national import contract, reconciliation, tasks
from national.comparing import Differing, differences, differing_fields, unequal
from national.intervening import TheDifferenceNeedsNothing, settle_difference
from national.models import Difference, DifferenceKind, Message, MessageState, Reconciliation, RunState
from national.queries import delivery_of
from tests.national.support import deciding, send

PERSON = Acting(actor_id=1, actor_name="省厅管理员", role="ADMINISTRATOR", unit="吉林省住房和城乡建设厅")
HELD = st.dictionaries(st.text(min_size=1, max_size=8), st.tuples(st.integers(1, 9), st.sampled_from(["a", "b"])))


@given(HELD, HELD, st.randoms())
def test_buckets_differ_exactly_where_something_is_held_otherwise(ours, theirs, chance):
    mine, yours = ([(name, *held) for name, held in side.items()] for side in (ours, theirs))
    chance.shuffle(mine)

    prefixes = unequal(contract.buckets_of(mine), contract.buckets_of(yours))

    wrong = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    assert set(prefixes) == {contract.bucket_of(name) for name in wrong}
    assert {one.aggregate for one in differences(mine, yours)} == wrong


def test_each_kind_of_difference_has_its_name():
    ours = [("lost", 2, "a"), ("old", 3, "a"), ("other", 1, "a"), ("newer", 1, "a"), ("same", 1, "a")]
    theirs = [("old", 1, "b"), ("other", 1, "b"), ("newer", 2, "b"), ("same", 1, "a"), ("foreign", 4, "b")]

    assert differences(ours, theirs) == [
        Differing("foreign", DifferenceKind.EXTRA, 0, 4),
        Differing("lost", DifferenceKind.MISSING, 2, 0),
        Differing("newer", DifferenceKind.AHEAD, 1, 2),
        Differing("old", DifferenceKind.STALE, 3, 1),
        Differing("other", DifferenceKind.CORRUPT, 1, 1),
    ]


def test_fields_that_differ_are_named_without_their_values():
    ours = {"TBProjectInfo": [{"RowGuid": "1", "PrjName": "甲", "PrjNum": "1"}], "TBTenderInfo": [{"RowGuid": "2"}]}
    theirs = {"TBProjectInfo": [{"RowGuid": "1", "PrjName": "乙", "PrjNum": "1"}]}

    assert differing_fields(ours, theirs) == ["TBProjectInfo.PrjName", "TBTenderInfo.RowGuid"]


def test_buckets_are_compared_in_sets_that_memory_can_bear(monkeypatch):
    monkeypatch.setattr(reconciliation, "ROWS_AT_ONCE", 3)
    ours = {"a": (2, ""), "b": (2, ""), "c": (1, "")}

    portions = reconciliation._portions(["a", "b", "c", "d"], ours, {"b": (1, ""), "d": (9, "")})

    assert list(portions) == [{"a"}, {"b", "c"}, {"d"}]


@pytest.fixture
def compared(peer, clock, make_client):
    """Compare once; the run."""

    def once():
        clock.advance(seconds=1)
        return reconciliation.run(reconciliation.begin(at=clock()), client=make_client(), now=clock)

    return once


@pytest.fixture
def own_peer(peer):
    """A platform that holds nothing of other tests."""
    peer.spoil("DELETE FROM project")
    peer.spoil("DELETE FROM effect")
    return peer


FAULTS = {
    "M": ("MISSING", "DELETE FROM project"),
    "S": ("STALE", "UPDATE project SET version = version - 1"),
    "C": ("CORRUPT", "UPDATE project SET payload = replace(payload, '教学楼', '办公楼')"),
    "A": ("AHEAD", "UPDATE project SET version = version + 1"),
}


def found_in(run):
    return {row.aggregate: (row.kind, row.repaired_at is not None) for row in run.differences.all()}


@pytest.mark.django_db
def test_two_sides_that_hold_the_same_differ_in_nothing(own_peer, clock, run_drain, compared):
    for number in range(5):
        send(f"c-1-{number}", at=clock())
    send("c-1-0", at=clock(), flag="D")
    run_drain()
    send("c-1-waiting", at=clock())

    run = compared()

    assert (run.state, run.compared, run.buckets, run.in_flight, found_in(run)) == (RunState.DONE, 5, 0, 0, {})


@pytest.mark.django_db
def test_planted_faults_are_all_found_and_what_was_lost_is_there_again(own_peer, clock, run_drain, compared):
    chance = random.Random(17)
    names = [f"c-2-{number:03}" for number in range(60)]
    for name in names:
        for _ in range(chance.randint(1, 3)):
            send(name, at=clock())
    while run_drain().claimed:
        pass
    expected = {}
    for name, kind in zip(chance.sample(names, 30), "MSCA" * 7 + "MC", strict=True):
        wanted = "M" if kind == "S" and delivery_of(name).acknowledged_version == 1 else kind
        expected[name], statement = FAULTS[wanted]
        own_peer.spoil(f"{statement} WHERE aggregate = ?", name)
    own_peer.spoil("INSERT INTO project SELECT 'c-2-foreign', '2201022409019999', '', 4, 'U', '2024-12-31T00:00:00',"
                   " '{}', ? FROM project LIMIT 1", contract.bucket_of("c-2-foreign"))  # fmt: skip
    expected["c-2-foreign"] = "EXTRA"

    run = compared()

    found = found_in(run)
    assert {name: kind for name, (kind, _) in found.items()} == expected
    assert {name for name, (_, is_repaired) in found.items() if not is_repaired} == {
        name for name, kind in expected.items() if kind in {"AHEAD", "EXTRA"}
    }
    corrupt = next(name for name, kind in expected.items() if kind == "CORRUPT")
    assert run.differences.get(aggregate=corrupt).fields == ["TBProjectInfo.PrjName"]

    for row in run.differences.filter(repaired_at=None):
        settle_difference(by=PERSON, difference_id=row.pk, reason="核对后处理", at=clock())
    while run_drain().claimed:
        pass
    assert found_in(compared()) == {}
    assert not Message.objects.exclude(state=MessageState.ACKNOWLEDGED).exists()


@pytest.mark.django_db
def test_what_is_on_its_way_is_no_difference(own_peer, clock, run_drain, compared):
    send("c-3", at=clock())
    own_peer.faults({"mode": "reset_after_commit"})
    run_drain()  # it arrived, and its receipt was lost

    run = compared()

    assert (run.in_flight, found_in(run)) == (1, {})


@pytest.mark.django_db
def test_a_platform_that_does_not_answer_ends_the_comparison_with_its_reason(own_peer, clock, run_drain, compared):
    send("c-4", at=clock())
    run_drain()
    own_peer.kill()

    run = compared()

    assert (run.state, run.error) == (RunState.FAILED, "全国平台没有应答：连接不上对方平台：端口没有服务")


@pytest.mark.django_db
def test_one_comparison_runs_at_a_time_and_one_that_died_is_closed(clock):
    first = reconciliation.begin(at=clock())
    with pytest.raises(reconciliation.ItIsBeingCompared):
        reconciliation.begin(at=clock() + timedelta(minutes=59))

    second = reconciliation.begin(at=clock() + timedelta(minutes=60), asked_by="省厅管理员")

    first.refresh_from_db()
    assert (first.state, second.state, second.asked_by) == (RunState.FAILED, RunState.RUNNING, "省厅管理员")


@pytest.mark.django_db
def test_the_nightly_task_compares_and_leaves_a_running_one_alone(own_peer):
    tasks.compare_nightly()
    tasks.compare(run_id=Reconciliation.objects.get().pk)

    assert Reconciliation.objects.get().state == RunState.DONE
    assert not Difference.objects.exists()


@pytest.mark.django_db
def test_a_difference_is_settled_once(own_peer, clock, run_drain, compared):
    send("c-5", at=clock())
    run_drain()
    own_peer.spoil("UPDATE project SET version = 7 WHERE aggregate = 'c-5'")
    row = compared().differences.get()

    message = settle_difference(by=PERSON, difference_id=row.pk, reason="以省平台为准", at=clock())
    with pytest.raises(TheDifferenceNeedsNothing):
        settle_difference(by=PERSON, difference_id=row.pk, reason="以省平台为准", at=clock())

    assert (message.version, Message.objects.filter(aggregate="c-5").count()) == (8, 2)


@pytest.mark.django_db
def test_a_comparison_whose_worker_died_is_gone_on_with_and_finds_nothing_twice(
    own_peer, clock, run_drain, make_client
):
    for name in ("c-6-a", "c-6-b"):
        send(name, at=clock())
    run_drain()
    own_peer.spoil("UPDATE project SET version = 7 WHERE aggregate LIKE 'c-6-%'")
    clock.advance(seconds=1)
    run = reconciliation.begin(at=clock())
    for _ in range(2):
        with deciding():
            Reconciliation.objects.filter(pk=run.pk).update(state=RunState.RUNNING, ended_at=None)
        run = reconciliation.run(Reconciliation.objects.get(pk=run.pk), client=make_client(), now=clock)

    assert (run.state, run.buckets_done, run.differences.count()) == (RunState.DONE, run.buckets, 2)
