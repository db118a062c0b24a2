"""What the other tests rely on: whose role they act in, what a test leaves behind, when TRUNCATE is guarded."""

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from accounts.models import User
from audit.models import Event
from projects.models import DictionaryEntry
from tests.fixtures import sweeping
from tests.fixtures.database import acting_as_owner
from tests.fixtures.sweeping import keep, sweep
from tests.world import a_firm


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_test_acts_as_the_runtime_role():
    assert ask("SELECT session_user::text, current_user::text") == [("portal_owner", "portal_app")]


@pytest.mark.django_db
def test_the_runtime_role_makes_no_table():
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_the_owner_can_be_acted_for_and_left_again():
    with acting_as_owner():
        assert ask("SELECT current_user::text") == [("portal_owner",)]
    assert ask("SELECT current_user::text") == [("portal_app",)]


@pytest.mark.django_db(transaction=True)
def test_another_thread_acts_as_the_runtime_role_too():
    found = []

    def look():
        try:
            found.extend(ask("SELECT current_user::text"))
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [("portal_app",)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "after a flush"])
def test_reference_data_are_there(time):
    assert ask("SELECT count(*) > 80 FROM accounts_division") == [(True,)]
    with acting_as_owner():
        assert ask("SELECT count(*) > 0 FROM audit_event") == [(True,)]


@pytest.fixture
def remembered(transactional_db):
    """What stands in the database; the test takes back itself what it commits."""
    with acting_as_owner():
        yield keep()


def everything():
    """Every row of the portal's tables, and the triggers as they are switched."""
    tables = ask(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    rows = {table: ask(f"SELECT {table}::text FROM {table} ORDER BY 1") for (table,) in tables}
    return rows, ask("SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger ORDER BY 1, 2")


def test_what_was_committed_goes_and_what_was_changed_or_deleted_comes_back(remembered):
    before = everything()
    a_firm().files()
    DictionaryEntry.objects.filter(pk=DictionaryEntry.objects.first().pk).update(label="改过")
    for statement in (
        "TRUNCATE accounts_calendarday",
        "ALTER TABLE audit_event DISABLE TRIGGER append_only",
        "DELETE FROM audit_event WHERE id % 7 = 0",
        "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER append_only",
    ):
        run(statement)
    assert everything() != before

    for _ in range(2):
        assert sweep(remembered)
        assert everything() == before
        a_firm()


def test_history_goes_on_from_the_last_event_kept(remembered):
    newest = Event.objects.latest("pk").pk
    for _ in range(2):
        a_firm()
        assert list(Event.objects.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True)[:1]) == [newest + 1]
        assert sweep(remembered)


def test_what_is_too_much_to_delete_is_left_to_a_flush(remembered, monkeypatch):
    firm = a_firm()
    monkeypatch.setattr(sweeping, "MANY", 0)
    before = everything()
    assert not sweep(remembered)
    assert everything() == before
    assert User.objects.filter(pk=firm.user.pk).exists()


@pytest.mark.django_db
def test_truncate_is_refused_even_to_the_owner_where_the_guard_is_on(truncate_guard):
    with acting_as_owner(), pytest.raises(DatabaseError, match=r"TRUNCATE|append-only"), transaction.atomic():
        ask("TRUNCATE audit_event")


@pytest.mark.django_db(transaction=True)
def test_the_guard_is_off_again_after_the_test_that_wanted_it():
    assert ask("SELECT count(*) FROM pg_trigger WHERE starts_with(tgname, 'no_truncate') AND tgenabled <> 'D'") == [
        (0,)
    ]
