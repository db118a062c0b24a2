"""Rows that look like a project on display: asked about after the import, as hints that hold up nothing (X12)."""

import sys
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from common import clock
from embedded.paths import ROOT
from embedded.process import running as started
from embedded.process import wait_until
from projects import tasks
from projects.actions.asking import ask_owed
from projects.models import ImportMode, ImportQuestion, ImportState, OwedQuestion, Project
from projects.queries.imports import are_questions_owed, job_page
from projects.workbooks import questions, reading, running
from tests.factories import AT, a_credit_code, an_official
from tests.fixtures.processes import portal_environment
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


def test_what_a_worker_left_that_died_before_it_asked_is_asked_by_the_sweep(shown):
    job = imported(a_firm(), projects_sheet([another(), project_row(name=LIKE)]))
    assert (job.state, job.rows_compared, job_page(job, AT).is_settled) == (ImportState.DONE, None, False)
    assert are_questions_owed()

    tasks.ask_about_imported()

    job.refresh_from_db()
    assert (job.rows_compared, job_page(job, AT).is_settled, are_questions_owed()) == (2, True, False)
    assert [question.row for question in ImportQuestion.objects.all()] == [4]


ASKING = """
import django; django.setup()
from datetime import timedelta
from common.clock import now
from projects.actions.asking import ask_owed
ask_owed(now=now, within=timedelta(minutes=1))
"""


@contextmanager
def nobody_may_write(model):
    """The table locked by a transaction of its own."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"LOCK {model._meta.db_table} IN EXCLUSIVE MODE")
        yield


def is_somebody_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_a_worker_killed_while_it_asks_leaves_the_questions_to_the_next(shown, tmp_path):
    job = imported(a_firm(), projects_sheet([project_row(name=LIKE), another()]))
    log = tmp_path / "log"
    how = {"env": portal_environment(), "log": log, "cwd": ROOT}
    with nobody_may_write(ImportQuestion), started([sys.executable, "-c", ASKING], **how) as asking:
        wait_until(is_somebody_waiting, asking, name="the question", log=log, seconds=60)
        asking.kill()
        asking.wait()
    with transaction.atomic():
        list(OwedQuestion.objects.select_for_update())  # PostgreSQL notices a killed client when its statement ends
    assert (ImportQuestion.objects.count(), OwedQuestion.objects.count()) == (0, 2)

    assert ask_owed(now=clock.now, within=timedelta(minutes=1)) == 2

    job.refresh_from_db()
    assert (job.rows_compared, OwedQuestion.objects.count()) == (2, 0)
    assert [question.row for question in ImportQuestion.objects.all()] == [3]


def test_what_an_earlier_attempt_stored_is_asked_about_by_its_successor(shown, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 3)
    monkeypatch.setattr(questions, "COMPARED_AT_MOST", 2)
    firm, rows = a_firm(), [project_row(name=LIKE), another(), another()]
    job = sent(firm, projects_sheet(rows), mode=ImportMode.ROW_BY_ROW, at=clock.now())
    with monkeypatch.context() as dying:
        dying.setattr(running._Import, "_end", lambda self, marked_as="": 1 / 0)
        with pytest.raises(ZeroDivisionError):
            running.run_import(job_id=job.pk, now=clock.now)
    assert not are_questions_owed()  # the job is not over

    tasks.run_import(job_id=job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempt, job.rows_written, job.rows_compared) == (ImportState.DONE, 2, 3, 2)
    assert [question.row for question in ImportQuestion.objects.all()] == [3]


def test_rows_that_were_taken_back_owe_nothing_but_a_hint_of_each(shown):
    rows = [project_row(name=LIKE), project_row(sector="没有的类别")]

    job = processed(a_firm(), rows, mode=ImportMode.ALL_OR_NOTHING)

    assert (job.rows_written, job.rows_faulty, job.rows_compared) == (0, 1, 1)
    assert ([question.row for question in ImportQuestion.objects.all()], OwedQuestion.objects.count()) == ([3], 0)
