"""Rows that look like a project on display: asked about after the import, as hints that hold up nothing (X12)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common import clock
from projects import tasks
from projects.models import ImportQuestion, Project
from projects.queries.imports import job_page
from projects.workbooks import questions
from tests.factories import a_credit_code, an_official
from tests.projects.workbook import imported, project_row, projects_sheet, sent
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "长春市净月御景花园住宅小区一期建设项目"
LIKE = "净月御景花园住宅小区（一期）"


@pytest.fixture
def shown(media):
    return confirms(an_official("220102"), a_firm().files(name=NAME)).project


def another():
    """A row that looks like nothing else."""
    return project_row(
        name="伊通河改造",
        owner_name="长春水务集团",
        owner_code=a_credit_code(),
        approval_number="长水审〔2019〕7号",
        approved_on="2019-03-01",
        total_investment="99",
        division="德惠市",
    )


def processed(firm, rows, **how):
    job = sent(firm, projects_sheet(rows), at=clock.now(), **how)
    tasks.run_import(job_id=job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_a_row_that_looks_like_a_project_on_display_is_asked_about_and_stored(shown, client, is_rehearsal):
    firm, before = a_firm(), Project.objects.count()

    job = processed(firm, [another(), project_row(name=LIKE)], is_rehearsal=is_rehearsal)

    assert (job.rows_written, job.rows_faulty, job.rows_compared) == (2, 0, 2)
    assert Project.objects.count() == before + (0 if is_rehearsal else 2)
    (question,) = ImportQuestion.objects.all()
    assert (question.row, question.name, question.other_name) == (4, LIKE, NAME)
    assert question.other_code == shown.investment_code
    assert question.likeness
    client.force_login(firm.user)
    text = client.get(reverse("import", args=[job.guid])).content.decode()
    assert ("可能与已展示的项目是同一项目" in text, NAME in text, "every 2s" in text) == (True, True, False)


def test_what_only_its_own_firm_knows_is_asked_of_nobody(media):
    a_firm().fills_in(name=NAME)

    job = processed(a_firm(), [project_row(name=LIKE)])

    assert (job.rows_written, job.rows_compared, job.questions.count()) == (1, 1, 0)


def test_a_second_upload_of_what_is_stored_asks_nothing_again(shown):
    firm, row = a_firm(), project_row(name=LIKE)
    processed(firm, [row])

    again = processed(firm, [row])

    assert (again.rows_unchanged, again.rows_compared, again.questions.count()) == (1, 0, 0)


def test_so_many_rows_are_compared_and_no_more(shown, monkeypatch):
    monkeypatch.setattr(questions, "COMPARED_AT_MOST", 1)

    job = processed(a_firm(), [another(), project_row(name=LIKE)])

    assert (job.rows_written, job.rows_compared, job.questions.count()) == (2, 1, 0)


def test_a_page_whose_worker_died_before_it_asked_does_not_wait_for_ever(media):
    job = imported(a_firm(), projects_sheet([project_row()]))

    waits = [job_page(job, job.finished_at + wait).is_settled for wait in (timedelta(0), timedelta(minutes=2))]

    assert waits == [False, True]
    assert job.rows_compared is None
