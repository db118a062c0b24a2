"""Rows that one statement adds are recorded by one statement, in entries that nobody can tell from single ones."""

import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from audit.operations import LedgeredInBulk
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
