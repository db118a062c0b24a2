"""Rows that one statement adds are recorded by one statement, in entries that nobody can tell from single ones."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from audit.operations import Ledgered, LedgeredInBulk
from audit.verify import verify
from projects.models import Project
from tests.audit.support import acting, entry_of, events_of
from tests.factories import AT, EnterpriseFactory, project_facts
from tests.fixtures.database import acting_as_owner

pytestmark = pytest.mark.django_db
TABLE = "projects_project"
OPERATION = LedgeredInBulk("Project", subject="row_guid")
REASON = '为什么：“引号”和"quotes"，\\反斜线、%s、\t制表和\n换行'


def some_projects(number, **columns):
    firm = EnterpriseFactory()
    rows = []
    for _ in range(number):
        facts = project_facts(remark="含有“引号”、\\反斜线和\n换行", **columns)
        rows.append(Project(filed_by=firm, created_at=AT, updated_at=AT, project_class="01", **facts))
    return rows


def added(rows, **entry):
    with acting(**entry):
        return Project.objects.bulk_create(rows)


def payloads():
    """The bytes of the entries without the moment, which is another in each."""
    return [re.sub(rb'"recorded_at": "[^"]+"', b"", bytes(event.payload)) for event in events_of(TABLE)]


def switch(statements):
    with acting_as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_the_entries_are_those_of_the_single_row_trigger_to_the_byte():
    rows = some_projects(3)
    for number, row in enumerate(rows, 700_001):
        row.pk = number
    mark = transaction.savepoint()
    added(rows, subject="S-1", reason=REASON)
    in_bulk = payloads()
    transaction.savepoint_rollback(mark)
    switch(OPERATION._remove(TABLE, "id"))

    for row in rows:
        row._state.adding = True
    added(rows, subject="S-1", reason=REASON)

    assert len(in_bulk) == 3
    assert payloads() == in_bulk


def test_columns_that_never_enter_the_ledger_stay_out_of_the_entries_in_bulk_too():
    switch(OPERATION._remove(TABLE, "id"))
    switch(LedgeredInBulk("Project", omit=("remark", "extra"), subject="row_guid")._install(TABLE, "id"))

    (project,) = added(some_projects(1))

    (event,) = events_of(TABLE)
    assert entry_of(event)["row"]["name"] == project.name
    assert entry_of(event)["row"].keys() & {"remark", "extra"} == set()
    assert verify().broken is None


def test_rows_of_an_act_without_a_subject_are_each_about_their_own_project():
    first, second = added(some_projects(2))

    assert [event.subject for event in events_of(TABLE)] == [str(first.row_guid), str(second.row_guid)]
    assert [event.object_id for event in events_of(TABLE)] == [str(first.pk), str(second.pk)]
    assert verify().broken is None


def test_a_row_that_comes_back_under_its_old_key_goes_on_counting():
    (project,) = added(some_projects(1))
    key = project.pk
    with acting():
        Project.objects.filter(pk=key).delete()
    project.pk, project._state.adding = key, True

    added([project])

    assert [(event.operation, event.object_version) for event in events_of(TABLE, key)] == [
        ("INSERT", 1),
        ("DELETE", 2),
        ("INSERT", 3),
    ]


def test_rows_without_context_are_refused_and_nothing_is_stored():
    rows = some_projects(2)
    with pytest.raises(DatabaseError, match="without context"), transaction.atomic():
        Project.objects.bulk_create(rows)

    assert not Project.objects.exists()
    assert events_of(TABLE) == []


def test_a_statement_that_adds_nothing_needs_no_context():
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE false")

    assert events_of(TABLE) == []


def test_the_operation_names_the_table_of_its_model():
    assert apps.get_model("projects", OPERATION.model_name)._meta.db_table == TABLE


ODD_VALUES = """
CREATE TABLE all_kinds (
  id bigint PRIMARY KEY, subject text, a smallint, b integer, "Ab" numeric NOT NULL, "名称" varchar(50) NOT NULL,
  "quo""te" text, "back\\slash" text, flag boolean, day date, moment timestamptz, local timestamp, guid uuid,
  object jsonb, plain json, list integer[], texts text[], real real, double double precision, clock time, span interval,
  raw bytea, code char(5), address inet, omitted text, bb text, ba text);
INSERT INTO all_kinds SELECT n, 'S"' || n, n, -n, v, t, t, t, n % 2 = 0, d, m, m, g, o, o::json, ARRAY[n, NULL],
    ARRAY[t, NULL], v / 7, v / 3, '13:45:59.5', '1 day 02:03:04', '\\xdeadbeef', 'ab', '10.1.2.3/8', t, t, t
  FROM (VALUES
    (1, 1.50, '“引号”"quotes"\\ /斜线' || chr(9) || chr(10) || chr(13) || chr(1) || chr(127) || '𠀀',
      '2024-11-25'::date, '2024-11-25 08:00:00.123456+08'::timestamptz, '6f2c1f0e-3a0b-4c56-9a4b-0d6c1f9e2b11'::uuid,
      '{"z": 1.10, "a": [null, "\\u0001"], "aa": {}}'::jsonb),
    (2, 'NaN', '', 'infinity', '-infinity', NULL, 'null'), (3, 'Infinity', ' ', '0044-03-15 BC', NULL, NULL, NULL),
    (4, 1e20, 'x', NULL, '1900-01-01 00:00:00+08', NULL, '"text"'), (5, -0.00001, '%s %L $1', NULL, NULL, NULL, '[]')
  ) AS given (n, v, t, d, m, g, o);
"""


def test_values_of_every_kind_are_written_as_jsonb_writes_them():
    how = {"omit": ("omitted",), "subject": "subject"}
    create, insert = ODD_VALUES.split(";")[:2]
    ledger = [kind("Project", **how)._install("all_kinds", "id") for kind in (Ledgered, LedgeredInBulk)]
    switch([create, *ledger[0], *ledger[1], insert])
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, (to_jsonb(k) - 'omitted')::text FROM all_kinds k ORDER BY id")
        stored = cursor.fetchall()

    found = events_of("all_kinds")

    assert [event.subject for event in found] == [subject for subject, _ in stored]
    assert [bytes(event.payload).decode().partition(', "role": ')[0] for event in found] == [
        '{"row": ' + row for _, row in stored
    ]
