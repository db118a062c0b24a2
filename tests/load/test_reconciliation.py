"""Comparing a million aggregates with the platform (P5), and sending while a million lie delivered."""

import sqlite3
import statistics
import time
from uuid import uuid4

import pytest
from django.db import connection

from common import clock
from national import reconciliation
from national.client import COMPARE_TIMEOUT, configured_client
from national.models import Difference, RunState
from national.store import DatabaseStore
from tests.fixtures.database import acting_as_owner
from tests.load.acknowledged import acknowledged, held_there
from tests.load.backlog import backlog, confirmed_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove(everyday=False)]
AGGREGATES = 1_000_000
ROUNDS = 3


class Counted:
    """A client that counts how often it asks."""

    def __init__(self):
        self._client, self.asked = configured_client(timeout=COMPARE_TIMEOUT), 0

    def ask(self, path):
        self.asked += 1
        return self._client.ask(path)


def compared():
    """One comparison: the run, its seconds and how often the platform was asked."""
    client, began = Counted(), time.perf_counter()
    run = reconciliation.run(reconciliation.begin(at=clock.now()), client=client, now=clock.now)
    assert run.state == RunState.DONE, run.error
    return run, time.perf_counter() - began, client.asked


def test_a_million_aggregates_are_compared_and_what_differs_is_found(national_platform, figure):
    acknowledged(AGGREGATES)
    held_there(national_platform.store)
    equal = [compared()[1] for _ in range(ROUNDS)]
    assert not Difference.objects.exists()
    with sqlite3.connect(national_platform.store) as platform:
        planted = platform.execute("DELETE FROM project WHERE abs(random()) % 1000 = 0").rowcount

    run, seconds, asked = compared()

    assert run.differences.filter(kind="MISSING").count() == planted
    figure(
        "reconciliation.million",
        aggregates=AGGREGATES,
        equal_seconds=[round(one, 1) for one in equal],
        differing=planted,
        differing_seconds=round(seconds, 1),
        requests=asked,
    )


def test_what_lies_delivered_does_not_slow_claiming(settings, tmp_path, figure):
    settings.MEDIA_ROOT = tmp_path
    template = confirmed_message()
    empty = claiming(template)
    acknowledged(AGGREGATES)
    full = claiming(template)
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('message_due'), pg_relation_size('message_unsettled')")
        sizes = [size // 1024 for size in cursor.fetchone()]
    figure(
        "delivery.claim_beside_delivered",
        delivered=AGGREGATES,
        claim_ms=full,
        claim_ms_without=empty,
        index_kilobytes=dict(zip(("due", "unsettled"), sizes, strict=True)),
    )


def claiming(template):
    """What claiming fifty of two thousand costs, in milliseconds, the median of twenty."""
    backlog(template, 2_000)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        assert len(DatabaseStore().claim(50, clock.now(), uuid4())) == 50
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)
