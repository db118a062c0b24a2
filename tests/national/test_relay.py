"""The relay as a process of its own."""

import signal

import pytest
from celery import current_app
from django.db import connection
from redis import Redis

from embedded.paths import ROOT
from embedded.process import spawn, stop, wait_until
from embedded.processes import manage
from national import doorbell, tasks
from national.models import Message, MessageState
from tests.fixtures.database import acting_as_owner
from tests.fixtures.processes import portal_environment
from tests.national.support import send, until
from tests.national.test_outbox import ChangedMind, send_and_think_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def relay(peer, tmp_path):
    """A relay that listens, and its log."""
    log = tmp_path / "relay.log"
    environment = portal_environment() | {"NATIONAL_URL": peer.url, "REDIS_URL": "redis://127.0.0.1:1/0"}
    process = spawn(manage("relay"), env=environment | {"PYTHONUNBUFFERED": "1"}, log=log, cwd=ROOT)
    process.log = log
    wait_until(lambda: "relay: listening" in log.read_text(), process, name="relay", log=log)
    yield process
    stop(process, signal.SIGKILL)


def acknowledged(message):
    return Message.objects.filter(pk=message.pk, state=MessageState.ACKNOWLEDGED).exists()


def test_the_relay_delivers_what_commits_without_any_broker_and_ends_in_order(relay, clock):
    message = send("relay-1", at=clock())
    until(lambda: acknowledged(message), "the message is acknowledged")

    relay.send_signal(signal.SIGTERM)

    assert relay.wait(20) == 0
    assert relay.log.read_text().rstrip().endswith("relay: stopped")


def test_sigint_ends_a_relay_that_waits_for_a_hanging_platform(relay, peer, clock):
    peer.faults({"mode": "hang"})
    message = send("relay-2", at=clock())
    until(message.deliveries.exists, "the relay has begun to send")

    relay.send_signal(signal.SIGINT)

    assert relay.wait(20) == 0
    message.refresh_from_db()
    assert (message.state, message.lease_token) == (MessageState.READY, None)


def test_the_relay_comes_back_when_the_database_has_thrown_it_out(relay, clock):
    def thrown_out():
        with acting_as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE '%%national_%%' AND pid <> pg_backend_pid()"
                " AND usename = 'portal_app'"
            )
            return cursor.fetchone()[0]

    until(thrown_out, "the relay's connection is ended")
    until(lambda: "database not reachable" in relay.log.read_text(), "the relay notices")
    message = send("relay-3", at=clock())
    until(lambda: acknowledged(message), "the message is acknowledged")


def test_a_commit_rings_the_bell_and_the_task_delivers(peer, clock, settings):
    broker = Redis.from_url(settings.CELERY_BROKER_URL)
    broker.flushdb()

    message = send("bell-1", at=clock())

    assert broker.llen("celery") == 1
    assert doorbell.TASK.encode() in broker.lindex("celery", 0)
    assert doorbell.TASK in current_app.tasks
    tasks.drain()
    tasks.drain()
    assert acknowledged(message)
    assert peer.effects().count(("bell-1", 1)) == 1


def test_the_bell_is_not_rung_for_what_rolled_back(settings):
    broker = Redis.from_url(settings.CELERY_BROKER_URL)
    broker.flushdb()
    with pytest.raises(ChangedMind):
        send_and_think_again("bell-2")

    assert broker.llen("celery") == 0
