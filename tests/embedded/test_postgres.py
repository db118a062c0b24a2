"""The database that the launcher makes."""

import os

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

ROLES = ["portal_app", "portal_auditor", "portal_owner", "portal_public", "portal_sequencer"]


@pytest.fixture
def ask():
    """Ask the launcher's own database ``portal``, as one role; DATABASE_OWNER_URL names it."""
    connections = []

    def asked(role, question):
        address = os.environ["DATABASE_OWNER_URL"].replace("portal_owner", role, 1)
        connection = psycopg2.connect(address)
        connections.append(connection)
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall()

    yield asked
    for connection in connections:
        connection.close()


def test_trigrams_of_chinese_text_are_not_empty(ask):
    [(trigrams,)] = ask("portal_app", "SELECT show_trgm('长春市第一中学')")
    assert len(trigrams) == 8


def test_the_character_type_is_utf8_and_not_c(ask):
    [(encoding, ctype)] = ask(
        "portal_app",
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()",
    )
    assert encoding == "UTF8"
    assert ctype not in {"C", "POSIX"}


def test_every_role_exists_and_none_is_above_the_law(ask):
    rows = ask(
        "portal_app",
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolreplication FROM pg_roles"
        " WHERE starts_with(rolname, 'portal_') ORDER BY rolname",
    )
    assert rows == [(role, True, False, False, False, False) for role in ROLES]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_log_in(ask, role):
    assert ask(role, "SELECT session_user::text, current_user::text") == [(role, role)]


def test_the_database_and_its_schema_belong_to_the_owner(ask):
    assert ask(
        "portal_app",
        "SELECT pg_get_userbyid(datdba), pg_get_userbyid(nspowner) FROM pg_database, pg_namespace"
        " WHERE datname = current_database() AND nspname = 'public'",
    ) == [("portal_owner", "portal_owner")]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "portal_owner"])
def test_nobody_but_the_owner_creates_tables(ask, role):
    with pytest.raises(InsufficientPrivilege):
        ask(role, "CREATE TABLE public.mine (id int)")


def test_a_commit_waits_for_the_disk(ask):
    assert ask("portal_app", "SHOW synchronous_commit") == [("on",)]


def test_the_server_listens_on_this_machine_alone(ask):
    assert ask("portal_app", "SHOW listen_addresses") == [("127.0.0.1",)]
