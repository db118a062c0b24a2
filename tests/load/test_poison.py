"""How long the others are under way while one aggregate in a thousand is refused for what it says (P3)."""

import pytest

from common import clock
from common.canonical import sha256_hex
from embedded.paths import ROOT
from embedded.process import running
from embedded.processes import manage
from national.models import Failure, Message, MessageState
from tests.load.backlog import like
from tests.load.test_delivery import (
    A_SECOND,
    enqueue_like,
    environment,
    log_of,
    milliseconds,
    paced,
    stored,
    template,
)
from tests.national.support import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
FOR_SECONDS, ONE_IN = 60, 1_000
__all__ = ["template"]


def delays(committed):
    until(lambda: not Message.objects.filter(state=MessageState.READY).exists(), "all delivered or parked", 300)
    found = dict(
        Message.objects.filter(aggregate__in=committed, state=MessageState.ACKNOWLEDGED).values_list(
            "aggregate", "acknowledged_at"
        )
    )
    return milliseconds((at - committed[name]).total_seconds() for name, at in found.items()), len(found)


def spoilt(message):
    """The same with a grade that the platform refuses, past our own look."""
    message.payload = bytes(message.payload).replace(b'"DataLevel":"C"', b'"DataLevel":"D"')
    message.digest = sha256_hex(message.payload)
    return message


def test_the_delay_of_the_others_beside_poisoned_ones(template, national_platform, figure):
    count = 0

    def one_in_a_thousand(message):
        nonlocal count
        count += 1
        if count % ONE_IN == ONE_IN // 2:
            stored(spoilt(message))
        else:
            enqueue_like(message)

    env = environment(national_platform)
    with running(manage("relay"), env=env, log=log_of(national_platform), cwd=ROOT):
        enqueue_like(like(template, clock.now()))
        until(lambda: not Message.objects.pending().exists(), "the relay is awake", 60)
        alone, _ = delays(paced(template, enqueue_like, FOR_SECONDS)[0])
        beside, arrived = delays(paced(template, one_in_a_thousand, FOR_SECONDS)[0])
    parked = Message.objects.filter(state=MessageState.PARKED)

    assert parked.count() == FOR_SECONDS * A_SECOND // ONE_IN
    assert arrived == FOR_SECONDS * A_SECOND - parked.count()
    assert set(parked.values_list("failure", "tries")) == {(Failure.REFUSED, 1)}
    figure(
        "delivery.poisoned",
        per_second=A_SECOND,
        for_seconds=FOR_SECONDS,
        one_in=ONE_IN,
        parked=parked.count(),
        **{f"alone_{name}": value for name, value in alone.items()},
        **{f"others_{name}": value for name, value in beside.items()},
    )
