"""A line that does not answer rests; one sender tries it again for all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from national.breaker import rest_after
from national.models import Hold, Line, Message, MessageState
from national.store import DatabaseStore
from tests.factories import AT
from tests.national.support import deciding, send

NOTHING = timedelta(0)


@pytest.mark.parametrize(
    ("failures", "asked_for", "draw", "seconds"),
    [
        (1, 0, 0.0, 0),
        (2, 0, 0.9, 0),
        (2, 90, 0.0, 90),
        (3, 0, 0.0, 5),
        (3, 0, 0.5, 3.75),
        (4, 0, 0.0, 10),
        (5, 0, 0.0, 20),
        (6, 0, 0.0, 40),
        (7, 0, 0.0, 60),
        (70, 0, 0.0, 60),
        (70, 3600, 0.0, 3600),
    ],
)
def test_the_rest_doubles_from_the_third_failure_to_a_minute_and_what_is_asked_for_is_kept(
    failures, asked_for, draw, seconds
):
    assert rest_after(failures, timedelta(seconds=asked_for), draw) == timedelta(seconds=seconds)


@given(st.integers(1, 10_000), st.integers(0, 3600), st.floats(0, 1, exclude_max=True))
def test_no_rest_is_longer_than_a_minute_unless_asked_for(failures, asked_for, draw):
    rest = rest_after(failures, timedelta(seconds=asked_for), draw)

    assert timedelta(seconds=asked_for) <= rest <= timedelta(seconds=max(asked_for, 60))


@pytest.mark.django_db
def test_after_three_failed_rounds_nobody_knocks_until_the_rest_is_over(peer, clock, run_drain):
    message = send("b-1", at=clock())
    peer.kill()
    for _ in range(3):
        assert run_drain().platform_down
        clock.advance(minutes=20)
    line = Line.objects.get()
    assert (line.failures, line.error) == (3, "连接不上对方平台：端口没有服务")
    assert line.failing_since == clock() - timedelta(hours=1)

    assert run_drain().platform_down  # the fourth, a trial: fails, and the line rests
    tried = run_drain()

    assert (tried.claimed, tried.platform_down, tried.hold) == (0, True, timedelta(seconds=7.5))
    message.refresh_from_db()
    assert message.tries == 4


@pytest.mark.django_db
def test_of_all_senders_one_tries_the_line_with_one_message_and_an_answer_opens_it_for_all(peer, clock, run_drain):
    waiting = [send(f"b-2-{number}", at=clock()) for number in range(5)]
    store = DatabaseStore()
    for _ in range(3):
        store.failed(clock(), NOTHING, lambda: 0.0, "没有应答")
    clock.advance(seconds=5)

    assert store.admit(clock()).is_trial
    assert store.admit(clock()).rest == timedelta(seconds=30)
    clock.advance(seconds=30)  # the sender that tried has died
    done = run_drain(limit=1)

    assert (done.claimed, done.acknowledged) == (1, 1)
    line = Line.objects.get()
    assert (line.failures, line.rests_until, line.failing_since, line.error) == (0, None, None, "")
    assert run_drain().acknowledged == len(waiting) - 1


@pytest.mark.django_db
def test_a_trial_brings_forward_what_waits_longest_and_its_answer_wakes_the_others(peer, clock, run_drain):
    messages = [send(f"b-3-{number}", at=clock()) for number in range(3)]
    peer.kill()
    for _ in range(8):
        run_drain()
        Line.objects.update(rests_until=None)
    Message.objects.filter(state=MessageState.READY).update(due_at=clock() + timedelta(minutes=15))
    Line.objects.update(rests_until=clock())
    peer.start()

    done = run_drain()

    assert (done.claimed, done.acknowledged) == (3, 3)
    assert Message.objects.filter(pk__in=[one.pk for one in messages], state=MessageState.ACKNOWLEDGED).count() == 3


@pytest.mark.django_db
def test_an_empty_outbox_spends_no_trial(clock, run_drain):
    store = DatabaseStore()
    for _ in range(3):
        store.failed(clock(), NOTHING, lambda: 0.0, "没有应答")
    clock.advance(seconds=5)

    assert run_drain().claimed == 0
    assert Line.objects.get().rests_until == clock()


@pytest.mark.django_db
def test_a_message_that_could_not_be_sent_does_not_make_the_line_whole(peer, clock, run_drain):
    send("b-5", at=clock(), ConstructorIDCard={"$identity": "nobody"})
    store = DatabaseStore()
    for _ in range(3):
        store.failed(clock(), NOTHING, lambda: 0.0, "没有应答")
    clock.advance(seconds=5)

    assert (run_drain().claimed, Line.objects.get().failures) == (1, 3)


@pytest.mark.django_db
def test_what_is_held_is_no_trial_and_keeps_none_from_it(peer, clock, run_drain):
    held, other = send("b-6-held", at=clock()), send("b-6-other", at=clock())
    Message.objects.filter(pk=other.pk).update(due_at=clock() + timedelta(minutes=15))
    with deciding():
        Hold.objects.create(
            destination="NATIONAL", aggregate=held.aggregate, reason="核实", placed_by="某", placed_at=AT
        )
    store = DatabaseStore()
    for _ in range(3):
        store.failed(clock(), NOTHING, lambda: 0.0, "没有应答")
    clock.advance(seconds=5)

    assert run_drain().acknowledged == 1
    held.refresh_from_db()
    assert (held.tries, Line.objects.get().failures) == (0, 0)


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_of_eight_senders_at_once_exactly_one_is_the_trial(clock):
    send("b-4", at=clock())
    store = DatabaseStore()
    for _ in range(3):
        store.failed(clock(), NOTHING, lambda: 0.0, "没有应答")
    clock.advance(seconds=5)

    def ask(_):
        try:
            return store.admit(clock())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))

    assert sum(access.is_trial for access in found) == 1
    assert all(access.rest for access in found if not access.is_trial)
