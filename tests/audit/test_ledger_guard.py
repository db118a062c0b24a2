"""What the real database roles can do to the ledger: read it, or less."""

import contextlib
import io

import psycopg2
import pytest
from django.db import connection

from tests.audit.support import acting, contents_of, logged_in_as
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ATTACKS = {
    "UPDATE": "UPDATE audit_event SET actor_name = 'x'",
    "DELETE": "DELETE FROM audit_event",
    "INSERT": "INSERT INTO audit_event SELECT * FROM audit_event LIMIT 1",
    "TRUNCATE": "TRUNCATE audit_event",
    "MERGE": "MERGE INTO audit_event e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "COPY": "COPY audit_event FROM STDIN",
    "sequence": "ALTER SEQUENCE audit_event_id_seq RESTART WITH 1",
    "session_replication_role": "SET session_replication_role = 'replica'",
    "DISABLE TRIGGER": "ALTER TABLE accounts_user DISABLE TRIGGER ledger",
    "DISABLE TRIGGER ALL": "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER": "DROP TRIGGER ledger ON accounts_user",
    "DROP TABLE": "DROP TABLE audit_event",
    "own trigger": "CREATE TRIGGER mine BEFORE INSERT ON audit_event EXECUTE FUNCTION audit_refuse()",
    "rule": "CREATE RULE mine AS ON INSERT TO audit_event DO INSTEAD NOTHING",
    "function": "CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "own function": "CREATE FUNCTION public.mine() RETURNS void LANGUAGE sql AS 'DELETE FROM audit_event'",
    "SET ROLE owner": "SET ROLE portal_owner",
    "SESSION AUTHORIZATION": "SET SESSION AUTHORIZATION portal_owner",
    "OWNER": "ALTER TABLE audit_event OWNER TO current_user",
}


def attack(cursor, statement):
    if statement.startswith("COPY"):
        cursor.copy_expert(statement, io.StringIO())
    else:
        cursor.execute(statement)
    pytest.fail(f"not refused: {statement}")


@pytest.mark.parametrize("role", ["portal_app", "portal_auditor", "portal_sequencer", "portal_public"])
def test_no_role_of_the_portal_alters_the_ledger_or_its_guards(role, truncate_guard):
    UserFactory()
    before = contents_of("audit_event", "accounts_user")

    with logged_in_as(role) as cursor:
        for name, statement in ATTACKS.items():
            with pytest.raises(psycopg2.Error) as refusal:
                attack(cursor, statement)
            assert refusal.value.pgcode in {"42501", "42P17"}, f"{name}: {refusal.value}"

    assert contents_of("audit_event", "accounts_user") == before


def test_the_switch_of_the_trigger_library_does_not_open_the_ledger():
    user = UserFactory()
    before = contents_of("audit_event", "accounts_user")

    with logged_in_as("portal_app") as cursor:
        cursor.execute("SET pgtrigger.ignore = '{accounts_user:ledger,audit_event:append_only}'")
        with pytest.raises(psycopg2.Error, match="without context"):
            cursor.execute("UPDATE accounts_user SET phone = '1' WHERE id = %s", [user.pk])
        with pytest.raises(psycopg2.Error, match="permission denied"):
            cursor.execute("DELETE FROM audit_event")

    assert contents_of("audit_event", "accounts_user") == before


def test_a_change_in_the_real_runtime_role_is_recorded_and_one_without_context_is_refused():
    user = UserFactory()

    with logged_in_as("portal_app") as cursor:
        with pytest.raises(psycopg2.Error, match="without context"):
            cursor.execute("UPDATE accounts_user SET phone = '1' WHERE id = %s", [user.pk])
        cursor.execute('SELECT set_config(\'audit.context\', \'{"actor_name": "login", "action": "x"}\', false)')
        cursor.execute("UPDATE accounts_user SET phone = '2' WHERE id = %s", [user.pk])
        cursor.execute("SELECT actor_name, action FROM audit_event ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("login", "x")


def test_the_auditor_and_the_sequencer_read_the_ledger_and_nothing_of_the_vault():
    UserFactory()
    for role in ("portal_auditor", "portal_sequencer"):
        with logged_in_as(role) as cursor:
            cursor.execute("SELECT count(*) > 0 FROM audit_event")
            assert cursor.fetchone() == (True,)
            with pytest.raises(psycopg2.Error, match="permission denied"):
                cursor.execute("SELECT * FROM accounts_identityvault")
            with pytest.raises(psycopg2.Error, match="permission denied"):
                cursor.execute("SELECT * FROM accounts_user")


def test_the_public_role_reads_neither_the_ledger_nor_people():
    with logged_in_as("portal_public") as cursor:
        for table in ("audit_event", "accounts_user", "accounts_identityvault", "projects_project"):
            with pytest.raises(psycopg2.Error, match="permission denied"):
                cursor.execute(f"SELECT * FROM {table}")


def _create_and_fail():
    with acting():
        UserFactory()
        raise ZeroDivisionError


@pytest.mark.parametrize("role", ["portal_app", "portal_auditor", "portal_sequencer", "portal_public"])
def test_no_role_of_the_portal_hands_rights_to_the_ledger_on(role):
    def rights():
        with connection.cursor() as cursor:
            cursor.execute("SELECT relacl::text FROM pg_class WHERE oid = 'audit_event'::regclass")
            return cursor.fetchone()[0]

    before = rights()
    assert "portal_app=r/portal_owner" in before

    with logged_in_as(role) as cursor, contextlib.suppress(psycopg2.Error):
        cursor.execute("GRANT ALL ON audit_event TO PUBLIC")  # a warning, or an error

    assert rights() == before


def test_what_a_transaction_took_back_stands_in_no_event():
    before = contents_of("audit_event")

    with pytest.raises(ZeroDivisionError):
        _create_and_fail()

    assert contents_of("audit_event") == before
