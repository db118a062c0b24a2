"""The relay: sends what is due as soon as it is committed, for as long as it runs."""

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from common import clock
from common.stopping import Stop
from national.client import configured_client
from national.drain import Drained, drain
from national.outbox import CHANNEL

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0  # finds what became due by itself, and what a lost notification did not announce
ROUND = 500  # messages between two looks at the signals


class Command(BaseCommand):
    """Listens to PostgreSQL and looks every second; ends in order on SIGTERM and SIGINT. Any number may run."""

    requires_system_checks = ()  # what is wrong with a page must not keep messages from going out
    help = "把已确认的消息送达全国平台（常驻进程）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        client = configured_client()
        with Stop() as stop:
            self.stdout.write("relay: listening")
            self.stdout.flush()
            while not stop.asked:
                try:
                    _listen()
                    while not stop.asked:
                        done = drain(limit=ROUND, now=clock.now, client=client, stopping=lambda: stop.asked)
                        _rest(stop, done)
                except (OperationalError, InterfaceError) as error:
                    logger.warning("database not reachable, trying again: %s", error)
                    connection.close()
                    stop.wait(POLL_SECONDS)
        client.close()
        connection.close()
        self.stdout.write("relay: stopped")


def _rest(stop: Stop, done: Drained) -> None:
    """Not at all while there is more to do; otherwise until a notification or the next poll.

    When the other platform asked for quiet, notifications do not wake us.
    """
    if done.platform_down:
        stop.wait(max(POLL_SECONDS, done.hold.total_seconds()))
    elif not done.claimed:
        stop.wait(POLL_SECONDS, _database_socket())
    _clear_notifications()


def _listen() -> None:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _database_socket() -> int:
    return int(connection.connection.fileno())


def _clear_notifications() -> None:
    """Read what arrived, so that the next wait waits; raises when the database has gone."""
    with connection.wrap_database_errors:
        connection.connection.poll()
    connection.connection.notifies.clear()
