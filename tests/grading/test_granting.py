"""``grading_grant``: the only door to a grade, and what it refuses whoever asks (二（一）, BR-24, decisions 4)."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Appointment
from accounts.rules import Role
from audit.context import Acting, SystemActor, context
from common.clock import day_of
from grading.actions.grant import GrantNeedsATransaction, grant
from grading.models import GradeEntry
from projects.models import Project
from tests.audit.support import contents_of
from tests.factories import AT, UserFactory, an_authority, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
WATCHED = ("projects_project", "grading_gradeentry", "audit_event")
NUMBER = "2201022412020101"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project():
    return a_firm().fills_in()


def give(project, division, by=None, **changes):
    """Call the function in SQL, as any program that runs in the runtime role could."""
    authority = an_authority(division)
    entry = {
        "table": "projects_project",
        "record_id": project.pk,
        "stage": "PROJECT",
        "project_guid": str(project.row_guid),
        "authority_id": authority.pk,
        "person_id": (by or an_official(division)).pk,
        "case_number": "20241202000001",
        "rule_version": "N17-x",
        "number": NUMBER,
        "national_number": "",
        "at": AT.isoformat(),
        **changes,
    }
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"), connection.cursor() as cursor:
        cursor.execute("SELECT grading_grant(%s)", [json.dumps(entry)])


def refused(project, division, because, **changes):
    by = changes.pop("by", None) or an_official(division)
    before = contents_of(*WATCHED)
    with pytest.raises(DatabaseError, match=because):
        give(project, division, by, **changes)
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(("division", "grade"), [("220102", "C"), ("220100", "B")], ids=["县级", "市级"])
def test_the_authoritys_tier_gives_the_grade_and_the_ledger_of_grades_says_who(project, division, grade):
    official = an_official(division)

    give(project, division, official)

    project.refresh_from_db()
    assert (project.grade, project.published, project.number) == (grade, True, NUMBER)
    assert (project.check_authority.division_id, project.check_person, project.confirmed_at) == (division, official, AT)
    entry = GradeEntry.objects.get()
    assert (entry.old_grade, entry.new_grade, entry.person, entry.record_guid) == (
        "D",
        grade,
        official,
        project.row_guid,
    )
    assert (entry.case_number, entry.rule_version, entry.granted_at) == ("20241202000001", "N17-x", AT)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((), "220000"),
        (("220102",), "220102"),
        (("220102",), "220000"),
        (("220100",), "220100"),
        (("220100",), "220102"),
        (("220100", "220000"), "220000"),
        (("220100", "220000"), "220100"),
        (("220100", "220000"), "220102"),
    ],
    ids=["D到A", "C到C", "C到A", "B到B", "B到C", "A到A", "A到B", "A到C"],
)
def test_a_step_that_is_not_the_next_one_is_refused(project, given, wanted):
    for division in given:
        give(project, division)

    refused(project, wanted, because="no step from")


@pytest.mark.parametrize(("given", "wanted"), [(("220102",), "220100"), (("220102", "220100"), "220000")])
def test_the_next_step_is_taken_and_the_number_stays(project, given, wanted):
    for division in given:
        give(project, division)

    give(project, wanted, number="2201022412029999")

    project.refresh_from_db()
    assert project.grade == {"220100": "B", "220000": "A"}[wanted]
    assert project.number == NUMBER


def test_a_person_without_appointment_gives_no_grade(project):
    refused(project, "220102", because="not a reviewer", by=UserFactory())


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPPORT])
def test_a_person_of_another_role_gives_no_grade(project, role):
    refused(project, "220102", because="not a reviewer", by=an_official("220102", role=role))


def test_a_reviewer_of_another_authority_gives_no_grade(project):
    refused(project, "220102", because="not a reviewer", by=an_official("220103"))


@pytest.mark.parametrize(
    ("starts", "ends", "is_current"),
    [(-10, -1, False), (-10, 0, True), (0, None, True), (1, None, False)],
    ids=["昨日止", "今日止", "今日起", "明日起"],
)
def test_an_appointment_counts_on_its_own_days_alone(project, starts, ends, is_current):
    official, today = an_official("220102"), day_of(AT)
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        Appointment.objects.filter(user=official).update(
            starts_on=today + timedelta(days=starts), ends_on=None if ends is None else today + timedelta(days=ends)
        )

    if is_current:
        give(project, "220102", official)
        assert Project.objects.get(pk=project.pk).grade == "C"
    else:
        refused(project, "220102", because="not a reviewer", by=official)


@pytest.mark.parametrize("table", ["accounts_user", "audit_event", "projects_project; DROP TABLE x", "", None])
def test_a_table_that_is_no_stage_is_refused(project, table):
    refused(project, "220102", because="not a stage table|null values cannot be formatted", table=table)


def test_a_record_or_authority_that_does_not_exist_is_refused(project):
    refused(project, "220102", because="no rows", record_id=project.pk + 1000)
    refused(project, "220102", because="no rows", authority_id=10**6)


def test_a_first_grade_without_number_is_refused(project):
    refused(project, "220102", because="confirmed_by_somebody", number=None)


def test_a_grade_needs_a_transaction_and_a_context(project):
    official = an_official("220102")
    before = contents_of(*WATCHED)

    with pytest.raises(DatabaseError, match="without context"), transaction.atomic():
        grant(
            record=project,
            project=project,
            authority=an_authority("220102"),
            by=official,
            case_number="1",
            rule_version="x",
            number=NUMBER,
            national_number="",
            at=AT,
        )

    assert contents_of(*WATCHED) == before


@pytest.mark.django_db(transaction=True)
def test_a_grade_outside_a_transaction_is_refused():
    project, official = a_firm().fills_in(), an_official("220102")
    before = contents_of(*WATCHED)

    with pytest.raises(GrantNeedsATransaction):
        grant(
            record=project,
            project=project,
            authority=an_authority("220102"),
            by=official,
            case_number="1",
            rule_version="x",
            number=NUMBER,
            national_number="",
            at=AT,
        )

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE", "DELETE"])
def test_the_ledger_of_grades_is_written_by_the_function_alone(project, verb):
    give(project, "220102")
    statement = {
        "INSERT": "INSERT INTO grading_gradeentry SELECT * FROM grading_gradeentry",
        "UPDATE": "UPDATE grading_gradeentry SET new_grade = 'A'",
        "DELETE": "DELETE FROM grading_gradeentry",
    }[verb]
    before = contents_of(*WATCHED)

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        context(Acting.system(SystemActor.TEST), action="test"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert contents_of(*WATCHED) == before


def test_a_national_number_comes_with_a_grade_and_lands_on_the_project_alone(project):
    give(project, "220102", national_number="2201022412020001")

    assert Project.objects.get(pk=project.pk).national_number == "2201022412020001"
