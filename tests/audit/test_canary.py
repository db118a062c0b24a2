"""An identity number leaves no trace outside the vault: a known number is filed, and then looked for everywhere."""

import logging

import pytest
from django.db import connection

from accounts.models import IdentityVault, Person
from accounts.vault import number_of
from confirmation.models import Submission
from national.models import Message
from tests.factories import an_official, permit_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
CANARY = "220102190001019870"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def tables_that_hold(text):
    """Tables with a row whose text, or whose bytes in hexadecimal, hold ``text``."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0",
                [text, text.encode().hex()],
            )
            if cursor.fetchone()[0]:
                found.append(table)
        cursor.execute("SET ROLE portal_app")
    return found


def test_a_filed_identity_number_stands_in_no_table_no_snapshot_no_message_and_no_log(caplog, client, tmp_path):
    caplog.set_level(logging.DEBUG)
    firm = a_firm()
    project = firm.fills_in(permit={"project_manager_number": CANARY, "project_manager_name": "金丝雀"})
    case = confirms(an_official("220102"), firm.submits(project))

    person = Person.objects.get(name="金丝雀")
    assert number_of(person) == CANARY

    assert tables_that_hold("金丝雀"), "the search does find what is there"
    assert tables_that_hold(CANARY) == []
    assert tables_that_hold(CANARY[-8:]) == []
    assert CANARY not in Submission.objects.get(case=case).snapshot
    assert CANARY.encode() not in bytes(Message.objects.get().payload)
    assert CANARY not in caplog.text
    assert not any(CANARY.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert CANARY.encode() not in bytes(IdentityVault.objects.get(person=person).ciphertext)


def test_a_typed_identity_number_is_in_no_log_and_no_page_but_the_form_that_it_was_typed_into(caplog, client):
    caplog.set_level(logging.DEBUG)
    firm = a_firm()
    client.force_login(firm.user, backend="django.contrib.auth.backends.ModelBackend")
    project = firm.fills_in()
    typed = {
        name: "" if value is None else value
        for name, value in permit_facts(firm.enterprise, project_manager_number=CANARY).items()
    }

    answer = client.post(f"/enterprise/projects/{project.row_guid}/permit/new/", typed)

    assert answer.status_code == 302
    assert tables_that_hold(CANARY) == []
    assert CANARY not in caplog.text
    for address in (
        f"/enterprise/projects/{project.row_guid}/",
        f"/enterprise/projects/{project.row_guid}/check/",
        "/enterprise/",
    ):
        assert CANARY not in client.get(address).content.decode()


def test_the_canary_number_would_be_found():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "INSERT INTO accounts_person (name, document_kind, created_at) VALUES (%s, '1', now())", [CANARY]
        )
    assert set(tables_that_hold(CANARY)) == {"accounts_person", "audit_event"}
