"""A stranger's check of an extract is counted, a row a day and nothing of himself; firm and auditor see it (U08)."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts.rules import Role
from audit.models import Event
from common.clock import day_of, now
from portal import extract_checks
from portal.extract_checks import COUNTED_AT_MOST, KEPT_DAYS, count_check, place_of
from portal.middleware import ProxyAddressMiddleware
from portal.models import ExtractCheck
from portal.queries.extracts import extract_of
from tests.audit.support import contents_of, logged_in_as
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def project(firm):
    return confirms(an_official("220102"), firm.files(name="净月大街改造")).project


@pytest.fixture
def address(firm, project):
    return reverse("use-proof", args=[extract_of(project, firm.enterprise, day_of(now())).token])


def counted():
    return list(ExtractCheck.objects.order_by("pk").values_list("made_on", "checked_on", "checks"))


def checks(firm, project, at=AT, visitor="203.0.113.9", made_on=TODAY):
    count_check(
        project_guid=project.row_guid, enterprise_id=firm.enterprise.pk, made_on=made_on, address=visitor, at=at
    )


def test_strangers_who_open_the_address_are_one_row_a_day_and_nothing_of_theirs_is_kept(client, address):
    events = Event.objects.count()
    for last in range(1, 6):
        assert client.get(address, REMOTE_ADDR=f"203.0.{last}.77").status_code == 200

    today = day_of(now())
    assert counted() == [(today, today, 5)]
    row = ExtractCheck.objects.get()
    assert 1 < row.networks <= 5
    assert "203.0." not in str(contents_of("portal_extractcheck"))
    assert Event.objects.count() == events


def test_what_was_not_made_here_and_the_firms_own_look_are_not_counted(client, firm, address):
    assert client.get(address[:-6] + "AAAAA/").status_code == 404
    assert browser_of(firm.user).get(address).status_code == 200
    assert counted() == []

    assert browser_of(a_firm().user).get(address).status_code == 200
    assert [number for *_, number in counted()] == [1]


def test_each_day_and_each_extract_is_a_row_and_a_full_count_is_written_no_more(firm, project, monkeypatch):
    checks(firm, project)
    checks(firm, project, at=AT + timedelta(days=1))
    checks(firm, project, made_on=TODAY - timedelta(days=3))
    assert counted() == [
        (TODAY, TODAY, 1), (TODAY, TODAY + timedelta(days=1), 1), (TODAY - timedelta(days=3), TODAY, 1)
    ]  # fmt: skip

    monkeypatch.setattr(extract_checks, "COUNTED_AT_MOST", 3)
    for minute in range(5):
        checks(firm, project, at=AT + timedelta(minutes=minute))
    row = ExtractCheck.objects.earliest("pk")
    assert (row.checks, row.last_at) == (3, AT + timedelta(minutes=1))
    touched = (
        "SELECT xmin::text, xmax::text, (SELECT last_value FROM portal_extractcheck_id_seq)"
        " FROM portal_extractcheck WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(touched, [row.pk])
        written = cursor.fetchone()
        checks(firm, project)
        cursor.execute(touched, [row.pk])
        assert cursor.fetchone() == written  # neither changed nor locked, and no number was taken


def test_an_extract_has_no_more_rows_than_days_are_kept(firm, project):
    checks(firm, project)
    checks(firm, project, made_on=TODAY - timedelta(days=3))
    checks(firm, project, at=AT + timedelta(days=KEPT_DAYS))
    assert ExtractCheck.objects.count() == 3
    checks(firm, project, at=AT + timedelta(days=KEPT_DAYS + 1))

    assert [(made, seen - TODAY) for made, seen, _ in counted()] == [
        (TODAY - timedelta(days=3), timedelta()),
        (TODAY, timedelta(days=KEPT_DAYS)),
        (TODAY, timedelta(days=KEPT_DAYS + 1)),
    ]


def test_a_network_is_one_of_64_bits_another_for_each_extract_and_day_and_always_fits():
    bits = {place_of(f"203.{number % 250}.{number // 250}.1", "x") for number in range(2_000)}
    assert len(bits) == 64
    assert min(bits) == -(2**63)
    assert ExtractCheck(places=-1).networks == 64
    assert ExtractCheck(places=-(2**63)).networks == 1
    assert place_of("203.0.113.9", "x") == place_of("203.0.113.200", "x")
    assert place_of("2001:db8:1:2::9", "x") == place_of("2001:db8:1:ffff::1", "x")
    assert len({place_of("203.0.113.9", f"day {number}") for number in range(50)}) > 20
    assert place_of(None, "x") == place_of("", "x") == place_of("no address", "x") == 0
    assert place_of("fe80::1%eth0", "x") == place_of("fe80::2", "x")


def test_a_count_that_fails_is_in_the_log_and_the_page_is_there(client, address, caplog, monkeypatch):
    monkeypatch.setattr(extract_checks, "_COUNT", "SELECT 1 FROM a_table_that_is_not_there")

    with caplog.at_level(logging.ERROR, logger="portal.extract_checks"):
        answer = client.get(address)

    assert answer.status_code == 200
    assert "与今日查询一致" in text_of(answer)
    assert [record.levelname for record in caplog.records if record.name == "portal.extract_checks"] == ["ERROR"]
    assert counted() == []


@pytest.mark.django_db(transaction=True)
def test_the_page_does_not_wait_for_whoever_holds_the_count(client, address, caplog):
    client.get(address)
    with logged_in_as("portal_app") as other, caplog.at_level(logging.ERROR, logger="portal.extract_checks"):
        other.execute("BEGIN")
        other.execute("SELECT FROM portal_extractcheck FOR UPDATE")
        answer = client.get(address)
        other.execute("ROLLBACK")

    assert answer.status_code == 200
    assert "lock timeout" in caplog.text
    assert [number for *_, number in counted()] == [1]


def test_the_firm_and_the_auditor_see_how_often_and_when_last_and_no_other_firm_does(
    client, firm, project, address, django_assert_num_queries
):
    for _ in range(3):
        client.get(address)
    own, auditor = browser_of(firm.user), browser_of(an_official("220102", role=Role.AUDITOR))
    last = ExtractCheck.objects.get().last_at

    mine = text_of(own.get(reverse("use-extract", args=[project.row_guid])))
    with django_assert_num_queries(17):
        audited = text_of(auditor.get(reverse("audit-extract-checks", args=[project.row_guid])))

    for page in (mine, audited):
        assert "核验地址的打开情况" in page
        assert '<td data-label="次数" class="tabular">3</td>' in page
        assert f"{last.astimezone(AT.tzinfo):%Y-%m-%d %H:%M}" in page
    elsewhere = browser_of(an_official("220103", role=Role.AUDITOR))
    assert elsewhere.get(reverse("audit-extract-checks", args=[project.row_guid])).status_code == 404
    for stranger in (a_firm().user, an_official("220102")):
        assert browser_of(stranger).get(reverse("audit-extract-checks", args=[project.row_guid])).status_code == 403
    assert browser_of(a_firm().user).get(reverse("use-extract", args=[project.row_guid])).status_code == 403
    ExtractCheck.objects.update(checks=COUNTED_AT_MOST)
    assert "9999 以上" in text_of(own.get(reverse("use-extract", args=[project.row_guid])))


def test_counting_costs_the_public_page_four_statements(client, address, django_assert_num_queries):
    client.get(address)
    with django_assert_num_queries(12 + 4):  # the page's own; savepoint, time to wait, count, release
        client.get(address)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("10.9.9.9, 198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("", "127.0.0.1"),
        ("<script>", "127.0.0.1"),
    ],
)
def test_behind_the_proxy_the_address_is_what_the_proxy_says(told, address):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": told})
    ProxyAddressMiddleware(lambda _: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address
