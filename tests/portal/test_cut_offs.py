"""A statement of a request that takes too long is ended: 503 with what to do, logged, counted, nothing half done."""

import logging
import os
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.rules import Role
from common.clock import day_of, now
from embedded.paths import ROOT
from embedded.process import free_port, running, wait_until
from embedded.processes import gunicorn
from portal import cut_offs
from portal.cut_offs import KEPT_DAYS, is_cut_off, limit_statements
from portal.models import CutOff, JobRun
from portal.queries.cut_offs import cut_off_alarms, cut_off_rows
from tests.confirmation.docking import a_message, basics
from tests.confirmation.pages import browser_of, text_of
from tests.factories import an_official
from tests.fixtures.processes import answers, portal_environment
from tests.portal.slow_urls import cut_short
from tests.portal.test_intake_api import post

SLOW = pytest.mark.urls("tests.portal.slow_urls")


def visitor():
    return Client(raise_request_exception=False)


def counted():
    return list(CutOff.objects.order_by("page").values_list("page", "times"))


@SLOW
@pytest.mark.django_db
def test_a_page_is_answered_with_what_to_do_and_counted_without_what_it_was_asked_about(caplog):
    with caplog.at_level(logging.ERROR, logger="portal.cut_offs"):
        answers = [visitor().get("/slow/20241202000009/", {"q": "长春"}), visitor().get("/slow/20241202000010/")]

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(503, "30")] * 2
    page = text_of(answers[0])
    for words in ("数据库在 30 秒内没有完成这一步", "没有留下只做了一半的改动", "先缩小范围", "省级管理员能够看到"):
        assert words in page, words
    assert 'href="/slow/20241202000009/?q=%E9%95%BF%E6%98%A5">再试一次</a>' in page
    assert counted() == [("GET /slow/<slug:number>/", 2)]
    told = [row.getMessage() for row in caplog.records if row.name == "portal.cut_offs"]
    assert told == ["GET /slow/<slug:number>/ was cut off after 30 s of one statement"] * 2
    assert "canceling statement due to statement timeout" in caplog.text
    assert not JobRun.objects.exists()


@SLOW
@pytest.mark.django_db
def test_what_was_typed_is_sent_again_by_going_back_and_no_link_repeats_the_post():
    page = text_of(visitor().post("/slow/1/", {"note": "材料齐全"}))

    assert "用浏览器的“后退”回到刚才的页面" in page
    assert "再试一次" not in page
    assert counted() == [("POST /slow/<slug:number>/", 1)]


@SLOW
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/slow/", "/slow/1/"])
def test_callers_of_the_api_and_scripts_read_the_fields_of_a_refusal(address):
    answer = visitor().get(address, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json() == {
        "code": "TRY_AGAIN",
        "detail": "数据库在规定的时间内没有完成，已中断，没有留下只做了一半的改动；请稍后再试",
        "clause": "",
        "field": "",
    }
    assert [times for _, times in counted()] == [1]


@SLOW
@pytest.mark.django_db
def test_it_is_recognised_below_another_error_and_other_errors_stay_what_they_were():
    assert visitor().get("/wrapped/").status_code == 503
    answer = visitor().get("/broken/")

    assert (answer.status_code, "系统出了问题" in text_of(answer)) == (500, True)
    assert counted() == [("GET /wrapped/", 1)]
    for error in (None, OperationalError("server closed the connection"), ZeroDivisionError()):
        assert not is_cut_off(error)


@SLOW
@pytest.mark.django_db
def test_a_count_that_fails_is_logged_and_the_page_is_answered_all_the_same(monkeypatch, caplog):
    monkeypatch.setattr(cut_offs, "_COUNT", "SELECT 1 / 0")
    assert visitor().get("/slow/1/").status_code == 503
    assert "that GET /slow/<slug:number>/ was cut off was not counted" in caplog.text


@pytest.mark.django_db
def test_a_message_of_an_approval_system_is_asked_for_again_and_its_cut_off_is_counted(client, monkeypatch):
    monkeypatch.setattr("portal.intake_api.accept", lambda **said: cut_short())

    answer = post(client, a_message("PROJECT", basics()))

    assert (answer.status_code, answer.json()["results"][0]["code"]) == (503, "TRY_AGAIN")
    assert counted() == [("POST /api/v1/intake/", 1)]


@pytest.mark.django_db
def test_the_province_is_told_for_two_days_sees_seven_and_ninety_are_kept(django_assert_num_queries, rf):
    at, today = now(), day_of(now())
    for ago, times in ((0, 2), (1, 1), (6, 4), (7, 8), (KEPT_DAYS, 3), (KEPT_DAYS + 1, 5)):
        last = at - timedelta(days=ago)
        CutOff.objects.create(day=today - timedelta(days=ago), page=f"GET /{ago % 6}/", times=times, last_at=last)

    with django_assert_num_queries(2):
        rows, alarms = cut_off_rows(at), cut_off_alarms(at)
    assert [(row.page, row.times) for row in rows] == [("GET /0/", 6), ("GET /1/", 1)]
    assert [(alarm.tone, alarm.text) for alarm in alarms] == [("warning", "昨天以来，网页因数据库用时太长中断 3 次")]
    assert cut_off_alarms(at + timedelta(days=2)) == []
    client = browser_of(an_official("220000", role=Role.ADMINISTRATOR))
    assert alarms[0].text in text_of(client.get(reverse("province-home")))
    board = text_of(client.get(reverse("jobs")))
    assert "<code>GET /0/</code>" in board
    assert "最近7天" in board

    request = rf.get("/")
    request.resolver_match = None
    cut_offs.keep_cut_off(request, OperationalError())
    assert (CutOff.objects.count(), CutOff.objects.get(page="GET /", day=today).times) == (6, 1)


@pytest.mark.django_db
def test_the_limit_is_the_connections_own_and_stands_beside_other_options():
    limited = connection.copy()
    limited.settings_dict["OPTIONS"] = {"options": "-c lock_timeout=7s"}
    limit_statements({"default": limited.settings_dict}, 1.5)
    try:
        with limited.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
            assert cursor.fetchone() == ("1500ms", "7s")
    finally:
        limited.close()
    with connection.cursor() as cursor:  # whatever does not come by portal.wsgi
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert "options" not in connections.settings["default"]["OPTIONS"]


@pytest.fixture
def limited_server(transactional_db, tmp_path):
    """A web server whose statements have a second."""
    port, log = free_port(), tmp_path / "web.log"
    env = portal_environment() | {"DJANGO_SETTINGS_MODULE": "tests.portal.slow_settings", "WEB_STATEMENT_SECONDS": "1"}
    with running(gunicorn(port, workers=1), env=os.environ | env, log=log, cwd=ROOT) as process:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), process, name="web", log=log, seconds=60)
        yield f"http://127.0.0.1:{port}"


def asked(address):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=25)
    return refused.value.code, refused.value.read().decode()


def test_the_web_process_ends_slow_queries_and_waits_for_a_row_and_goes_on_serving(limited_server):
    JobRun.objects.create(name="held")
    code, page = asked(f"{limited_server}/plain/")
    assert (code, "数据库在 1 秒内没有完成这一步" in page) == (503, True)
    with transaction.atomic():
        JobRun.objects.select_for_update().get(name="held")
        assert asked(f"{limited_server}/locked/")[0] == 503

    assert list(JobRun.objects.values_list("name", flat=True)) == ["held"]
    assert counted() == [("GET /locked/", 1), ("GET /plain/", 1)]
    assert answers(f"{limited_server}/locked/")
