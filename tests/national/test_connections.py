"""How many connections to PostgreSQL delivering holds: one for each process that sends, however much waits."""

import contextlib
import os

import pytest
from django.db import connection

from common import clock
from embedded.paths import ROOT
from embedded.process import running
from embedded.processes import QUIET_WORKER, celery, manage
from national import doorbell
from national.models import Message, MessageState
from tests.fixtures.processes import portal_environment
from tests.national.support import send, until

pytestmark = pytest.mark.django_db(transaction=True)
CHILDREN, RELAYS, MESSAGES = 3, 2, 60
NAME = "delivering"


def held():
    """Connections that the processes of this test hold now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME])
        return cursor.fetchone()[0]


def test_each_process_that_sends_holds_one_connection(peer, tmp_path):
    env = portal_environment() | {"NATIONAL_URL": peer.url, "PGAPPNAME": NAME}
    worker = celery("worker", *QUIET_WORKER, "--concurrency", str(CHILDREN))
    most = []
    with contextlib.ExitStack() as stack:
        for number, command in enumerate([worker, *[manage("relay")] * RELAYS]):
            stack.enter_context(running(command, env=env, log=tmp_path / f"{number}.log", cwd=ROOT))
        until(lambda: held() >= RELAYS, "the relays listen", 90)
        for number in range(MESSAGES):
            send(f"connections-{os.getpid()}-{number}", at=clock.now())
            doorbell.ring()
            most.append(held())
        delivered = Message.objects.filter(state=MessageState.ACKNOWLEDGED)
        until(lambda: most.append(held()) or delivered.count() == MESSAGES, "all delivered", 60)

    assert RELAYS <= max(most) <= RELAYS + CHILDREN
