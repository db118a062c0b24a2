"""The nightly check keeps what it found, and the auditor reads it or is alarmed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Person
from accounts.rules import Role
from audit.models import Event, HistoryCheck
from audit.tasks import check_nightly
from common import clock
from portal.queries.checks import last_check
from tests.audit.sealing import signed
from tests.audit.support import acting, contents_of, entry_of
from tests.audit.test_checkpoints import behind
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where checkpoints are exported to."""
    settings.LEDGER_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def auditor():
    return browser_of(an_official("220102", role=Role.AUDITOR))


def test_a_check_is_kept_with_what_it_saw_and_is_in_the_history_itself(folder, truncate_guard):
    checkpoint = signed(folder)

    check_nightly()

    kept = HistoryCheck.objects.get()
    assert (kept.events, kept.checkpoints, kept.exported, kept.witnessed) == (checkpoint.size, 1, 1, 0)
    assert kept.tables > 90
    assert kept.holds
    assert kept.started_at <= kept.ended_at
    event = Event.objects.get(object_type="audit_historycheck")
    assert (event.actor_name, event.action, entry_of(event)["row"]["events"]) == (
        "check", "audit.check_history", kept.events,
    )  # fmt: skip


def test_what_was_found_is_kept_and_said_aloud(caplog, truncate_guard):
    with acting():
        person = Person.objects.create(name="甲", created_at=AT)
    behind("accounts_person", "ledger", f"UPDATE accounts_person SET name = '乙' WHERE id = {person.pk}")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER TABLE accounts_notice DISABLE TRIGGER ledger; SET ROLE portal_app")

    check_nightly()

    kept = HistoryCheck.objects.get()
    assert kept.fault == f"accounts_person {person.pk} differs from it"
    assert kept.guards == "ledger on accounts_notice is off"
    assert "the nightly check failed: accounts_person" in caplog.text
    assert last_check(kept.ended_at).tone == "danger"


def test_before_the_first_check_the_page_says_so(auditor):
    assert "历史尚未核验" in text_of(auditor.get(reverse("audit-home")))
    assert "历史尚未核验" in text_of(auditor.get(reverse("audit-checks")))


def a_check(ended_at, **facts):
    counts = {"events": 7, "tables": 3, "checkpoints": 2, "exported": 0, "witnessed": 2}
    with acting():
        return HistoryCheck.objects.create(
            started_at=ended_at - timedelta(seconds=65), ended_at=ended_at, **counts | facts
        )


def test_the_auditor_reads_the_last_check_and_is_alarmed_when_it_failed(auditor):
    a_check(clock.now() - timedelta(days=1), fault="leaf 5: the leaf is missing")
    alarm = text_of(auditor.get(reverse("audit-home")))
    a_check(clock.now())
    well, all_of_them = text_of(auditor.get(reverse("audit-home"))), text_of(auditor.get(reverse("audit-checks")))

    assert "历史核验没有通过" in alarm
    assert "leaf 5: the leaf is missing" in alarm
    assert "核验了 7 条历史记录、3 张数据表和 2 个检查点，没有发现问题" in well
    assert "没有通过" not in well
    assert "leaf 5: the leaf is missing" in all_of_them
    assert "未对照" in all_of_them


def test_a_check_that_did_not_come_is_missed():
    row = a_check(AT)

    assert (last_check(AT + timedelta(hours=36)).tone, last_check(AT + timedelta(hours=37)).tone) == (
        "success", "warning",
    )  # fmt: skip
    assert last_check(AT).row == row


def test_others_do_not_read_it():
    other = browser_of(an_official("220102"))
    before = contents_of("audit_event")

    assert other.get(reverse("audit-checks")).status_code == 403
    assert contents_of("audit_event") == before
