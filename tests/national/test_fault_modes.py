"""Each way in which the other platform can misbehave: what we make of it, and that it takes effect once."""

import pytest

from embedded.process import is_listening
from national.mock.faults import FaultPlane, Mode
from national.models import Failure, Message, MessageState
from tests.national.support import send, until

DB = pytest.mark.django_db
# What the first attempt of two messages in one batch comes to: failures in order; "" is acknowledged at once.
WHOLE = (Failure.BROKEN, Failure.BROKEN)
FIRST = {
    Mode.DELAY: ("", ""),
    Mode.HEAVY_TAIL: ("", ""),
    Mode.HANG: WHOLE,
    Mode.RESET_BEFORE_READ: ("", ""),  # the batch is halved and sent again at once
    Mode.SLOW_READ: ("", ""),
    Mode.RESET_AFTER_READ: ("", ""),
    Mode.RESET_AFTER_COMMIT: ("", ""),
    Mode.RESET_MID_RESPONSE: ("", ""),
    Mode.ERROR: ("", ""),
    Mode.UNAVAILABLE: (Failure.BUSY, Failure.BUSY),
    Mode.TOO_MANY: (Failure.BUSY, Failure.BUSY),
    Mode.TRUNCATED: ("", ""),
    Mode.WRONG_SIGNATURE: (Failure.BAD_RECEIPT, Failure.BAD_RECEIPT),
    Mode.WRONG_KEY: (Failure.BAD_RECEIPT, Failure.BAD_RECEIPT),
    Mode.PARTIAL: ("", Failure.BROKEN),
    Mode.TWICE: ("", ""),
    Mode.STALE_REPLICA: (Failure.GAP, Failure.GAP),
    Mode.CLOCK_SKEW: (Failure.NOT_ACCEPTED, Failure.NOT_ACCEPTED),
    Mode.KEY_ROTATED: (Failure.BAD_RECEIPT, Failure.BAD_RECEIPT),
}
MORE = {
    Mode.CLOCK_SKEW: {"seconds": 600},
    Mode.REFUSE: {"seconds": 0.5},
    Mode.DELAY: {"seconds": 0.05},
    Mode.HEAVY_TAIL: {"seconds": 0.001},
    Mode.SLOW_READ: {"seconds": 0.05},
    Mode.HANG: {"count": 3},
}


@DB
@pytest.mark.parametrize("mode", Mode, ids=[mode.value for mode in Mode])
def test_each_mode_costs_time_at_most_and_every_message_takes_effect_once(peer, clock, run_drain, make_client, mode):
    messages = [send(f"f-{mode}-{number}", at=clock()) for number in range(2)]
    peer.faults({"mode": mode, **MORE.get(mode, {})})

    run_drain(make_client(timeout=0.3))

    first = tuple(Message.objects.order_by("pk").values_list("failure", flat=True))
    assert mode == Mode.REFUSE or first == FIRST[mode]  # the port may close before or after the batch is halved
    if mode == Mode.REFUSE:
        until(lambda: not is_listening(peer.port), "the port is closed")
        until(lambda: is_listening(peer.port), "the port is open again")
    assert peer.get("/_faults")[1]["counts"] == {mode: MORE.get(mode, {}).get("count", 1)}
    peer.faults()
    clock.advance(seconds=61)
    run_drain()
    assert {message.state for message in Message.objects.all()} == {MessageState.ACKNOWLEDGED}
    assert [peer.effects().count((message.aggregate, 1)) for message in messages] == [1, 1]


@DB
def test_a_stale_copy_that_asks_for_old_versions_gets_them_again_and_nothing_is_doubled(peer, clock, run_drain):
    for _ in range(3):
        send("f-stale", at=clock())
    run_drain()
    send("f-stale", at=clock())
    peer.faults({"mode": "stale_replica"})
    run_drain()
    clock.advance(seconds=2)
    run_drain()

    assert [version for name, version in peer.effects() if name == "f-stale"] == [1, 2, 3, 4]
    assert not Message.objects.exclude(state=MessageState.ACKNOWLEDGED).exists()


RULES = [{"mode": "500", "p": 0.3, "count": 0}, {"mode": "503", "p": 0.5, "count": 4}, {"mode": "refuse", "p": 0.1}]


def test_the_same_seed_misbehaves_in_the_same_way():
    def modes(seed):
        plane = FaultPlane()
        plane.replace(RULES, seed)
        taken = [plane.take(None if number % 2 else [f"a-{number}"]) for number in range(100)]
        return [rule and rule.mode for rule in taken], plane.report()

    assert modes(7) == modes(7)
    assert modes(7)[0] != modes(8)[0]
    used, report = modes(7)
    assert report["counts"] == {mode: used.count(mode) for mode in {"500", "503"} | ({"refuse"} & set(used))}
    assert report["counts"]["503"] == 4
    assert [entry["mode"] for entry in report["trace"]] == [mode for mode in used if mode]


@pytest.mark.parametrize("rules", [[{"mode": "unknown"}], [{"mode": "500", "more": 1}], [{}]])
def test_rules_that_nobody_knows_are_refused(rules):
    plane = FaultPlane()
    with pytest.raises(ValueError):  # noqa: PT011 -- each in its own words
        plane.replace(rules)

    assert plane.take(["a"]) is None
