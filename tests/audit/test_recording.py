"""Every change of every kind stands in the ledger, with who, what and why; without them there is no change."""

import io
import uuid
from datetime import timedelta

import psycopg2
import pytest
import structlog
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import vault
from accounts.models import IdentityVault, Person, User
from audit.context import Acting, ContextNeedsATransaction, SystemActor, context
from audit.models import Event
from tests.audit.support import OFFICIAL, acting, contents_of, entry_of, events_of
from tests.factories import AT, UserFactory, an_identity_number

pytestmark = pytest.mark.django_db
TABLE = "accounts_person"


def a_person(name="张三"):
    with acting():
        return Person.objects.create(name=name, created_at=AT)


def sql(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def copy_in():
    with connection.cursor() as cursor:
        rows = io.StringIO("甲\t1\t2024-12-02 09:30+08\n乙\t1\t2024-12-02 09:30+08\n")
        cursor.copy_expert(f"COPY {TABLE} (name, document_kind, created_at) FROM STDIN", rows)


def upsert_by_orm(person):
    Person.objects.bulk_create(
        [Person(pk=person.pk, name="改名", created_at=AT)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name"],
    )


def upsert_by_sql(person):
    sql(
        f"INSERT INTO {TABLE} (id, name, document_kind, created_at) VALUES (%s, '改名', '1', now())"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        [person.pk],
    )


def bulk_update(person):
    person.name = "改名"
    Person.objects.bulk_update([person], ["name"])


def save(person):
    person.name = "改名"
    person.save()


CHANGES = {
    "save": save,
    "bulk_update": bulk_update,
    "update": lambda person: Person.objects.filter(pk=person.pk).update(name="改名"),
    "SQL": lambda person: sql(f"UPDATE {TABLE} SET name = '改名' WHERE id = %s", [person.pk]),
    "ON CONFLICT by the ORM": upsert_by_orm,
    "ON CONFLICT in SQL": upsert_by_sql,
}
DELETIONS = {
    "delete of one": lambda person: Person.objects.get(pk=person.pk).delete(),
    "delete of a query": lambda person: Person.objects.filter(pk=person.pk).delete(),
    "SQL": lambda person: sql(f"DELETE FROM {TABLE} WHERE id = %s", [person.pk]),
    "WITH": lambda person: sql(f"WITH gone AS (DELETE FROM {TABLE} WHERE id = %s RETURNING 1) SELECT 1", [person.pk]),
}
ADDITIONS = {
    "bulk_create": lambda: Person.objects.bulk_create([Person(name=name, created_at=AT) for name in "甲乙"]),
    "COPY": copy_in,
    "SQL": lambda: sql(
        f"INSERT INTO {TABLE} (name, document_kind, created_at) SELECT name, '1', now() FROM unnest(%s) AS name",
        [["甲", "乙"]],
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_recorded_however_it_is_made(change):
    person = a_person()

    with acting(OFFICIAL, action="accounts.rename", reason="更名", subject="person:1", rule_version="N17-x"):
        change(person)

    event = events_of(TABLE, person.pk)[-1]
    assert (event.operation, event.object_version) == ("UPDATE", 2)
    assert (event.actor_id, event.actor_name, event.role, event.unit) == (
        7,
        "王审核",
        "REVIEWER",
        "南关区住房和城乡建设局",
    )
    assert (event.action, event.reason, event.subject, event.rule_version, event.channel) == (
        "accounts.rename",
        "更名",
        "person:1",
        "N17-x",
        "web",
    )
    assert entry_of(event)["row"]["name"] == "改名"
    assert entry_of(events_of(TABLE, person.pk)[0])["row"]["name"] == "张三"


@pytest.mark.parametrize("deletion", DELETIONS.values(), ids=DELETIONS)
def test_a_deletion_is_recorded_with_the_row_that_went(deletion):
    person = a_person()

    with acting():
        deletion(person)

    events = events_of(TABLE, person.pk)
    assert [(event.operation, event.object_version) for event in events] == [("INSERT", 1), ("DELETE", 2)]
    assert entry_of(events[-1])["row"]["name"] == "张三"


@pytest.mark.parametrize("addition", ADDITIONS.values(), ids=ADDITIONS)
def test_every_added_row_is_recorded(addition):
    with acting():
        addition()

    people = {str(person.pk): person.name for person in Person.objects.all()}
    assert sorted(people.values()) == ["乙", "甲"]
    recorded = {event.object_id: entry_of(event)["row"]["name"] for event in events_of(TABLE)}
    assert recorded == people


@pytest.mark.parametrize(
    "change",
    [*CHANGES.values(), *DELETIONS.values(), *(lambda _, add=add: add() for add in ADDITIONS.values())],
    ids=[*CHANGES, *(f"{name} (delete)" for name in DELETIONS), *(f"{name} (add)" for name in ADDITIONS)],
)
def test_without_context_the_runtime_role_changes_nothing(change):
    person = a_person()
    before = contents_of(TABLE, "audit_event")

    with pytest.raises((DatabaseError, psycopg2.Error), match="without context"), transaction.atomic():
        change(person)

    assert contents_of(TABLE, "audit_event") == before


def test_a_change_that_changes_nothing_is_not_an_event():
    person = a_person()

    with acting():
        Person.objects.filter(pk=person.pk).update(name="张三")

    assert len(events_of(TABLE, person.pk)) == 1


def test_versions_of_a_row_are_contiguous():
    person = a_person()
    with acting():
        for number in range(5):
            Person.objects.filter(pk=person.pk).update(name=f"第{number}名")

    assert [event.object_version for event in events_of(TABLE, person.pk)] == [1, 2, 3, 4, 5, 6]


def test_a_primary_key_never_changes():
    person = a_person()
    before = contents_of(TABLE, "audit_event")

    with pytest.raises(DatabaseError, match="primary key"), acting():
        Person.objects.filter(pk=person.pk).update(id=person.pk + 1)

    assert contents_of(TABLE, "audit_event") == before


def test_the_columns_of_an_event_say_what_its_bytes_say():
    a_person()
    event = Event.objects.latest("pk")
    entry = entry_of(event)

    columns = {field.attname for field in Event._meta.concrete_fields} - {
        "id",
        "payload",
        "recorded_at",
        "transaction_id",
    }
    assert {name: entry[name] for name in columns} == {name: getattr(event, name) for name in columns}
    assert entry["transaction_id"] == str(event.transaction_id)
    assert entry["recorded_at"].endswith("+00:00")
    assert set(entry) == columns | {"recorded_at", "transaction_id", "row"}


def test_the_bytes_of_an_event_are_one_form_of_the_entry_whatever_the_session_is_set_to():
    with acting():
        sql("SET LOCAL timezone = 'Asia/Shanghai'; SET LOCAL datestyle = 'German'; SET LOCAL bytea_output = 'escape'")
        person = Person.objects.create(name="李四", created_at=AT)
        sql("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'")

    event = events_of(TABLE, person.pk)[0]
    assert entry_of(event)["row"]["created_at"] == "2024-12-02T01:30:00+00:00"
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(%s, 'UTF8')::jsonb::text", [bytes(event.payload)])
        assert cursor.fetchone()[0].encode() == bytes(event.payload)


def test_contexts_nest_and_leaving_one_restores_the_outer():
    with acting(OFFICIAL, action="outer"):
        first = Person.objects.create(name="甲", created_at=AT)
        with context(Acting.system(SystemActor.LOGIN), action="inner", channel="task"):
            second = Person.objects.create(name="乙", created_at=AT)
        third = Person.objects.create(name="丙", created_at=AT)

    told = [events_of(TABLE, person.pk)[0] for person in (first, second, third)]
    assert [(event.actor_name, event.action, event.channel) for event in told] == [
        ("王审核", "outer", "web"),
        ("login", "inner", "task"),
        ("王审核", "outer", "web"),
    ]


def test_an_inner_context_that_fails_leaves_the_outer_one_in_force():
    with acting(OFFICIAL, action="outer"):
        with pytest.raises(DatabaseError), transaction.atomic(), context(OFFICIAL, action="inner"):
            sql("SELECT 1/0")
        person = Person.objects.create(name="甲", created_at=AT)

    assert events_of(TABLE, person.pk)[0].action == "outer"


def test_the_request_that_caused_a_change_is_recorded():
    with structlog.contextvars.bound_contextvars(request_id="2f1c-request"):
        person = a_person()

    assert events_of(TABLE, person.pk)[0].request_id == "2f1c-request"


def test_all_that_one_transaction_changed_is_one_act():
    with acting():
        first = Person.objects.create(name="甲", created_at=AT)
        second = Person.objects.create(name="乙", created_at=AT)

    ids = {events_of(TABLE, person.pk)[0].transaction_id for person in (first, second)}
    assert len(ids) == 1


@pytest.mark.django_db(transaction=True)
def test_a_context_needs_a_transaction_and_ends_with_it():
    with pytest.raises(ContextNeedsATransaction), context(OFFICIAL, action="lost"):
        pass
    with transaction.atomic(), context(OFFICIAL, action="kept"):
        Person.objects.create(name="甲", created_at=AT)

    before = contents_of(TABLE, "audit_event")
    with pytest.raises(DatabaseError, match="without context"):
        Person.objects.create(name="乙", created_at=AT)
    assert contents_of(TABLE, "audit_event") == before


def test_passwords_and_log_ins_stand_in_no_event():
    user = UserFactory()
    count = Event.objects.count()

    with acting():
        User.objects.filter(pk=user.pk).update(password=make_password("another-horse"))
        User.objects.filter(pk=user.pk).update(last_login=timezone.now() + timedelta(days=1))
    assert Event.objects.count() == count

    with acting():
        User.objects.filter(pk=user.pk).update(phone="13800000000")
    row = entry_of(events_of("accounts_user", user.pk)[-1])["row"]
    assert "phone" in row
    assert row.keys().isdisjoint({"password", "last_login"})


def test_the_vault_tells_the_ledger_its_commitment_and_no_secret():
    with acting():
        person = vault.keep(name="张三", document_kind="1", number=an_identity_number(), at=AT)

    row = entry_of(events_of("accounts_identityvault", person.pk)[0])["row"]
    commitment = IdentityVault.objects.get(pk=person.pk).commitment
    assert row == {"person_id": person.pk, "commitment": commitment, "erased_at": None}


@pytest.mark.parametrize("kind", ["digest", "text", "integer"])
def test_keys_of_every_kind_are_recorded_as_text(kind):
    from projects.models import NumberSeries, StoredFile

    with acting():
        if kind == "text":
            key = NumberSeries.objects.create(prefix="22010224120201").pk
            table = "projects_numberseries"
        elif kind == "digest":
            key = StoredFile.objects.create(
                sha256=uuid.uuid4().hex * 2, size=1, content_type="x", pages=1, created_at=AT
            ).pk
            table = "projects_storedfile"
        else:
            key, table = Person.objects.create(name="甲", created_at=AT).pk, TABLE

    assert events_of(table)[-1].object_id == str(key)
