"""What the other tests rely on: whose role they act in, what a flush leaves, when TRUNCATE is guarded."""

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from tests.fixtures.database import acting_as_owner


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


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


@pytest.mark.django_db
def test_truncate_is_refused_even_to_the_owner_where_the_guard_is_on(truncate_guard):
    with acting_as_owner(), pytest.raises(DatabaseError, match=r"TRUNCATE|append-only"), transaction.atomic():
        ask("TRUNCATE audit_event")


@pytest.mark.django_db(transaction=True)
def test_the_guard_is_off_again_after_the_test_that_wanted_it():
    assert ask("SELECT count(*) FROM pg_trigger WHERE starts_with(tgname, 'no_truncate') AND tgenabled <> 'D'") == [
        (0,)
    ]
