"""One aggregate in so many is refused for what it says: it parks with its cause, and the others do not notice (P3)."""

import pytest

from audit.context import Acting, SystemActor
from national.intervening import replay, send_anew
from national.models import Delivery, Failure, Message, MessageState
from tests.national import support
from tests.national.support import send

pytestmark = pytest.mark.django_db
AGGREGATES, POISONED_EACH = 100, 50
WORDS = "TBProjectInfo 第1条：数据等级 DataLevel 为 D，未经确认的数据不予接收"
KEEPER = Acting.system(SystemActor.TEST)


def sends(clock, monkeypatch):
    """Two versions of every aggregate; of one in so many the first is what our own look would not let out."""
    names = [f"p3-{number}" for number in range(AGGREGATES)]
    poisoned = names[::POISONED_EACH]
    with monkeypatch.context() as unlooked:
        unlooked.setattr("national.checking.breaches", lambda content: [])
        for name in names:
            send(name, at=clock(), grade="D" if name in poisoned else "C")
    for name in names:
        send(name, at=clock())
    return poisoned


def versions(peer, name):
    return [version for aggregate, version in peer.effects() if aggregate == name]


def test_the_others_arrive_at_the_first_try_and_the_poisoned_ones_park_and_are_never_dropped(
    peer, clock, run_drain, monkeypatch
):
    poisoned = sends(clock, monkeypatch)
    began = clock()

    done = run_drain()

    healthy = Message.objects.exclude(aggregate__in=poisoned)
    assert done.acknowledged == healthy.count() == 2 * (AGGREGATES - len(poisoned))
    assert set(healthy.values_list("state", "tries", "acknowledged_at")) == {(MessageState.ACKNOWLEDGED, 1, began)}
    assert Delivery.objects.filter(message__in=healthy).count() == healthy.count()
    first = Message.objects.filter(aggregate__in=poisoned, version=1)
    assert set(first.values_list("state", "failure", "last_error", "tries")) == {
        (MessageState.PARKED, Failure.REFUSED, WORDS, 1)
    }
    behind = Message.objects.filter(aggregate__in=poisoned, version=2)
    assert set(behind.values_list("state", "tries")) == {(MessageState.READY, 0)}
    for _ in range(3):
        clock.advance(days=400)
        assert run_drain().claimed == 0
    assert (first.count(), behind.count()) == (len(poisoned), len(poisoned)) == (2, 2)


def test_a_replay_keeps_the_order_and_what_gives_way_is_followed_by_what_waited(peer, clock, run_drain, monkeypatch):
    poisoned = sends(clock, monkeypatch)
    run_drain()
    name = poisoned[1]
    message = Message.objects.get(aggregate=name, version=1)

    replay(by=KEEPER, message_id=message.pk, reason="再试一次", at=clock())
    run_drain()
    message.refresh_from_db()
    assert (message.state, message.last_error, message.tries) == (MessageState.PARKED, WORDS, 2)
    assert versions(peer, name) == []

    tables = support.document(name, grade="B")["tables"]
    send_anew(
        by=KEEPER, message_id=message.pk, tables=tables, update_flag="U", held_version=0, reason="已更正", at=clock()
    )
    run_drain()
    assert versions(peer, name) == [2, 3]
    assert peer.payload(name)["tables"]["TBProjectInfo"][0]["DataLevel"] == "B"
    assert list(Message.objects.filter(aggregate=name).order_by("version").values_list("state", flat=True)) == [
        MessageState.SUPERSEDED,
        MessageState.ACKNOWLEDGED,
        MessageState.ACKNOWLEDGED,
    ]
    assert versions(peer, poisoned[0]) == []
