"""``grading_load`` and ``grading_unload``: grades of before the notice, by the schema's owner alone (docs/adr/0009)."""

import json
from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.context import Acting, SystemActor, context
from common.clock import SHANGHAI
from grading.actions import load_grade, unload_grades
from grading.actions.grant import GrantNeedsATransaction
from grading.models import GradeEntry
from projects.models import Project
from projects.rules.dictionaries import Origin
from tests.audit.support import contents_of, logged_in_as
from tests.factories import AT, EnterpriseFactory, UserFactory, an_authority, project_facts
from tests.fixtures.database import acting_as_owner

pytestmark = pytest.mark.django_db
WATCHED = ("projects_project", "grading_gradeentry", "audit_event")
NUMBER = "2201021906300101"


def an_old_project(origin=Origin.LEGACY, **changes):
    columns = {"created_at": AT, "updated_at": AT, "project_class": "01", "filed_by": EnterpriseFactory()}
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        return Project.objects.create(origin=origin, **columns, **project_facts(**changes))


@pytest.fixture
def project():
    return an_old_project()


def load(project, division="220102", **changes):
    entry = {
        "table": "projects_project",
        "record_id": project.pk,
        "stage": "PROJECT",
        "authority_id": an_authority(division).pk,
        "confirmed_on": "2019-06-30",
        "number": NUMBER,
        "national_number": "",
        "batch": "old-1",
        **changes,
    }
    with transaction.atomic(), context(Acting.system(SystemActor.LEGACY), action="test"), connection.cursor() as cursor:
        cursor.execute("SELECT grading_load(%s)", [json.dumps(entry)])


def refused(project, because, **changes):
    with acting_as_owner():
        before = contents_of(*WATCHED)
        with pytest.raises(DatabaseError, match=because), transaction.atomic():
            load(project, **changes)
        assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(
    ("division", "grade"), [("220102", "C"), ("220100", "B"), ("220000", "A")], ids=["县级", "市级", "省级"]
)
def test_the_owner_loads_the_grade_of_the_authoritys_tier_with_batch_and_without_person(project, division, grade):
    with acting_as_owner():
        load(project, division, national_number="2201021906300008")

    project.refresh_from_db()
    day = datetime(2019, 6, 30, tzinfo=SHANGHAI)
    assert (project.grade, project.published, project.number) == (grade, True, NUMBER)
    assert (project.check_authority.division_id, project.check_person, project.confirmed_at) == (division, None, day)
    assert project.national_number == "2201021906300008"
    entry = GradeEntry.objects.get()
    assert (entry.old_grade, entry.new_grade, entry.person, entry.batch) == ("D", grade, None, "old-1")
    assert (entry.record_guid, entry.project_guid, entry.granted_at) == (project.row_guid, project.row_guid, day)
    assert (entry.case_number, entry.rule_version, entry.stage) == ("", "", "PROJECT")


@pytest.mark.parametrize(
    "statement",
    ["SELECT grading_load('{}')", "SELECT grading_unload('old-1', now())"],
    ids=["装入", "撤销"],
)
@pytest.mark.parametrize("role", ["portal_app", "portal_auditor", "portal_public", "portal_sequencer"])
def test_no_role_but_the_owner_may_call_it(role, statement):
    with pytest.raises(Exception, match="permission denied for function"), logged_in_as(role) as cursor:
        cursor.execute(statement)


def test_the_running_portal_may_not_call_it(project):
    before = contents_of(*WATCHED)

    with pytest.raises(DatabaseError, match="permission denied for function grading_load"), transaction.atomic():
        load(project)
    with (
        pytest.raises(DatabaseError, match="permission denied for function grading_unload"),
        transaction.atomic(),
        context(Acting.system(SystemActor.LEGACY), action="test"),
    ):
        unload_grades(batch="old-1", at=AT)

    assert contents_of(*WATCHED) == before


def test_what_has_a_grade_is_not_loaded_again(project):
    with acting_as_owner():
        load(project)

    refused(project, "no old record without grade", division="220100", number="2201021906300102")


@pytest.mark.parametrize("origin", [Origin.BACKFILL, Origin.STAGE_BACKFILL, Origin.DOCKING])
def test_what_was_filed_here_gets_no_loaded_grade(origin):
    refused(an_old_project(origin), "no old record without grade")


@pytest.mark.parametrize("day", ["2024-11-25", "2024-12-02", None], ids=["通知之日", "之后", "无日期"])
def test_a_grade_of_the_day_of_the_notice_or_later_is_not_loaded(project, day):
    refused(project, "no grade of before the notice", confirmed_on=day)


def test_a_grade_of_the_day_before_the_notice_is(project):
    with acting_as_owner():
        load(project, confirmed_on="2024-11-24")

    assert Project.objects.get(pk=project.pk).confirmed_at == datetime(2024, 11, 24, tzinfo=SHANGHAI)


def test_a_loaded_grade_needs_a_batch_a_number_and_a_stage_table(project):
    refused(project, "names its batch", batch="")
    refused(project, "confirmed_by_somebody", number=None)
    for table in ("accounts_user", "projects_project; DROP TABLE x", "", None):
        refused(project, "not a stage table", table=table)
    refused(project, "no rows", record_id=project.pk + 1000)
    refused(project, "no rows", authority_id=10**6)


def test_an_entry_has_either_a_person_or_a_batch(project):
    columns = {
        "stage": "PROJECT",
        "record_guid": project.row_guid,
        "project_guid": project.row_guid,
        "old_grade": "D",
        "new_grade": "C",
        "authority": an_authority("220102"),
        "granted_at": AT,
    }
    person = UserFactory()
    with acting_as_owner():
        for wrong in ({}, {"batch": "x", "person": person}):
            with pytest.raises(IntegrityError, match="grade_was_given_or_loaded"), transaction.atomic():
                GradeEntry.objects.create(**columns, **wrong)

    assert GradeEntry.objects.count() == 0


def test_undoing_a_batch_takes_its_grades_back_and_frees_keys_and_numbers(project):
    other = an_old_project()
    guid = project.row_guid
    with acting_as_owner():
        load(project)
        load(other, batch="old-2", number="2201021906300102")
        with transaction.atomic(), context(Acting.system(SystemActor.LEGACY), action="test"):
            assert unload_grades(batch="old-1", at=AT) == 1

    project.refresh_from_db()
    assert (project.grade, project.published, project.update_flag, project.shown) == ("D", False, "D", False)
    assert (project.number, project.confirmed_at, project.check_authority, project.filed_by) == (None,) * 4
    assert project.row_guid != guid
    steps = GradeEntry.objects.filter(project_guid=guid).order_by("pk").values_list("old_grade", "new_grade", "batch")
    assert list(steps) == [("D", "C", "old-1"), ("C", "D", "old-1")]
    assert list(GradeEntry.objects.standing().values_list("batch", flat=True)) == ["old-2"]
    other.refresh_from_db()
    assert (other.grade, other.update_flag, other.number) == ("C", "U", "2201021906300102")


@pytest.mark.django_db(transaction=True)
def test_loading_and_undoing_outside_a_transaction_are_refused():
    project = an_old_project()
    with pytest.raises(GrantNeedsATransaction):
        load_grade(
            record=project,
            authority=an_authority("220102"),
            confirmed_on=date(2019, 6, 30),
            number=NUMBER,
            national_number="",
            batch="old-1",
        )
    with pytest.raises(GrantNeedsATransaction):
        unload_grades(batch="old-1", at=AT)

    assert GradeEntry.objects.count() == 0
