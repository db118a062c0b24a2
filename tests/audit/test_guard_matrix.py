"""H3: 24 attack statements x 6 roles x 15 tables of the history: 2,160 cells, every one executed.

The portal's roles are refused. So are owner and superuser while the guards stand; what they can do to the guards
themselves is told by ``verify_guards``.
"""

import io

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections

from accounts.models import Person
from audit import keys
from audit.guards import fallen
from audit.models import Checkpoint
from audit.verify_leaves import Outside
from audit.verify_log import verify_log
from tests.audit.sealing import as_role, signed
from tests.audit.support import acting, contents_of, logged_in_as
from tests.factories import AT
from tests.fixtures.database import acting_as_owner
from tests.fixtures.processes import address

pytestmark = pytest.mark.django_db(transaction=True)
# A column that may be set to itself, a row that would be new, the guard that stands in the way.
TABLES = {
    "audit_event": ("reason", "id, recorded_at, transaction_id", "99, now(), 1", "append_only"),
    "audit_pending": ("event_id", "event_id", "987654321", "taken_with_its_leaf"),
    "audit_leaf": ("hash", "index, event_id, hash", "987654321, 987654321, '\\x00'", "append_only"),
    "audit_tile": ("hashes", "level, index, width, hashes", "7, 0, 1, '\\x00'", "tile_grows"),
    "audit_sm3tile": ("hashes", "level, index, width, hashes", "7, 0, 1, '\\x00'", "tile_grows"),
    "audit_checkpoint": ("root", "size, root, note, signed_at", "987654321, '\\x00', '', now()", "append_only"),
    "audit_cosignature": ("line", "size, witness, line, witnessed_at", "987654321, 'x', '', now()", "append_only"),
}
# Business tables that only grow: whatever is in them.
TABLES |= {
    table: (key, key, "NULL", "append_only")
    for table, key in {
        "accounts_identityreveal": "id", "confirmation_decision": "id", "confirmation_proof": "id",
        "confirmation_ruleversion": "version", "confirmation_submission": "id", "grading_gradeentry": "id",
        "national_receipt": "message_id", "projects_storedfile": "sha256",
    }.items()
}  # fmt: skip
LOG = [table for table in TABLES if table.startswith("audit_")]
ROLES = ("portal_app", "portal_auditor", "portal_sequencer", "portal_public")
CHANGES = {
    "UPDATE": "UPDATE {t} SET {c} = {c}",
    "UPDATE one": "UPDATE {t} SET {c} = {c} WHERE ctid = (SELECT min(ctid) FROM {t})",
    "DELETE": "DELETE FROM {t}",
    "DELETE one": "DELETE FROM {t} WHERE ctid = (SELECT min(ctid) FROM {t})",
    "DELETE USING": "DELETE FROM {t} USING generate_series(1, 1)",
    "WITH DELETE": "WITH gone AS (DELETE FROM {t} RETURNING 1) SELECT * FROM gone",
    "WITH UPDATE": "WITH changed AS (UPDATE {t} SET {c} = {c} RETURNING 1) SELECT * FROM changed",
    "MERGE DELETE": "MERGE INTO {t} USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "MERGE UPDATE": "MERGE INTO {t} USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET {c} = {c}",
    "TRUNCATE": "TRUNCATE {t}",
    "TRUNCATE CASCADE": "TRUNCATE {t} RESTART IDENTITY CASCADE",
    "replica": "SET session_replication_role = 'replica'; DELETE FROM {t}",
}
STRUCTURE = {
    "DISABLE TRIGGER ALL": "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "DISABLE TRIGGER": "ALTER TABLE {t} DISABLE TRIGGER {g}",
    "DROP TRIGGER": "DROP TRIGGER {g} ON {t}",
    "own trigger": "CREATE TRIGGER mine BEFORE INSERT ON {t} EXECUTE FUNCTION audit_refuse()",
    "rule": "CREATE RULE mine AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "policy": "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
    "column": "ALTER TABLE {t} ALTER COLUMN {c} DROP NOT NULL",
    "RENAME": "ALTER TABLE {t} RENAME TO old_history",
    "DROP TABLE": "DROP TABLE {t} CASCADE",
    "OWNER": "ALTER TABLE {t} OWNER TO portal_app",
    "function": "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "SET ROLE": "SET ROLE portal_owner; DELETE FROM {t}",
}
ADDITIONS = {
    "INSERT": "INSERT INTO {t} ({n}) VALUES ({v})",
    "INSERT SELECT": "INSERT INTO {t} SELECT * FROM {t}",
    "COPY": "COPY {t} FROM STDIN",
}
# These rows the sequencer alone may add, under guards; what it adds without a signature is found by verify_history.
ITS_WORK = {("audit_checkpoint", name) for name in ADDITIONS} | {("audit_cosignature", name) for name in ADDITIONS}
ITS_WORK |= {("audit_leaf", "COPY"), ("audit_tile", "COPY"), ("audit_sm3tile", "COPY")}  # of no row
REFUSED = {"42501", "42P17"}
# A table that others refer to, a column of its key, or one that counts by itself: the server says no.
IMPOSSIBLE = {"0A000", "42P16", "42601"}
TAKEN = {"23505"}  # a copy of what is there


@pytest.fixture
def history(truncate_guard):
    """Events with and without leaves, tiles, a checkpoint, a witness's line."""
    with acting():
        Person.objects.bulk_create(Person(name=f"某{n}", created_at=AT) for n in range(3))
    checkpoint = signed(sm3=True)
    with as_role("portal_sequencer"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO audit_cosignature VALUES (%s, 'w', 'x', now())", [checkpoint.size])
    with acting():
        Person.objects.create(name="后来", created_at=AT)
    before = contents_of(*TABLES)
    assert all(before[table] for table in LOG)
    yield before
    assert contents_of(*TABLES) == before


def executed(role, attacks, tables=tuple(TABLES)):
    """Every attack on every table, each on its own; those that were not refused."""
    passed, number = [], 0
    with logged_in_as(role) as cursor:
        for table in tables:
            column, names, values, guard = TABLES[table]
            for name, attack in attacks.items():
                if role == "portal_sequencer" and (table, name) in ITS_WORK:
                    continue
                number += 1
                statement = attack.format(t=table, c=column, n=names, v=values, g=guard)
                cursor.execute("BEGIN")
                try:
                    if name == "COPY":
                        cursor.copy_expert(statement, io.StringIO())
                    else:
                        cursor.execute(statement)
                    passed.append((role, table, name))
                except psycopg2.Error as error:
                    if error.pgcode not in (REFUSED | TAKEN if name == "INSERT SELECT" else REFUSED):
                        passed.append((role, table, name, error.pgcode, str(error)))
                cursor.execute("ROLLBACK")
    return passed, number


@pytest.mark.parametrize("role", ROLES)
def test_no_role_of_the_portal_changes_the_history_or_its_guards(role, history):
    passed, number = executed(role, CHANGES | STRUCTURE)
    added, additions = executed(role, ADDITIONS, LOG)

    assert passed == added == []
    assert number == 15 * 24
    assert additions == len(LOG) * 3 - (len(ITS_WORK) if role == "portal_sequencer" else 0)


@pytest.fixture
def mighty(request):
    """Django's own connection as the owner or as the superuser, so that what they see is asked as in service."""
    role, ours = request.param, connections["default"]
    if role == "postgres":
        try:
            psycopg2.connect(address(role)).close()
        except psycopg2.OperationalError:
            pytest.skip("the server is configured and its superuser is not ours")
    own = connections["default"] = ours.copy()
    own.settings_dict["USER"] = role
    own.settings_dict["OPTIONS"].pop("assume_role", None)
    yield role
    own.close()
    connections["default"] = ours


@pytest.mark.parametrize("mighty", ["portal_owner", "postgres"], indirect=True)
def test_what_owner_and_superuser_do_is_refused_or_told_by_the_check_of_the_guards(history, mighty):
    refused, told, codes, number = set(), set(), set(), 0
    assert fallen() == []
    for table, (column, _, _, guard) in TABLES.items():
        for name, attack in (CHANGES | STRUCTURE).items():
            number += 1
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                try:
                    cursor.execute(attack.format(t=table, c=column, g=guard))
                    if fallen():
                        told.add((name, table))
                except DatabaseError as error:
                    refused.add((name, table))
                    codes.add(error.__cause__.pgcode)
                cursor.execute("ROLLBACK")

    assert codes <= REFUSED | IMPOSSIBLE
    assert number == len(refused) + len(told) == 15 * 24
    assert {name for name, _ in refused} >= CHANGES.keys()
    assert {name for name, _ in told} <= STRUCTURE.keys()
    assert fallen() == []


def test_a_guard_that_is_down_is_named(truncate_guard, capsys):
    call_command("verify_guards")
    assert capsys.readouterr().out == "the guards of the history stand\n"

    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_person DISABLE TRIGGER ledger")
    try:
        with pytest.raises(CommandError, match=r"down: ledger on accounts_person is off$"):
            call_command("verify_guards")
    finally:
        with acting_as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_person ENABLE ALWAYS TRIGGER ledger")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["portal_app", "portal_auditor", "portal_public"])
def test_nobody_but_the_sequencer_adds_to_the_log(role, history):
    with logged_in_as(role) as cursor:
        cursor.execute(
            "SELECT relname, privilege_type FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',"
            " 'REFERENCES', 'TRIGGER']) AS privilege_type"
            " WHERE relname = ANY(%s) AND has_table_privilege(oid, privilege_type)",
            [LOG],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["beyond", "between"])
def test_a_checkpoint_that_the_sequencers_role_adds_without_the_key_is_found(forged):
    with acting():
        Person.objects.create(name="某", created_at=AT)
    size = signed().size + (9 if forged == "beyond" else -1)
    with as_role("portal_sequencer"):
        Checkpoint.objects.create(
            size=size, root=b"x" * 32, note=f"{keys.log_key().name}\n{size}\nx\n\n— x y\n", signed_at=AT
        )

    assert verify_log(Outside()).broken.what.startswith(f"checkpoint {size} ")
