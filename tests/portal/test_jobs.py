"""The jobs that the clock starts: one run at a time, the last one kept, and a board that says which of them stands."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections
from django.urls import reverse

from accounts.rules import Role
from accounts.tasks import end_due_appointments
from common.clock import now
from portal.celery import app
from portal.jobs import AT_ONCE, LABELS, PERIODS, RecordedTask
from portal.models import JobRun
from portal.queries.jobs import job_rows, standing_since
from portal.settings.beats import BEATS
from tests.confirmation.pages import browser_of, text_of
from tests.factories import an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
NAME = "accounts.tasks.end_due_appointments"


def state_of(at):
    return next((row.tone, row.state) for row in job_rows(at) if row.name == NAME)


def test_every_job_of_the_clock_has_a_name_for_people_and_is_a_task():
    app.loader.import_default_modules()
    assert set(LABELS) == set(PERIODS) == {beat["task"] for beat in BEATS.values()}
    assert all(isinstance(app.tasks[name], RecordedTask) for name in PERIODS)
    assert set(PERIODS) > AT_ONCE


def test_a_run_that_went_well_is_kept_and_counted():
    assert state_of(standing_since()) == ("neutral", "尚未运行")

    end_due_appointments()
    end_due_appointments()

    run = JobRun.objects.get(name=NAME)
    assert (run.runs, run.failures, run.error) == (2, 0, "")
    assert run.started_at <= run.ended_at <= now()
    assert state_of(now()) == ("success", "正常")
    assert state_of(run.ended_at + timedelta(minutes=30)) == ("success", "正常")
    assert state_of(run.ended_at + timedelta(minutes=30, seconds=1)) == ("attention", "逾期未运行")


def test_a_job_that_the_clock_never_started_is_overdue_two_periods_and_ten_minutes_after_the_last_migration():
    since, late = standing_since(), timedelta(minutes=30, seconds=1)
    JobRun.objects.create(name=NAME, asked_by="高岩", asked_at=since)  # it was asked for, and nobody ran it
    assert state_of(since + timedelta(minutes=30)) == ("neutral", "尚未运行")
    assert state_of(since + late) == ("attention", "从未运行，请检查定时任务服务")
    day = next(row for row in job_rows(since + timedelta(days=2)) if row.name == "audit.tasks.check_nightly")
    assert (day.state, day.needs_somebody) == ("尚未运行", False)

    beatless = [row.name for row in job_rows(since + timedelta(days=3)) if row.needs_somebody]
    assert set(beatless) == set(PERIODS)

    end_due_appointments()
    assert state_of(now()) == ("success", "正常")


def test_the_board_costs_two_questions(django_assert_num_queries):
    end_due_appointments()
    with django_assert_num_queries(2):
        assert len(job_rows(now())) == len(PERIODS)


def test_a_failure_is_raised_kept_with_its_words_and_stays_to_be_read_when_a_later_run_goes_well(monkeypatch):
    with monkeypatch.context() as once:
        once.setattr(app.tasks[NAME], "run", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            end_due_appointments()
    assert state_of(now()) == ("danger", "失败")

    end_due_appointments()

    run = JobRun.objects.get(name=NAME)
    assert (run.runs, run.failures, run.error, run.last_error) == (2, 1, "", "ZeroDivisionError: division by zero")
    assert state_of(now()) == ("success", "正常")


def test_a_job_that_runs_elsewhere_is_left_to_that_run_and_runs_again_afterwards():
    lock = [f"portal.job|{NAME}"]
    elsewhere = connections.create_connection("default")
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", lock)
            end_due_appointments()
            assert JobRun.objects.count() == 0
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", lock)
    finally:
        elsewhere.close()

    end_due_appointments()

    assert JobRun.objects.get(name=NAME).runs == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


def test_a_run_that_cannot_be_written_down_is_no_failure(monkeypatch):
    def refuse(*_, **__):
        raise DatabaseError

    monkeypatch.setattr(JobRun.objects, "filter", refuse)

    end_due_appointments()


def test_the_board_is_the_provinces_shows_what_stands_first_and_has_a_job_run_by_hand():
    JobRun.objects.create(name=NAME, started_at=now(), ended_at=now(), error="OSError: 磁盘已满", runs=3, failures=1)
    for stranger in (a_firm().user, an_official("220102"), an_official("220000")):
        assert browser_of(stranger).get(reverse("jobs")).status_code in {403, 404}
        assert browser_of(stranger).post(reverse("job-run", args=[NAME])).status_code in {403, 404}
    assert JobRun.objects.get(name=NAME).asked_by == ""
    keeper = an_official("220000", role=Role.SUPPORT, name="高岩")
    client = browser_of(keeper)

    board = text_of(client.get(reverse("jobs")))
    assert board.index("到期任职的终止") < board.index("送达全国平台")
    assert "OSError: 磁盘已满" in board
    assert "OSError: 磁盘已满" in text_of(client.get(reverse("province-home")))

    done = text_of(client.post(reverse("job-run", args=[NAME]), follow=True))
    assert "已交后台运行：到期任职的终止" in done
    assert "高岩" in done
    assert client.post(reverse("job-run", args=["projects.tasks.run_import"])).status_code == 404


def test_without_a_broker_nothing_is_promised(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    client = browser_of(an_official("220000", role=Role.ADMINISTRATOR))

    answer = client.post(reverse("job-run", args=[NAME]), follow=True)

    assert "没有应答，没有运行" in text_of(answer)
    assert not JobRun.objects.exists()
