"""Messages that wait, as a confirmed project makes them: put down in bulk, what is measured is how they leave."""

import sqlite3
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from audit.context import Acting, SystemActor, context
from common import clock
from common.canonical import sha256_hex
from national import contract
from national.models import Message, UpdateFlag
from tests.factories import an_official
from tests.world import a_firm, confirms

CHUNK = 2_000


def confirmed_message():
    """The message of a project with permit and completion that a county has confirmed."""
    confirms(an_official("220102"), a_firm().files())
    return Message.objects.latest("pk")


def like(template, at):
    """The first version of another aggregate with the same content, not saved."""
    aggregate = str(uuid4())
    payload = bytes(template.payload).replace(template.aggregate.encode(), aggregate.encode())
    return Message(
        destination=template.destination,
        aggregate=aggregate,
        version=1,
        key=contract.message_key(aggregate, 1),
        update_flag=UpdateFlag.U,
        payload=payload,
        digest=sha256_hex(payload),
        note=template.note,
        due_at=at,
        created_at=at,
    )


def backlog(template, count):
    """So many messages that are due; their ids."""
    ids = []
    for begin in range(0, count, CHUNK):
        rows = [like(template, clock.now()) for _ in range(min(CHUNK, count - begin))]
        with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="load"):
            ids += [row.pk for row in Message.objects.bulk_create(rows)]
    return ids


def effects(store):
    """When each aggregate's first version took effect on the platform, as it says."""
    with sqlite3.connect(store) as platform:
        rows = platform.execute("SELECT aggregate, applied_at FROM effect WHERE version = 1").fetchall()
    return {aggregate: datetime.fromisoformat(at) for aggregate, at in rows}
