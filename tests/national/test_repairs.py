"""What the other platform has lost is sent again under its key; what is in conflict is decided by a person."""

import pytest
from django.db import DatabaseError

from audit.context import Acting
from audit.models import Event
from national.answers import Answer
from national.intervening import (
    AReasonIsNeeded,
    ItIsHeldAlready,
    ItIsNotHeld,
    TheMessageIsNotParked,
    hold,
    release,
    replay,
    send_anew,
    send_now,
)
from national.models import Failure, Hold, Message, MessageState, Receipt
from national.queries import delivery_of
from tests.national.support import deciding, document, send

pytestmark = pytest.mark.django_db
PERSON = Acting(actor_id=1, actor_name="省厅管理员", role="ADMINISTRATOR", unit="吉林省住房和城乡建设厅")


def states(aggregate):
    return list(
        Message.objects.filter(aggregate=aggregate).order_by("version").values_list("state", "tries", "repairs")
    )


def test_versions_that_the_platform_lost_are_sent_again_in_order_before_the_one_it_missed(peer, clock, run_drain):
    for _ in range(3):
        send("p-1", at=clock())
    run_drain()
    peer.spoil("DELETE FROM project WHERE aggregate = 'p-1'")
    peer.spoil("DELETE FROM receipt")
    send("p-1", at=clock())

    done = run_drain()
    assert (done.retried, done.acknowledged) == (1, 3)
    clock.advance(seconds=1)
    assert run_drain().acknowledged == 1

    assert states("p-1") == [("ACKNOWLEDGED", 2, 1)] * 3 + [("ACKNOWLEDGED", 2, 0)]
    assert [version for name, version in peer.effects() if name == "p-1"] == [1, 2, 3, 1, 2, 3, 4]
    assert delivery_of("p-1").acknowledged_version == 4


def test_a_lost_version_whose_receipt_the_platform_kept_is_taken_again_under_the_first_receipt(peer, clock, run_drain):
    first = send("p-2", at=clock())
    run_drain()
    receipt = Receipt.objects.get()
    peer.spoil("DELETE FROM project WHERE aggregate = 'p-2'")
    send("p-2", at=clock())
    assert run_drain().acknowledged == 1
    clock.advance(seconds=1)

    assert run_drain().acknowledged == 1
    assert Receipt.objects.get(message=first) == receipt
    assert delivery_of("p-2").national_shown


def test_a_gap_that_is_not_one_costs_a_second_sending_and_doubles_nothing(peer, clock, run_drain):
    """As a stale copy of the platform's database would answer."""
    send("p-3", at=clock())
    run_drain()
    second = send("p-3", at=clock())

    class Stale:
        def send(self, parcels):
            return {parcel.key: Answer("gap", 409, None, "缺少第1版", 1) for parcel in parcels}

    run_drain(Stale())
    assert states("p-3") == [("READY", 2, 1), ("READY", 1, 0)]
    clock.advance(seconds=1)
    run_drain()

    second.refresh_from_db()
    assert second.state == MessageState.ACKNOWLEDGED
    assert [version for name, version in peer.effects() if name == "p-3"] == [1, 2]


@pytest.mark.parametrize("repairs", [0, 2])
def test_an_acknowledged_message_waits_again_only_as_a_counted_repair(peer, clock, run_drain, repairs):
    message = send("p-4", at=clock())
    run_drain()

    with pytest.raises(DatabaseError, match="counted repair"), deciding():
        Message.objects.filter(pk=message.pk).update(state=MessageState.READY, acknowledged_at=None, repairs=repairs)

    assert states("p-4") == [("ACKNOWLEDGED", 1, 0)]


def test_what_is_held_stays_whole_lines_too_until_it_is_released(peer, clock, run_drain):
    send("p-5-held", at=clock())
    send("p-5-other", at=clock())
    first = hold(by=PERSON, aggregate="p-5-held", reason="企业来函更正", at=clock())
    with pytest.raises(ItIsHeldAlready, match="省厅管理员"):
        hold(by=PERSON, aggregate="p-5-held", reason="再次", at=clock())
    with pytest.raises(AReasonIsNeeded):
        hold(by=PERSON, aggregate="p-5-other", reason=" ", at=clock())

    assert run_drain().acknowledged == 1
    release(by=PERSON, hold_id=first.pk, reason="已核实", at=clock())
    with pytest.raises(ItIsNotHeld):
        release(by=PERSON, hold_id=first.pk, reason="已核实", at=clock())
    whole = hold(by=PERSON, aggregate="", reason="全国平台升级", at=clock())
    assert run_drain().claimed == 0
    release(by=PERSON, hold_id=whole.pk, reason="升级完成", at=clock())
    assert run_drain().acknowledged == 1

    acts = Event.objects.filter(action__in=["national.hold", "national.release"]).order_by("pk")
    assert [(act.action, act.reason) for act in acts] == [
        ("national.hold", "企业来函更正"),
        ("national.release", "已核实"),
        ("national.hold", "全国平台升级"),
        ("national.release", "升级完成"),
    ]
    assert not Hold.objects.standing("NATIONAL").exists()


def test_a_parked_message_is_replayed_with_a_reason_and_what_waited_behind_it_follows(
    peer, clock, run_drain, monkeypatch
):
    monkeypatch.setattr("national.checking.breaches", lambda content: [])
    parked = send("p-6", at=clock(), grade="D")
    behind = send("p-6", at=clock())
    run_drain()
    with pytest.raises(AReasonIsNeeded):
        replay(by=PERSON, message_id=parked.pk, reason="", at=clock())
    with pytest.raises(TheMessageIsNotParked):
        replay(by=PERSON, message_id=behind.pk, reason="重送", at=clock())
    parked.refresh_from_db()
    assert (parked.state, parked.tries) == (MessageState.PARKED, 1)

    replay(by=PERSON, message_id=parked.pk, reason="对方已修正规则", at=clock())
    assert run_drain().parked == 1

    assert Event.objects.filter(action="national.replay", reason="对方已修正规则").count() == 1


def test_a_conflict_is_ended_by_the_newest_content_in_a_version_above_what_the_platform_holds(peer, clock, run_drain):
    for _ in range(2):
        send("p-7", at=clock(), PrjName="恢复备份之前")
    run_drain()
    # The portal's database was restored from a copy that knew nothing of them.
    send("p-7b", at=clock(), PrjName="恢复之后")
    peer.spoil("UPDATE project SET aggregate = 'p-7b' WHERE aggregate = 'p-7'")
    message = Message.objects.get(aggregate="p-7b")
    peer.spoil(
        "UPDATE receipt SET key = ? WHERE key = ?", message.key, Message.objects.get(aggregate="p-7", version=1).key
    )
    run_drain()
    message.refresh_from_db()
    assert (message.state, message.failure) == (MessageState.PARKED, Failure.CONFLICT)

    tables = document("p-7b", PrjName="恢复之后")["tables"]
    anew = send_anew(
        by=PERSON,
        message_id=message.pk,
        tables=tables,
        update_flag="U",
        held_version=2,
        reason="数据库恢复后重报",
        at=clock(),
    )
    run_drain()

    anew.refresh_from_db()
    message.refresh_from_db()
    assert (message.state, anew.version, anew.state) == (MessageState.SUPERSEDED, 3, MessageState.ACKNOWLEDGED)
    assert peer.payload("p-7b")["tables"]["TBProjectInfo"][0]["PrjName"] == "恢复之后"
    assert (delivery_of("p-7b").pending, delivery_of("p-7b").national_shown) == (0, True)


def test_a_waiting_message_is_sent_at_once_when_a_person_asks(peer, clock, run_drain):
    message = send("p-8", at=clock())
    peer.faults({"mode": "503"})
    run_drain()
    clock.advance(seconds=-1)
    assert run_drain().claimed == 0

    assert send_now(by=PERSON, message_id=message.pk, at=clock()) is True
    assert run_drain().acknowledged == 1
    assert send_now(by=PERSON, message_id=message.pk, at=clock()) is False


def test_a_refused_message_gives_way_to_what_holds_now_and_the_platform_misses_no_version(peer, clock, run_drain):
    refused = send("p-9", at=clock(), PrjName="名" * 321)
    tables = document("p-9", PrjName="更正后的名称")["tables"]

    anew = send_anew(
        by=PERSON, message_id=refused.pk, tables=tables, update_flag="U", held_version=0, reason="已勘误", at=clock()
    )
    run_drain()

    assert states("p-9") == [("SUPERSEDED", 0, 0), ("ACKNOWLEDGED", 1, 0)]
    assert [effect for effect in peer.effects() if effect[0] == "p-9"] == [("p-9", anew.version)]
