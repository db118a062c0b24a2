"""Workers of imports die, meet and are cancelled: every row is stored exactly once, or not at all."""

import contextlib
import os
import signal
import socket
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from audit.models import Event
from audit.verify import verify
from common import clock
from embedded.paths import ROOT
from embedded.process import running as started
from embedded.process import wait_until
from projects import tasks
from projects.actions.imports import ImportIsOver, cancel_import, drop_old_workbooks
from projects.models import ImportJob, ImportMode, ImportState, Project
from projects.queries.imports import jobs_due
from projects.workbooks import running
from projects.workbooks.keeping import unsealed
from projects.workbooks.opening import WorkbookIsRefused
from tests.factories import AT
from tests.fixtures.processes import portal_environment
from tests.projects.workbook import imported, project_row, projects_sheet, sent
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5_000
ROW_BY_ROW, WHOLE = ImportMode.ROW_BY_ROW, ImportMode.ALL_OR_NOTHING


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return [project_row() for _ in range(ROWS)]


@contextlib.contextmanager
def worker(job, media):
    """A process of its own that processes the job."""
    command = [sys.executable, str(ROOT / "tests" / "load" / "import_worker.py"), str(job.pk)]
    log = Path(tempfile.mkstemp(dir=media)[1])
    with started(command, env=portal_environment() | {"MEDIA_ROOT": str(media)}, log=log, cwd=ROOT) as process:
        yield process, lambda ready, name: wait_until(ready, process, name=name, log=log, seconds=60)
        print(log.read_text())


def refreshed(job):
    job.refresh_from_db()
    return job


def the_dead_worker_has_let_go(firm):
    """PostgreSQL notices a killed client when its statement ends; until then the sweep would come again in vain."""
    key = f"projects.import:{firm.enterprise.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def is_each_row_stored_once(number):
    names = list(Project.objects.values_list("investment_code", flat=True))
    events = Event.objects.filter(object_type="projects_project").count()
    return (len(names), len(set(names)), events) == (number, number, number)


@pytest.mark.parametrize("mode", [ROW_BY_ROW, WHOLE])
def test_a_worker_killed_between_chunks_is_followed_by_one_that_stores_the_rest(firm, rows, media, mode):
    job = sent(firm, projects_sheet(rows), mode=mode, at=clock.now())
    with worker(job, media) as (process, wait):
        wait(lambda: refreshed(job).rows_read >= 1_000, "the first chunk")
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    stored = Project.objects.count()
    assert refreshed(job).state == ImportState.WRITING
    assert (stored, job.cursor) == ((job.rows_read, job.rows_read) if mode == ROW_BY_ROW else (0, 0))
    assert stored < ROWS
    later = clock.now() + timedelta(seconds=61)
    assert jobs_due(clock.now()) == []
    assert jobs_due(later) == [job.pk]
    the_dead_worker_has_let_go(firm)

    running.run_import(job_id=job.pk, now=lambda: later)

    assert (refreshed(job).state, job.rows_written, job.rows_faulty, job.attempt) == (ImportState.DONE, ROWS, 0, 2)
    assert is_each_row_stored_once(ROWS)
    assert verify().broken is None


def test_a_second_worker_leaves_a_job_that_the_first_one_has(firm, rows, media):
    job = sent(firm, projects_sheet(rows[:3_000]), mode=ROW_BY_ROW, at=clock.now())
    with worker(job, media) as (process, wait):
        wait(lambda: refreshed(job).rows_read >= 1_000, "the first chunk")
        running.run_import(job_id=job.pk, now=clock.now)
        assert refreshed(job).attempt == 1
        assert process.wait() == 0

    assert (refreshed(job).state, job.attempt) == (ImportState.DONE, 1)
    assert is_each_row_stored_once(3_000)


def test_a_job_that_is_cancelled_while_it_runs_stores_nothing_more(firm, rows, media):
    job = sent(firm, projects_sheet(rows), mode=ROW_BY_ROW, at=clock.now())
    with worker(job, media) as (process, wait):
        wait(lambda: refreshed(job).rows_read >= 1_000, "the first chunk")
        cancel_import(by=firm.user, enterprise=firm.enterprise, guid=job.guid, at=clock.now())
        stored = Project.objects.count()
        assert process.wait() == 0

    assert refreshed(job).state == ImportState.CANCELLED
    assert (Project.objects.count(), job.rows_written) == (stored, stored)
    with pytest.raises(ImportIsOver):
        cancel_import(by=firm.user, enterprise=firm.enterprise, guid=job.guid, at=clock.now())


def test_a_job_that_never_ends_is_given_up_after_five_attempts(firm):
    job = sent(firm, projects_sheet([project_row()]))
    ImportJob.objects.filter(pk=job.pk).update(attempt=running.ATTEMPTS_AT_MOST)

    running.run_import(job_id=job.pk, now=lambda: AT)

    assert refreshed(job).state == ImportState.FAILED
    assert "处理5次都没有完成" in job.message
    assert not Project.objects.exists()


def test_a_job_that_is_over_is_not_begun_again(firm):
    job = imported(firm, projects_sheet([project_row()]))
    before = ImportJob.objects.values().get(pk=job.pk)

    running.run_import(job_id=job.pk, now=clock.now)

    assert ImportJob.objects.values().get(pk=job.pk) == before


def test_the_sweep_hands_an_overlooked_job_to_a_real_worker(firm, media, settings, portal_worker):
    settings.MEDIA_ROOT = os.environ["MEDIA_ROOT"]  # the worker's
    job = sent(firm, projects_sheet([project_row()]), at=clock.now() - timedelta(minutes=1))

    tasks.resume_imports()

    wait_until(lambda: refreshed(job).is_over, portal_worker, name="worker", log=media / "worker.log", seconds=60)
    assert (job.state, job.rows_written) == (ImportState.DONE, 1)


def test_a_broker_that_never_answers_does_not_keep_the_sender_waiting_and_the_job_stays_due(firm, settings):
    with socket.create_server(("127.0.0.1", 0)) as dead_broker:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{dead_broker.getsockname()[1]}/0"
        job = sent(firm, projects_sheet([project_row()]))
        tasks.announce_import(job.pk)

    assert jobs_due(AT + timedelta(seconds=16)) == [job.pk]


def test_a_workbook_lies_sealed_and_goes_after_thirty_days(firm, media):
    number = "22010219000101"
    data = projects_sheet([project_row(remark=f"号码{number}")])
    job = imported(firm, data)

    kept = (media / job.stored_as).read_bytes()
    with unsealed(job.stored_as) as clear:
        assert clear.read() == data
    assert data[:64] not in kept
    assert b"PK\x03\x04" not in kept
    assert drop_old_workbooks(at=AT + timedelta(days=29)) == 0
    assert drop_old_workbooks(at=AT + timedelta(days=31)) == 1
    assert not (media / kept_path(job)).exists()
    assert refreshed(job).stored_as == ""


def kept_path(job):
    return f"imports/{job.guid}"


def test_the_file_is_refused_when_it_is_sent_in_and_leaves_nothing_behind(firm, media):
    with pytest.raises(WorkbookIsRefused):
        sent(firm, b"no workbook")

    assert not ImportJob.objects.exists()
    assert not list(media.rglob("imports/*"))
