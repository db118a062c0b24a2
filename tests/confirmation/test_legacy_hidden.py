"""Old D records are seen by their enterprise alone: every other door is tried (BR-26, A11, 二（二）1)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.rules import Role
from confirmation.models import Case
from projects.actions.legacy import resume_legacy_project
from projects.models import LegacyRecord, Project
from projects.queries import find_before_filing
from tests.confirmation.old_records import basics, completion, guid, jsonl, permit, run
from tests.confirmation.pages import browser_of
from tests.factories import AT, an_investment_code, an_official, project_facts
from tests.world import a_firm

pytestmark = pytest.mark.django_db

SECRET = "绝密街改造"
NUMBER = "2201021906300155"
PAPER = "220102201707019999"
MARKS = (SECRET, NUMBER, PAPER, guid(1), guid(2), guid(3))


@pytest.fixture
def code():
    return an_investment_code()


@pytest.fixture
def firm(tmp_path, code):
    """The enterprise of a D project with a D permit, and of a project on display with a D completion."""
    found = a_firm()
    rows = [
        basics(found, 1, "D", name=SECRET, number=NUMBER, investment_code=code),
        permit(found, 2, "D", name=SECRET, paper_number=PAPER),
        basics(found, 11, "B", project_key="OLD-2", name="已展示的项目", number="2201021906300101"),
        completion(found, 3, "D", project_key="OLD-2", name=f"{SECRET}竣工"),
    ]
    run(jsonl(tmp_path, *rows))
    return found


def strangers():
    officials = [an_official("220102", role=role) for role in Role]
    officials += [
        an_official(place, role=role) for place in ("220100", "220000") for role in (Role.REVIEWER, Role.AUDITOR)
    ]
    return [Client(), browser_of(a_firm().user), *(browser_of(official) for official in officials)]


def addresses(code):
    texts = (SECRET, NUMBER, PAPER, code, guid(1), "OLD-1")
    searches = ("public-search", "api-projects", "enterprise-search", "authority-queue", "audit-home", "legacy")
    exports = ("public-export", "enterprise-export", "authority-export", "audit-export")
    plain = ("public-home", "enterprise-home", "api-cases", "province-home", "audit-reveals", "project-new", "imports")
    guids = (
        "task-list",
        "check-answers",
        "stage-backfill",
        "project-edit",
        "project-people",
        "audit-project",
        "upgrade",
    )
    return [
        *(reverse(name) for name in (*searches, *plain)),
        *(f"{reverse(name)}?q={text}" for name in searches for text in texts),
        *(f"{reverse(name)}?q={text}&format=csv" for name in exports for text in ("", SECRET, code)),
        f"{reverse('audit-timeline-export', args=[guid(1)])}?format=csv",
        f"{reverse('audit-timeline-export', args=[guid(11)])}?format=csv",
        reverse("audit-project", args=[guid(11)]),
        *(reverse(name, args=[NUMBER]) for name in ("public-project", "api-project")),
        *(reverse(name, args=[guid(1)]) for name in (*guids, "file")),
        *(reverse("legacy-resume", args=[guid(serial)]) for serial in (1, 2, 3)),
        *(reverse("record-edit", args=[guid(1), "permit", guid(2)]), reverse("record-papers", args=[guid(1), guid(2)])),
        *(reverse("public-project", args=["2201021906300101"]), reverse("api-project", args=["2201021906300101"])),
        "/sitemap.xml",
        "/robots.txt",
    ]


def shown_at(client, address):
    """What a door shows of the hidden records, beyond what was typed into it."""
    answer = client.get(address)
    text = b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
    return {mark for mark in MARKS if mark in text and mark not in address}


def test_no_door_shows_a_d_record_to_anybody_else(firm, code):
    found = {
        (number, address): marks
        for number, client in enumerate(strangers())
        for address in addresses(code)
        if (marks := shown_at(client, address))
    }

    assert found == {}


@pytest.mark.parametrize("kind", ["", "projects_legacyrecord"])
def test_the_history_of_everything_tells_nothing_of_it(firm, code, kind):
    # Apart from the other doors: what is typed there is kept as a reading, and readings stand in the history.
    addresses = [f"{reverse(name)}?kind={kind}" for name in ("audit-acts", "audit-afterwards")]
    addresses += [f"{reverse(f'{name}-export')}?kind={kind}&format=csv" for name in ("audit-acts", "audit-afterwards")]
    clients = strangers()

    found = {address: marks for client in clients for address in addresses if (marks := shown_at(client, address))}

    assert found == {}
    assert {client.get(addresses[0]).status_code for client in clients} >= {200, 403}


def test_the_same_doors_show_it_to_its_own_enterprise(firm, code):
    own = browser_of(firm.user)

    assert shown_at(own, reverse("legacy")) == {SECRET, guid(1), guid(2), guid(3)}
    assert SECRET in own.get(reverse("legacy-resume", args=[guid(1)])).content.decode()


@pytest.mark.parametrize("name", ["public-search", "api-projects"])
def test_searching_for_it_in_public_finds_nothing(firm, code, client, name):
    for text in (SECRET, NUMBER, PAPER, code):
        answer = client.get(reverse(name), {"q": text})
        assert answer.status_code == 200
        body = answer.content.decode()
        if name == "api-projects":
            assert json.loads(body)["results"] == []
        else:
            assert "已展示的项目" not in body


def test_another_firms_search_before_filing_says_no_word_of_it(firm, code):
    other = a_firm().enterprise

    for text in (SECRET, NUMBER, PAPER, code):
        assert find_before_filing(text, other) == []


def test_another_firms_filing_with_the_same_code_is_not_told_of_it(firm, code):
    assert a_firm().files(investment_code=code).status == "WAITING"


def test_public_and_confirmed_records_are_the_loaded_ones_alone(firm):
    assert [project.name for project in Project.objects.published()] == ["已展示的项目"]
    assert Case.objects.count() == 0
    assert LegacyRecord.objects.count() == 3


def test_a_project_begun_of_it_stays_unseen_until_it_is_submitted(firm, code):
    resume_legacy_project(
        by=firm.user,
        enterprise=firm.enterprise,
        legacy_guid=LegacyRecord.objects.get(row_guid=guid(1)).row_guid,
        facts=project_facts(name=SECRET, investment_code=code),
        at=AT,
    )

    found = {
        (number, address): marks
        for number, client in enumerate(strangers())
        for address in addresses(code)
        if (marks := shown_at(client, address))
    }
    assert found == {}


def test_no_export_or_sitemap_of_the_portal_is_left_untried(firm, code):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    # What a signed export holds is what the page and its other export show: tests/portal/test_signed_exports.py.
    doors = {name for name in names if "export" in name or "sitemap" in name}
    assert doors == {
        "audit-acts-export",
        "audit-acts-signed-export",
        "audit-afterwards-export",
        "audit-export",
        "audit-timeline-export",
        "audit-timeline-signed-export",
        "authority-export",
        "enterprise-export",
        "public-export",
    }


def test_checks_of_the_whole_portal_print_none_of_it(firm):
    out = StringIO()
    call_command("verify_history", stdout=out)
    assert SECRET not in out.getvalue()
