"""Looking at the ledger, and at whole tables, from a test."""

import json
from contextlib import contextmanager

import psycopg2
from django.db import connection, transaction

from audit.context import Acting, SystemActor, context
from audit.models import Event
from tests.fixtures.processes import address

OFFICIAL = Acting(actor_id=7, actor_name="王审核", role="REVIEWER", unit="南关区住房和城乡建设局")


@contextmanager
def acting(who=None, **entry):
    """A transaction in which somebody acts."""
    with transaction.atomic(), context(who or Acting.system(SystemActor.TEST), **{"action": "test", **entry}):
        yield


def entry_of(event):
    """The whole entry, from its bytes."""
    return json.loads(bytes(event.payload))


def events_of(table, object_id=None):
    """Events of a table, or of one row, in order."""
    found = Event.objects.filter(object_type=table).order_by("pk")
    return list(found.filter(object_id=str(object_id)) if object_id is not None else found)


def contents_of(*tables):
    """Every row of some tables as text, of the ledger as id and place: what a refusal leaves as it was."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            # The ledger has thousands of rows with their payloads, and is asked for before and after every refusal;
            # whatever writes a row gives it another place, and another transaction that made it.
            columns = "id, xmin::text, ctid::text" if table == "audit_event" else "t::text"
            cursor.execute(f"SELECT {columns} FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


@contextmanager
def logged_in_as(role):
    """A cursor of a connection of its own that logged in as a database role."""
    own = psycopg2.connect(address(role))
    try:
        own.autocommit = True
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()
