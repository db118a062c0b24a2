"""``grading_dock``: the grade of what an approval system sent, and of nothing else (二（二）2, docs/adr/0017)."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from audit.context import Acting, SystemActor, context
from grading.actions import grade_docked
from grading.actions.grant import GrantNeedsATransaction
from grading.models import GradeEntry
from projects.models import DockedRecord, Project
from projects.rules.dictionaries import Origin
from tests.audit.support import contents_of, logged_in_as
from tests.factories import AT, EnterpriseFactory, an_authority, project_facts

pytestmark = pytest.mark.django_db
WATCHED = ("projects_project", "grading_gradeentry", "audit_event")
NUMBER = "2201022412020101"


def a_docked_project(division="220102", docked=True, **changes):
    columns = {"created_at": AT, "updated_at": AT, "project_class": "01", "origin": Origin.DOCKING, **changes}
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        project = Project.objects.create(**columns, **project_facts())
        if docked:
            DockedRecord.objects.create(
                system="APPROVAL",
                kind="PROJECT",
                source_id=str(project.pk),
                project=project,
                record_guid=project.row_guid,
                sequence=1,
                authority=an_authority(division),
                synced_at=AT,
            )
    return project


def dock(project, table="projects_project"):
    entry = {"table": table, "record_id": project.pk, "stage": "PROJECT", "number": NUMBER, "at": AT.isoformat()}
    with transaction.atomic(), context(Acting.system(SystemActor.INTAKE), action="test"), connection.cursor() as cursor:
        cursor.execute("SELECT grading_dock(%s)", [json.dumps(entry)])


def refused(project, because, **changes):
    before = contents_of(*WATCHED)
    with pytest.raises(DatabaseError, match=because), transaction.atomic():
        dock(project, **changes)
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(("division", "grade"), [("220102", "C"), ("220100", "B"), ("229001", "B"), ("220000", "B")])
def test_the_grade_is_that_of_the_unit_that_approved_and_never_a(division, grade):
    project = a_docked_project(division)
    with transaction.atomic(), context(Acting.system(SystemActor.INTAKE), action="test"):
        grade_docked(record=project, number=NUMBER, at=AT)
    assert (project.grade, project.published, project.number, project.confirmed_at) == (grade, True, NUMBER, AT)
    assert (project.check_authority, project.check_person) == (an_authority(division), None)
    entry = GradeEntry.objects.get()
    assert (entry.new_grade, entry.docked_from, entry.person, entry.batch) == (grade, "APPROVAL", None, "")


def test_nothing_else_is_graded_by_this_door():
    refused(a_docked_project(docked=False), "no docked record without grade")
    refused(a_docked_project(filed_by=EnterpriseFactory()), "no docked record without grade")
    graded = a_docked_project()
    dock(graded)
    refused(graded, "no docked record without grade")
    for table in ("accounts_user", "projects_participant", "projects_personaltrackrecord", "x; DROP TABLE y", None):
        refused(a_docked_project(), "not a table that approval systems fill", table=table)


def test_what_a_person_linked_is_graded_by_nobody():
    project = a_docked_project(docked=False)
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        DockedRecord.objects.create(
            system="MARKET", kind="PROJECT", source_id="x", project=project, record_guid=project.row_guid, sequence=1,
            is_linked=True, synced_at=AT,
        )  # fmt: skip
    refused(project, "no docked record without grade")


@pytest.mark.parametrize("role", ["portal_auditor", "portal_public", "portal_sequencer"])
def test_no_other_role_may_call_it(role):
    with pytest.raises(Exception, match="permission denied"), logged_in_as(role) as cursor:
        cursor.execute("SELECT grading_dock('{}')")


@pytest.mark.django_db(transaction=True)
def test_it_needs_a_transaction():
    with pytest.raises(GrantNeedsATransaction):
        grade_docked(record=Project(), number=NUMBER, at=AT)
