"""``verify_history`` says whole of a lively database, and finds what went on behind the ledger's back."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.models import Person
from audit import leaves
from audit.context import Acting
from audit.entries import Break, EntryCheck, _moment
from audit.models import Event, Leaf
from audit.verify import verify
from audit.verify_tables import _portions
from tests.audit.sealing import signed
from tests.audit.support import acting, events_of
from tests.audit.test_ledgered_tables import LEDGERED
from tests.factories import AT, UserFactory, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def history():
    """A person changed twice and another deleted."""
    with acting():
        person, gone = (Person.objects.create(name=name, created_at=AT) for name in "甲乙")
        Person.objects.filter(pk=person.pk).update(name="丙")
        Person.objects.filter(pk=person.pk).update(name="丁")
        gone.delete()
    assert verify().broken is None
    return person


def behind_its_back(table, trigger, statement, parameters=()):
    """As the owner, with the guard switched off: what nobody can do in service without leaving this trace."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(statement, parameters)
        assert cursor.rowcount == 1
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}; SET ROLE portal_app")


def rewritten(event, change):
    entry = json.loads(bytes(event.payload))
    change(entry)
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_to(%s::jsonb::text, 'UTF8')", [json.dumps(entry)])
        data = cursor.fetchone()[0]
    behind_its_back("audit_event", "append_only", "UPDATE audit_event SET payload = %s WHERE id = %s", [data, event.pk])


def test_what_the_columns_tell_of_an_entrys_end_is_how_it_ends_whoever_wrote_what():
    strange = '“引号”"\'\\ %s %b\t\n\x01\x7f é😀 } , "role": '
    official = Acting(actor_id=7, actor_name=strange[:40], role="REVIEWER", unit=strange)
    with acting(official, reason=strange, subject=strange, action="a"):
        people = [Person.objects.create(name=name, created_at=AT) for name in ("甲", strange)]
    with acting(reason=""):
        Person.objects.filter(pk=people[0].pk).update(name="乙")
    firm = a_firm()
    confirms(an_official("220102"), firm.files())
    check, held, other = EntryCheck(), [], []

    leaves.copy(
        "e.id", "NULL::bytea", "e.id", "audit_event e ORDER BY 1",
        lambda number, _, words: (held if check.holds(words) else other).append(number),
    )  # fmt: skip

    assert other == []
    assert len(held) == Event.objects.count() > 400


@pytest.mark.parametrize("moment", ["2026-11-22 08:00:00", "2026-11-22 08:00:00.120000", "1969-12-31 23:59:59.5"])
def test_a_moment_is_written_as_the_database_writes_it(moment):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(%s::timestamp) #>> '{}', (extract(epoch FROM %s::timestamp) * 1000000)::bigint",
            [moment, moment],
        )
        written, microseconds = cursor.fetchone()

    assert _moment(str(microseconds).encode()).decode() == f"{written}+00:00"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("processes", [1, 2])
def test_several_processes_find_what_one_finds(tmp_path, monkeypatch, processes):
    monkeypatch.setattr("audit.verify_log.RANGE", 256)
    for number in (3, 300, 500):
        with acting():
            Person.objects.bulk_create(Person(name=f"某{n}", created_at=AT) for n in range(number))
        signed(tmp_path)
    whole = verify(tmp_path, processes=processes)
    path = sorted(tmp_path.rglob("*.leaves"))[-1]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-64] + b"x" * 32 + path.read_bytes()[-32:])

    broken = verify(tmp_path, processes=processes)

    assert (whole.broken, whole.log.checkpoints, whole.log.exported) == (None, 3, 3)
    assert whole.log.leaves == Event.objects.count() == Leaf.objects.count()
    assert (broken.broken.index, broken.broken.what) == (
        whole.log.leaves - 2,
        "the leaf is not the one that was exported",
    )


def test_a_database_in_which_much_has_happened_is_whole():
    firm = a_firm()
    case = confirms(an_official("220102"), firm.files())
    firm.applies_for_next_grade(case.project)
    firm.files()

    found = verify()

    assert found.broken is None
    assert found.events == Event.objects.count() > 500
    assert found.tables == len(LEDGERED)
    out = io.StringIO()
    call_command("verify_history", stdout=out)
    assert out.getvalue() == (
        f"history is whole: {found.events} events ({found.events} wait for their leaf), {len(LEDGERED)} tables,"
        " 0 leaves, 0 checkpoints (0 exported, 0 witnessed)\n"
    )


@pytest.mark.parametrize(
    "field",
    [
        "object_type",
        "object_id",
        "object_version",
        "operation",
        "actor_id",
        "actor_name",
        "role",
        "unit",
        "action",
        "reason",
        "subject",
        "request_id",
        "channel",
        "rule_version",
        "recorded_at",
        "transaction_id",
    ],
)
def test_a_changed_column_is_found(history, field):
    event = events_of("accounts_person", history.pk)[1]
    value = {
        "object_version": "99",
        "actor_id": "99",
        "transaction_id": "99",
        "recorded_at": "'2020-01-01 00:00+08'",
    }.get(field, "'x'")

    behind_its_back("audit_event", "append_only", f"UPDATE audit_event SET {field} = {value} WHERE id = %s", [event.pk])

    broken = verify().broken
    assert (broken.event_id, broken.what) == (event.pk, f"column {field} differs from the payload")
    with pytest.raises(CommandError, match=f"event {event.pk}: column {field}"):
        call_command("verify_history")


@pytest.mark.parametrize("field", ["actor_name", "reason", "action", "recorded_at", "object_version"])
def test_a_changed_payload_is_found(history, field):
    event = events_of("accounts_person", history.pk)[1]

    rewritten(
        event, lambda entry: entry.update({field: 98 if field == "object_version" else "2021-01-01T00:00:00+00:00"})
    )

    assert verify().broken.event_id == event.pk


def test_a_changed_image_of_the_present_row_is_found(history):
    rewritten(events_of("accounts_person", history.pk)[-1], lambda entry: entry["row"].update(name="戊"))

    assert verify().broken.what == f"accounts_person {history.pk} differs from it"


@pytest.mark.parametrize(
    ("data", "what"),
    [(r"\xff00", "the payload is not readable"), (r"\x5b5d", "the payload is not an entry")],
    ids=["no text", "a list"],
)
def test_bytes_that_are_no_entry_are_found(history, data, what):
    event = events_of("accounts_person", history.pk)[0]

    behind_its_back("audit_event", "append_only", "UPDATE audit_event SET payload = %s WHERE id = %s", [data, event.pk])

    assert (verify().broken.event_id, verify().broken.what) == (event.pk, what)


def deleted(event, *, traces=True):
    behind_its_back("audit_event", "append_only", "DELETE FROM audit_event WHERE id = %s", [event.pk])
    if traces:
        statement = "DELETE FROM audit_pending WHERE event_id = %s"
        behind_its_back("audit_pending", "taken_with_its_leaf", statement, [event.pk])


def test_a_deleted_event_that_waited_for_its_leaf_is_found(history):
    event = events_of("accounts_person", history.pk)[1]

    deleted(event, traces=False)

    assert verify().broken == Break(event.pk, "the event waits for a leaf and is not in the ledger")


def test_an_event_that_was_kept_from_the_log_is_found(history):
    event = events_of("accounts_person", history.pk)[1]

    statement = "DELETE FROM audit_pending WHERE event_id = %s"
    behind_its_back("audit_pending", "taken_with_its_leaf", statement, [event.pk])

    assert verify().broken == Break(event.pk, "the event has no leaf and waits for none")


@pytest.mark.parametrize("which", [0, 1, 2], ids=["first", "middle", "last"])
def test_a_deleted_event_is_found(history, which):
    deleted(events_of("accounts_person", history.pk)[which])

    assert str(history.pk) in verify().broken.what


def test_a_deleted_event_about_a_deletion_is_found(history):
    event = Event.objects.get(object_type="accounts_person", operation="DELETE")

    deleted(event)

    assert verify().broken.what == f"accounts_person {event.object_id} stands in the ledger but not in the table"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE accounts_person SET name = '改' WHERE id = %s", "differs from it"),
        ("DELETE FROM accounts_person WHERE id = %s", "stands in the ledger but not in the table"),
    ],
    ids=["UPDATE", "DELETE"],
)
def test_a_row_changed_behind_the_ledgers_back_is_found(history, statement, fault):
    behind_its_back("accounts_person", "ledger", statement, [history.pk])

    assert verify().broken.what == f"accounts_person {history.pk} {fault}"


@pytest.mark.parametrize("place", [0, 4, 10])
def test_a_table_is_held_against_the_ledger_portion_by_portion(monkeypatch, place):
    monkeypatch.setattr("audit.verify_tables.PORTION", 3)
    with acting():
        Person.objects.bulk_create(Person(name=f"某{number}", created_at=AT) for number in range(11))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ANALYZE accounts_person; SET ROLE portal_app")
    bounds = _portions("accounts_person", "id")
    assert len(bounds) == Person.objects.count() // 3 + 1 >= 4
    assert (bounds[0][0], bounds[-1][1]) == (None, None)
    assert [one[1] for one in bounds[:-1]] == [one[0] for one in bounds[1:]]
    assert verify().broken is None
    person = Person.objects.order_by("-pk")[place]

    behind_its_back("accounts_person", "ledger", "UPDATE accounts_person SET name = '改' WHERE id = %s", [person.pk])

    assert verify().broken.what == f"accounts_person {person.pk} differs from it"


def test_events_are_read_in_runs_of_their_numbers():
    assert list(leaves._runs([])) == []
    assert list(leaves._runs([7])) == [(7, 7)]
    assert list(leaves._runs([1, 2, 3, 259, 516, 517, 900])) == [(1, 259), (516, 517), (900, 900)]


def test_a_row_added_behind_the_ledgers_back_is_found(history):
    behind_its_back(
        "accounts_person",
        "ledger",
        "INSERT INTO accounts_person (id, name, document_kind, created_at) VALUES (%s, '己', '1', now())",
        [history.pk + 1000],
    )

    assert verify().broken.what == f"accounts_person {history.pk + 1000} is not in the ledger"


def test_secrets_may_change_without_breaking_the_history():
    user = UserFactory()
    with acting():
        user.set_password("another-horse-battery")
        user.save()

    assert verify().broken is None


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/St_Johns"])
def test_the_answer_does_not_depend_on_the_sessions_time_zone(history, zone):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = %s", [zone])

    assert verify().broken is None
