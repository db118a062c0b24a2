"""Projects of a large import are stored at once and findable soon after: what is owed is listed and never lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from common import clock
from projects import tasks
from projects.actions.indexing import index_owed
from projects.models import ImportJob, ImportMode, ImportState, OwedSearch, Project, ProjectSearch
from projects.queries.imports import is_search_owed, job_page
from projects.queries.matching import name_contains
from projects.workbooks.copying import MANY
from tests.audit.support import acting
from tests.factories import AT, project_facts
from tests.projects.test_search_of_many import SINGLY, STORED, answered
from tests.projects.workbook import imported, project_row, projects_sheet
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = timedelta(minutes=1)


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture(scope="module")
def workbook(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return projects_sheet([project_row(name=f"净月新城{number}号地块") for number in range(MANY)])


@pytest.fixture
def job(firm, workbook, media):
    return imported(firm, workbook)


def found(text):
    return Project.objects.filter(name_contains(text))


def test_many_imported_projects_are_stored_first_and_found_as_soon_as_they_are_indexed(job):
    assert (job.state, job.rows_written, found("净月新城").count()) == (ImportState.DONE, MANY, 0)
    assert not job_page(job, AT).is_findable

    assert index_owed(now=clock.now, within=WITHIN) == MANY

    assert found("净月新城").count() == MANY
    assert answered(STORED) == answered(SINGLY)
    assert job_page(job, AT).is_findable
    assert index_owed(now=clock.now, within=WITHIN) == 0


def test_the_page_says_that_the_projects_are_not_findable_yet_and_asks_again(firm, job, client):
    client.force_login(firm.user)
    address = reverse("import", args=[job.guid])

    before = client.get(address).content.decode()
    index_owed(now=clock.now, within=WITHIN)
    after = client.get(address).content.decode()

    assert ("正在建立检索" in before, "every 2s" in before) == (True, True)
    assert ("可检索：按名称、代码能查到" in after, "every 2s" in after) == (True, False)


def test_what_a_dead_worker_left_is_taken_up_by_the_sweep(job):
    assert is_search_owed()

    tasks.index_imported()

    assert not is_search_owed()
    assert found("净月新城").count() == MANY


def test_an_import_that_still_runs_is_left_alone(job):
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.WRITING)

    assert index_owed(now=clock.now, within=WITHIN) == 0
    assert (is_search_owed(), OwedSearch.objects.count()) == (False, 1)


def test_an_import_that_is_taken_back_owes_nothing(firm, media):
    rows = [project_row(name=f"净月新城{number}号地块") for number in range(MANY)]
    rows.append(project_row(sector="没有的类别"))

    job = imported(firm, projects_sheet(rows), mode=ImportMode.ALL_OR_NOTHING)

    assert (job.rows_faulty, Project.objects.count(), OwedSearch.objects.count()) == (1, 0, 0)


def test_a_few_imported_projects_are_found_at_once(firm, media):
    imported(firm, projects_sheet([project_row(name="伊通河改造")]))

    assert (found("伊通河").count(), OwedSearch.objects.count()) == (1, 0)


def test_a_project_that_is_submitted_before_is_found_from_then_on(job):
    project = Project.objects.order_by("pk").first()

    with acting():
        Project.objects.filter(pk=project.pk).update(sealed_at=AT)

    assert [*found("净月新城")] == [project]
    index_owed(now=clock.now, within=WITHIN)
    assert answered(STORED) == answered(SINGLY)


def test_a_project_that_changed_or_went_meanwhile_is_found_as_it_is(job):
    first, second = Project.objects.order_by("pk")[:2]
    with acting():
        Project.objects.filter(pk=first.pk).update(name="伊通河改造")
        second.delete()

    index_owed(now=clock.now, within=WITHIN)

    assert [*found("伊通河")] == [first]
    assert answered(STORED) == answered(SINGLY)
    assert ProjectSearch.objects.count() == MANY - 1


def test_a_project_that_is_added_on_a_page_meanwhile_is_found_at_once(firm, job):
    with acting():
        Project.objects.create(
            filed_by=firm.enterprise,
            created_at=AT,
            updated_at=AT,
            project_class="01",
            **project_facts(name="伊通河改造"),
        )

    assert found("伊通河").count() == 1


@pytest.mark.parametrize("verb", ["DELETE FROM projects_owedsearch", "UPDATE projects_owedsearch SET projects = '{}'"])
def test_the_runtime_role_cannot_strike_out_what_is_owed(job, verb):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)

    assert OwedSearch.objects.count() == 1
