"""What happens to a message between the outbox and its receipt."""

import json
from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime

from national.client import Parcel
from national.contract import canonical_json, message_key, sha256_hex
from national.models import Delivery, Failure, Message, MessageState, Outcome, Receipt, ReceiptResult
from national.queries import deliveries_of, delivery_of, national_shown
from tests.national import support
from tests.national.support import send

ENVELOPE = {"schema": "jl/1", "version": 1, "update_flag": "U"}
pytestmark = pytest.mark.django_db


def state_of(message):
    message.refresh_from_db()
    return message.state, message.failure, message.tries


def test_an_accepted_message_is_acknowledged_with_the_receipt_that_the_platform_keeps(peer, clock, run_drain):
    message = send("d-1", at=clock())

    done = run_drain()

    assert (done.claimed, done.acknowledged, done.retried, done.parked) == (1, 1, 0, 0)
    assert state_of(message) == (MessageState.ACKNOWLEDGED, "", 1)
    assert (message.acknowledged_at, message.lease_token) == (clock(), None)
    status, held = peer.get(f"/receipts/{message.key}")
    receipt = message.receipts.get()
    assert (status, json.loads(bytes(receipt.raw))) == (200, held)
    assert (receipt.result, receipt.receipt_number, receipt.signature) == ("CREATED", held["receipt_no"], held["sig"])
    assert (receipt.digest, receipt.received_at) == (message.digest, parse_datetime(held["received_at"]))
    [delivery] = message.deliveries.all()
    assert (delivery.outcome, delivery.sent_digest) == (Outcome.ACKNOWLEDGED, message.digest)
    found = delivery_of("d-1")
    assert (found.acknowledged_version, found.pending, found.national_shown) == (1, 0, True)
    assert (found.receipt_number, found.assigned_number) == (held["receipt_no"], held["number"])
    assert peer.effects().count(("d-1", 1)) == 1


def test_versions_arrive_one_after_the_other_and_a_withdrawal_takes_the_project_off_the_page(peer, clock, run_drain):
    send("d-2", at=clock())
    send("d-2", at=clock())
    run_drain()
    number = delivery_of("d-2").assigned_number
    assert national_shown("d-2")
    assert peer.get(f"/project/{number}")[0] == 200

    send("d-2", at=clock(), flag="D")
    assert delivery_of("d-2").pending == 1
    assert national_shown("d-2")
    run_drain()

    assert [effect for effect in peer.effects() if effect[0] == "d-2"] == [("d-2", 1), ("d-2", 2), ("d-2", 3)]
    assert not national_shown("d-2")
    assert peer.get(f"/project/{number}")[0] == 404
    assert set(deliveries_of(["d-2", "d-unknown"])) == {"d-2", "d-unknown"}
    assert delivery_of("d-unknown").state is None


@pytest.mark.parametrize("mode", ["reset_after_commit", "truncated"])
def test_an_answer_lost_after_the_commit_is_asked_for_again_and_takes_effect_once(peer, clock, run_drain, mode):
    message = send(f"d-3-{mode}", at=clock())
    peer.faults({"mode": mode})

    assert run_drain().retried == 1
    assert state_of(message) == (MessageState.READY, Failure.BROKEN, 1)
    clock.advance(seconds=1)
    assert run_drain().acknowledged == 1

    assert state_of(message) == (MessageState.ACKNOWLEDGED, "", 2)
    assert message.receipts.get().result == ReceiptResult.DUPLICATE
    assert json.loads(bytes(message.receipts.get().raw)) == peer.get(f"/receipts/{message.key}")[1]
    assert peer.effects().count((message.aggregate, 1)) == 1


def test_the_platform_asking_for_quiet_is_left_alone_for_that_long(peer, clock, run_drain):
    message = send("d-4", at=clock())
    peer.faults({"mode": "503", "retry_after": 120})

    done = run_drain()
    assert (done.retried, done.platform_down, done.hold) == (1, True, timedelta(seconds=120))
    assert state_of(message) == (MessageState.READY, Failure.BUSY, 1)
    clock.advance(seconds=119)
    assert run_drain().claimed == 0
    clock.advance(seconds=1)
    assert run_drain().acknowledged == 1


def test_a_receipt_with_a_wrong_signature_never_acknowledges(peer, clock, run_drain):
    message = send("d-5", at=clock())
    peer.faults({"mode": "wrong_signature", "count": 2})

    for tries in (1, 2):
        assert run_drain().acknowledged == 0
        assert state_of(message) == (MessageState.READY, Failure.BAD_RECEIPT, tries)
        assert message.last_error == "回执签名不符"
        assert not Receipt.objects.exists()
        clock.advance(seconds=2)
    assert run_drain().acknowledged == 1
    assert peer.effects().count(("d-5", 1)) == 1


def test_a_platform_that_hangs_costs_one_time_limit_and_the_message_goes_later(peer, clock, run_drain, make_client):
    message = send("d-6", at=clock())
    peer.faults({"mode": "hang"})

    run_drain(make_client(timeout=0.2))

    assert state_of(message) == (MessageState.READY, Failure.BROKEN, 1)
    assert message.last_error == "在0.2秒内没有得到完整应答"
    clock.advance(seconds=1)
    assert run_drain().acknowledged == 1


def test_a_refused_message_parks_with_the_platforms_words_and_holds_up_only_its_own_aggregate(
    peer, clock, run_drain, monkeypatch
):
    monkeypatch.setattr("national.checking.breaches", lambda content: [])  # what this portal would not let go out
    poisoned = send("d-7-poison", at=clock(), grade="D")
    behind = send("d-7-poison", at=clock())
    others = [send(f"d-7-{number}", at=clock()) for number in range(3)]

    monkeypatch.undo()
    done = run_drain()

    assert (done.acknowledged, done.parked) == (3, 1)
    assert state_of(poisoned) == (MessageState.PARKED, Failure.REFUSED, 1)
    assert poisoned.last_error == "TBProjectInfo 第1条：数据等级 DataLevel 为 D，未经确认的数据不予接收"
    assert state_of(behind) == (MessageState.READY, "", 0)
    assert {state_of(other)[0] for other in others} == {MessageState.ACKNOWLEDGED}
    clock.advance(days=400)
    assert run_drain().claimed == 0
    found = delivery_of("d-7-poison")
    assert (found.parked, found.pending, found.last_error) == (True, 2, poisoned.last_error)
    assert ("d-7-poison", 1) not in peer.effects()


def test_a_message_that_spoils_its_batch_is_isolated_by_halving(peer, clock, run_drain):
    messages = [send(f"d-8-{number}", at=clock()) for number in range(7)]
    peer.faults({"mode": "500", "match": "d-8-4", "count": 100})

    done = run_drain()

    assert (done.acknowledged, done.retried) == (6, 1)
    assert state_of(messages[4]) == (MessageState.READY, Failure.BROKEN, 1)


def test_while_the_platform_is_away_nothing_is_lost_and_its_return_wakes_all(peer, clock, run_drain):
    waiting = send("d-9-first", at=clock())
    peer.kill()
    for _ in range(12):
        assert run_drain().platform_down
        clock.advance(minutes=15)
    assert state_of(waiting) == (MessageState.READY, Failure.UNREACHABLE, 12)
    assert waiting.last_error == "连接不上对方平台：端口没有服务"
    run_drain()
    peer.start()
    clock.advance(minutes=1)  # the line rests after so many failures

    send("d-9-second", at=clock())
    done = run_drain()

    assert (done.claimed, done.acknowledged) == (2, 2)
    assert state_of(waiting) == (MessageState.ACKNOWLEDGED, "", 14)


def test_a_placeholder_is_filled_in_the_sent_bytes_alone(peer, clock, run_drain):
    number = support.NUMBERS["7"]
    message = send("d-10", at=clock(), ConstructorIDCard={"$identity": "7"})

    run_drain()

    held = peer.payload("d-10")
    assert held["tables"]["TBProjectInfo"][0]["ConstructorIDCard"] == number
    [delivery] = message.deliveries.all()
    assert delivery.sent_digest == message.receipts.get().digest != message.digest
    for model in (Message, Delivery, Receipt):
        for row in model.objects.values_list():
            assert not any(
                number in (bytes(cell).decode() if isinstance(cell, memoryview) else str(cell)) for cell in row
            )


def test_a_number_that_is_not_to_be_had_delays_its_own_message_alone(peer, clock, run_drain):
    waiting = send("d-11-a", at=clock(), ConstructorIDCard={"$identity": "nobody"})
    other = send("d-11-b", at=clock())

    run_drain()

    assert state_of(waiting) == (MessageState.READY, Failure.IDENTITY, 1)
    assert waiting.last_error == "证件号码暂时无法取得（KeyError），将继续重试"
    assert state_of(other)[0] == MessageState.ACKNOWLEDGED
    assert waiting.deliveries.get().sent_digest == ""


def test_our_own_earlier_sending_with_another_number_counts_as_delivered(peer, clock, run_drain, monkeypatch):
    message = send("d-12", at=clock(), ConstructorIDCard={"$identity": "7"})
    peer.faults({"mode": "reset_after_commit"})
    run_drain()
    monkeypatch.setitem(support.NUMBERS, "7", "220102198506124437")
    clock.advance(seconds=1)

    assert run_drain().acknowledged == 1

    first, second = message.deliveries.order_by("id").values_list("sent_digest", flat=True)
    assert first != second
    assert (message.receipts.get().digest, message.receipts.get().result) == (first, ReceiptResult.DUPLICATE)
    assert peer.effects().count(("d-12", 1)) == 1


def test_foreign_content_under_our_key_is_parked_as_a_conflict(peer, clock, run_drain, make_client):
    foreign = canonical_json(support.document("d-13") | ENVELOPE | {"aggregate": "d-13"})
    key = message_key("d-13", 1)
    answers = make_client().send([Parcel(0, key, 1, foreign, sha256_hex(foreign))])
    assert answers[key].result == "created"

    message = send("d-13", at=clock(), PrjName="另一个名称")
    run_drain()

    assert state_of(message) == (MessageState.PARKED, Failure.CONFLICT, 1)
    assert message.last_error == "同一幂等键已接收过不同内容"
    assert peer.effects().count(("d-13", 1)) == 1
