"""H1: whatever road a change takes, the tables can be rebuilt from the ledger, cell by cell.

The reader here shares nothing with ``verify_history``: it replays the payloads in Python, one after the other.
"""

import io
import json
import random
from collections import Counter

import pytest
import structlog
from django.contrib.auth.models import Group
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from accounts.models import Person, User
from audit.models import Event
from audit.verify_tables import ledgered_tables
from projects.models import Project
from tests.audit.support import OFFICIAL, acting
from tests.audit.test_bulk_inserts import some_projects
from tests.factories import AT, UserFactory
from tests.fixtures.database import acting_as_owner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
PERSON, PROJECT, JOINED = Person._meta.db_table, Project._meta.db_table, User.groups.through._meta.db_table
ALPHABET = "王张李赵钱孙周吴“”\\\"'%\t\n,{}é😀 a0"
CHUNK = 60  # rows of one statement, at most
POOL = 2_000  # people and projects that are there at a time, about
BATCH = 5_000


class Mutations:
    """Random changes by every road; each returns how many rows it changed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.number = 0
        self.people = self.projects = []
        with acting():
            self.groups = [Group.objects.create(name=f"组{n}") for n in range(40)]
            self.users = [UserFactory() for _ in range(10)]
        self.templates = some_projects(CHUNK)
        self.state = MigrationLoader(None).project_state()
        self.roads = [
            self.save, self.bulk_create, self.bulk_update, self.update, self.delete, self.raw_sql, self.copy,
            self.upsert, self.many_to_many,
        ]  # fmt: skip

    def look(self):
        """What is there now, for the next few."""
        self.people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
        self.projects = list(Project.objects.order_by("pk").values_list("pk", flat=True))

    def text(self):
        """A name that was never there before: every change is one."""
        self.number += 1
        return f"{self.number}" + "".join(self.chance.choices(ALPHABET, k=self.chance.randrange(12)))

    def some(self, found, most=CHUNK):
        return self.chance.sample(found, min(len(found), self.chance.randint(1, most)))

    def save(self):
        people = Person.objects.filter(pk__in=self.some(self.people, 20))
        for person in people:
            person.name = self.text()
            person.save()
        Person.objects.create(name=self.text(), document_kind="2", created_at=AT)
        return len(people) + 1

    def bulk_create(self):
        if self.chance.random() < 0.8:
            rows = [Person(name=self.text(), created_at=AT) for _ in range(self.chance.randint(1, CHUNK))]
            return len(Person.objects.bulk_create(rows))
        rows = self.some(self.templates, 25)
        for row in rows:
            row.pk, row._state.adding, row.row_guid = None, True, row._meta.get_field("row_guid").get_default()
            row.name, row.extra = self.text(), {"说明": self.text(), "数": self.chance.random()}
            row.total_length = self.chance.choice([None, round(self.chance.random() * 1e6, 2)])
        return len(Project.objects.bulk_create(rows))

    def bulk_update(self):
        rows = Person.objects.filter(pk__in=self.some(self.people))
        for row in rows:
            row.name, row.document_kind = self.text(), self.chance.choice("12")
        return Person.objects.bulk_update(rows, ["name", "document_kind"])

    def update(self):
        name = self.text()
        if self.chance.random() < 0.8:
            return Person.objects.filter(pk__in=self.some(self.people)).update(name=name)
        return Project.objects.filter(pk__in=self.some(self.projects, 10)).update(
            name=Concat(F("name"), Value(name[-3:])),
            total_area=self.chance.choice([None, self.number]),
        )

    def delete(self):
        self.look()
        one = Person.objects.get(pk=self.chance.choice(self.people))
        model, found = (Project, self.projects) if self.chance.random() < 0.3 else (Person, self.people)
        gone = set(self.some(found, max(5, len(found) - POOL))) - {one.pk}
        return one.delete()[0] + model.objects.filter(pk__in=gone).delete()[1].get(model._meta.label, 0)

    def raw_sql(self):
        name, people = self.text(), self.some(self.people)
        return self.chance.choice([
            lambda: sql(f"UPDATE {PERSON} SET name = %s || id WHERE id = ANY(%s)", name, people),
            lambda: sql(f"INSERT INTO {PERSON} (name, document_kind, created_at) SELECT %s || n, '1',"
                        " 'epoch'::timestamptz + n * interval '1.000001 s' FROM generate_series(1, %s) n",
                        name, len(people)),
            lambda: sql(f"DELETE FROM {PERSON} p USING unnest(%s) gone (id) WHERE p.id = gone.id", people[:5]),
            lambda: sql(f"WITH these AS (SELECT id FROM {PERSON} WHERE id = ANY(%s)) UPDATE {PERSON} p SET name = %s"
                        " FROM these WHERE p.id = these.id", people, name),
        ])()  # fmt: skip

    def copy(self):
        rows = [
            f"{self.number + n}名\t1\t2024-12-02 09:30:00.{n:06}+08\n" for n in range(self.chance.randint(1, CHUNK))
        ]
        self.number += len(rows)
        with connection.cursor() as cursor:
            cursor.copy_expert(
                f"COPY {PERSON} (name, document_kind, created_at) FROM STDIN", io.StringIO("".join(rows))
            )
        return len(rows)

    def upsert(self):
        known, name = self.some(self.people, CHUNK // 2), self.text()
        new = [-CHUNK * self.number - n for n in range(self.chance.randint(1, CHUNK // 2))]
        source = "SELECT id, %s || id, '1', 'epoch'::timestamptz FROM unnest(%s) id"
        return self.chance.choice([
            lambda: sql(f"INSERT INTO {PERSON} (id, name, document_kind, created_at) {source}"
                        " ON CONFLICT (id) DO UPDATE SET name = excluded.name", name, known + new),
            lambda: sql(f"MERGE INTO {PERSON} p USING ({source}) s (id, name, document_kind, created_at) ON p.id = s.id"
                        " WHEN MATCHED AND mod(p.id, 5) = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET name = s.name"
                        " WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name, s.document_kind, s.created_at)",
                        name, known + new),
            lambda: len(Person.objects.bulk_create(
                [Person(pk=pk, name=self.text(), created_at=AT) for pk in known + new],
                update_conflicts=True, unique_fields=["id"], update_fields=["name"])),
        ])()  # fmt: skip

    def many_to_many(self):
        before = Counter(sql_rows(f"SELECT user_id, group_id FROM {JOINED}"))
        user, wanted = self.chance.choice(self.users), self.some(self.groups, 20)
        self.chance.choice([user.groups.set, lambda these: user.groups.add(*these),
                            lambda these: user.groups.remove(*these)])(wanted)  # fmt: skip
        after = Counter(sql_rows(f"SELECT user_id, group_id FROM {JOINED}"))
        return (before - after).total() + (after - before).total()

    def data_migration(self):
        """As ``migrate`` runs it: the owner, historical models, no context."""
        changed = []

        def forwards(apps, schema_editor):
            historical = apps.get_model("accounts", "Person")
            people = historical.objects
            changed.append(people.filter(pk__in=self.some(self.people)).update(name=self.text()))
            rows = [historical(name=self.text(), document_kind="1", created_at=AT) for _ in range(CHUNK // 2)]
            changed.append(len(people.bulk_create(rows)))

        with acting_as_owner(), connection.schema_editor() as editor:
            migrations.RunPython(forwards).database_forwards("accounts", editor, self.state, self.state)
        return sum(changed)


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def sql_rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def read(text):
    """With every digit of every number as it was written."""
    return json.loads(text, parse_float=str)


def rebuilt():
    """Every table as the ledger's payloads, replayed one by one, make it; and what they contradict on the way."""
    tables, versions, contradictions = {}, Counter(), []
    events = Event.objects.order_by("pk").values_list("payload", flat=True)
    for payload in events.iterator(chunk_size=BATCH):
        entry = read(bytes(payload))
        table, key = entry["object_type"], entry["object_id"]
        rows = tables.setdefault(table, {})
        versions[table, key] += 1
        if (entry["operation"] == "INSERT") == (key in rows) or entry["object_version"] != versions[table, key]:
            contradictions.append((table, key, entry["operation"], entry["object_version"]))
        if entry["operation"] == "DELETE":
            if rows.pop(key, None) != entry["row"]:
                contradictions.append((table, key, "another row went"))
        else:
            rows[key] = entry["row"]
    return tables, contradictions


def live(table):
    """A table as it is, by key, without the columns that never enter the ledger."""
    key, omitted = ledgered_tables()[table]
    with connection.cursor() as cursor:
        cursor.execute("SET timezone = 'UTC'")
        cursor.execute(f"SELECT {key}::text, (to_jsonb(t) - %s::text[])::text FROM {table} t", [list(omitted)])
        found = {name: read(row) for name, row in cursor.fetchall()}
        cursor.execute("SET timezone = %s", [connection.timezone_name])
    return found


def differing_cells(one, other):
    """How many cells of two tables differ; a row that is missing counts with all of its cells."""
    number = 0
    for key in one.keys() | other.keys():
        told, there = one.get(key, {}), other.get(key, {})
        number += sum(told.get(name, KeyError) != there.get(name, KeyError) for name in told.keys() | there.keys())
    return number


def test_tables_rebuilt_from_the_ledger_are_the_live_tables_cell_by_cell(full_size):
    mutations, changed, rounds = Mutations(seed=20_241_202), Counter(), 0
    wanted = 1_000_000 if full_size else 20_000
    with acting():
        Person.objects.bulk_create(Person(name=mutations.text(), created_at=AT) for _ in range(POOL // 10))
    before = Event.objects.latest("pk").pk

    while changed.total() < wanted:
        if rounds % 5 == 0:
            mutations.look()
        rounds += 1
        road = min(mutations.chance.sample(mutations.roads, 3), key=lambda one: changed[one.__name__])
        with structlog.contextvars.bound_contextvars(request_id=f"r-{rounds}"), acting(OFFICIAL):
            changed[road.__name__] += road()
        if changed["data_migration"] < changed.total() / 10:
            changed["data_migration"] += mutations.data_migration()

    entries = Event.objects.filter(pk__gt=before)
    assert len(changed) == 10
    assert entries.count() == changed.total()
    assert entries.filter(Q(actor_name="") | Q(role="") | Q(request_id="")).count() == 0
    assert entries.filter(actor_name="migration").count() == changed["data_migration"]
    assert (
        entries.filter(actor_id=7, request_id__startswith="r-").count() == changed.total() - changed["data_migration"]
    )
    tables, contradictions = rebuilt()
    assert contradictions == []
    differing = {table: differing_cells(tables.get(table, {}), live(table)) for table in ledgered_tables()}
    assert differing == dict.fromkeys(ledgered_tables(), 0)
    assert min(len(tables[table]) for table in (PERSON, PROJECT, JOINED)) > 20
