"""O04: a backup that was never restored is none; the drill restores one and checks the whole history in it."""

import contextlib
import os

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from embedded import binaries
from tests.audit.sealing import signed
from tests.audit.test_checkpoints import persons
from tests.fixtures.processes import address

pytestmark = pytest.mark.django_db(transaction=True)


@contextlib.contextmanager
def an_empty_database(name):
    """A database of the owner's, as roles.sql prepares it, for the length of the block."""
    admin = psycopg2.connect(address("portal_owner"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield address("portal_owner").rpartition("/")[0] + f"/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


@pytest.fixture
def drill(monkeypatch, settings, tmp_path, capsys):
    """Run the drill from this test's database into another; what it said."""
    settings.LEDGER_FOLDER = tmp_path
    monkeypatch.setenv("DATABASE_OWNER_URL", address("portal_owner"))
    monkeypatch.setenv("DATABASE_URL", address("portal_app"))

    def run(into, *arguments):
        call_command("restore_drill", "--into", into, "--programs", str(binaries.postgres_folder()), *arguments)
        return capsys.readouterr().out

    return run


def test_a_dump_is_restored_and_its_history_is_whole(drill, tmp_path):
    persons(20)
    signed(tmp_path)
    persons(5)

    with an_empty_database("test_drill") as into:
        said = drill(into)

    number = Event.objects.count()
    assert f"history is whole: {number} events (5 wait for their leaf)" in said
    assert "1 checkpoints (1 exported" in said
    assert said.rstrip().endswith("restore drill passed")
    assert os.listdir(tmp_path)


def test_a_broken_history_does_not_pass_and_nothing_is_restored_over_anything(drill, tmp_path):
    persons(3)
    signed(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER TABLE audit_event DISABLE TRIGGER append_only")
        cursor.execute("UPDATE audit_event SET reason = 'x' WHERE id = (SELECT max(id) FROM audit_event)")
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER append_only; SET ROLE portal_app")

    with an_empty_database("test_drill") as into:
        with pytest.raises(CommandError, match="column reason differs from the payload"):
            drill(into)
        with pytest.raises(CommandError, match="test_drill is not empty"):
            drill(into)
