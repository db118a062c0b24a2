"""Several senders at once, and senders that die."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from national.client import configured_client
from national.drain import drain
from national.models import Delivery, Message, MessageState, Outcome, Receipt
from national.ports import LEASE
from tests.national.support import send

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """The process ends here: nothing below catches it."""


@pytest.mark.races
def test_two_drains_at_once_double_nothing_and_keep_the_order_of_every_aggregate(peer, clock):
    aggregates = [f"r-1-{number}" for number in range(40)]
    for _ in range(4):
        for aggregate in aggregates:
            send(aggregate, at=clock())

    def work(_):
        client = configured_client()
        try:
            while Message.objects.exclude(state=MessageState.ACKNOWLEDGED).exists():
                drain(limit=10, now=clock, client=client)
        finally:
            client.close()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    effects = [effect for effect in peer.effects() if effect[0].startswith("r-1-")]
    assert set(Counter(effects).values()) == {1}
    for aggregate in aggregates:
        assert [version for name, version in effects if name == aggregate] == [1, 2, 3, 4]
    assert Receipt.objects.count() == Delivery.objects.count() == 160


def test_a_sender_that_outstays_its_lease_writes_nothing_and_the_effect_stands_once(
    peer, clock, run_drain, make_client
):
    message = send("r-2", at=clock())

    class Slow:
        def send(self, parcels):
            answers = make_client().send(parcels)
            clock.advance(seconds=LEASE.total_seconds())
            assert run_drain().acknowledged == 1
            return answers

    assert run_drain(Slow(), limit=1).acknowledged == 1

    assert peer.effects().count(("r-2", 1)) == 1
    assert Receipt.objects.get().result == "DUPLICATE"
    assert list(message.deliveries.order_by("id").values_list("outcome", flat=True)) == [
        Outcome.UNKNOWN,
        Outcome.ACKNOWLEDGED,
    ]


@pytest.mark.parametrize("arrived", [False, True])
def test_a_sender_killed_in_the_middle_is_followed_by_another_when_its_lease_ends(
    peer, clock, run_drain, make_client, arrived
):
    message = send(f"r-3-{arrived}", at=clock())

    class Doomed:
        def send(self, parcels):
            if arrived:
                make_client().send(parcels)
            raise Killed

    with pytest.raises(Killed):
        run_drain(Doomed())
    assert run_drain().claimed == 0
    clock.advance(seconds=LEASE.total_seconds())
    assert run_drain().acknowledged == 1

    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.ACKNOWLEDGED, 2)
    assert message.receipts.get().result == ("DUPLICATE" if arrived else "CREATED")
    assert peer.effects().count((message.aggregate, 1)) == 1


def test_no_request_begins_that_could_outlast_the_lease(peer, clock, run_drain):
    for number in range(4):
        send(f"r-4-{number}", at=clock())
    calls = []

    class Late:
        def send(self, parcels):
            from national.answers import Undelivered
            from national.models import Failure

            calls.append(len(parcels))
            clock.advance(seconds=LEASE.total_seconds() - 10)
            raise Undelivered(Failure.BROKEN, "没有应答")

    done = run_drain(Late())

    assert calls == [4]
    assert (done.retried, done.platform_down) == (4, True)


def test_a_drain_told_to_stop_begins_nothing(peer, clock, make_client):
    message = send("r-5", at=clock())

    assert drain(limit=10, now=clock, client=make_client(), stopping=lambda: True).claimed == 0

    message.refresh_from_db()
    assert (message.state, message.tries) == (MessageState.READY, 0)
