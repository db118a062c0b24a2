"""Outside one's own there is nothing: visitors, drafts, JSON and history of others (X29, OpenCRVS #3789)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.rules import BusinessLine, Role
from projects.models import Attachment
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.factories import UserFactory, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/home/", "/enterprise/", "/enterprise/search/", "/authority/", "/authority/next/", "/audit/", "/province/"],
)
def test_a_visitor_is_sent_to_log_in_everywhere(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.url) == (302, f"/login/?next={address}")


def test_another_record_of_ones_own_project_is_not_another_projects(browser_of):
    firm = a_firm()
    own, other = firm.fills_in(), firm.fills_in()
    _, permit, completion = records_of(other)
    client = browser_of(firm.user)

    for name, more, record in (
        ("record-edit", ["permit"], permit),
        ("record-edit", ["completion"], completion),
        ("record-edit", ["completion"], permit),
        ("record-papers", [], permit),
        ("papers-reuse", [], permit),
    ):
        assert client.get(reverse(name, args=[own.row_guid, *more, record.row_guid])).status_code == 404
        assert client.get(reverse(name, args=[own.row_guid, *more, uuid4()])).status_code == 404


def test_papers_of_a_draft_are_its_enterprises_alone(browser_of):
    firm = a_firm()
    paper = Attachment.objects.filter(project=firm.fills_in()).first()
    address = reverse("file", args=[paper.guid])

    assert browser_of(firm.user).get(address).status_code == 200
    for division in ("220102", "220100", "220000"):
        assert browser_of(an_official(division)).get(address).status_code == 404
        assert browser_of(an_official(division, role=Role.AUDITOR)).get(address).status_code == 404
    assert browser_of(firm.user).get(reverse("file", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        pytest.param(lambda: an_official("220102"), 1, id="县"),
        pytest.param(lambda: an_official("220100"), 1, id="市"),
        pytest.param(lambda: an_official("220000"), 1, id="省"),
        pytest.param(lambda: an_official("220103"), 0, id="邻县"),
        pytest.param(lambda: an_official("220102", line=BusinessLine.DESIGN), 0, id="另一部门"),
        pytest.param(lambda: a_firm().user, 0, id="另一企业"),
        pytest.param(UserFactory, 0, id="无职责"),
    ],
)
def test_json_about_cases_goes_through_the_same_door(browser_of, user, seen):
    firm = a_firm()
    case = firm.files()
    firm.fills_in()

    numbers = [row["number"] for row in browser_of(user()).get("/api/v1/cases/").json()]

    assert numbers == [case.number] * seen
    assert [row["number"] for row in browser_of(firm.user).get("/api/v1/cases/").json()] == [case.number]


def test_json_about_cases_is_for_those_who_are_logged_in(client):
    assert client.get("/api/v1/cases/").status_code == 403


PROVINCE = ["/province/", "/province/rules/window/new/", "/province/accounts/"]


@pytest.mark.parametrize("address", PROVINCE)
@pytest.mark.parametrize(
    ("user", "may"),
    [
        pytest.param(lambda: an_official("220000", role=Role.ADMINISTRATOR), {*PROVINCE}, id="省级管理员"),
        pytest.param(lambda: an_official("220000", role=Role.SUPPORT), {"/province/"}, id="技术支持"),
        pytest.param(lambda: an_official("220000"), set(), id="省级审核人员"),
        pytest.param(lambda: an_official("220000", role=Role.AUDITOR), set(), id="省级审计"),
        pytest.param(lambda: an_official("220100", role=Role.ADMINISTRATOR), set(), id="市里的管理员"),
        pytest.param(lambda: a_firm().user, set(), id="企业"),
    ],
)
def test_the_provinces_pages_are_its_administrators_alone(browser_of, address, user, may):
    person, before = user(), contents_of("grading_filingwindow")
    client = browser_of(person)

    assert client.get(address).status_code == (200 if address in may else 403)
    assert client.post("/province/rules/window/new/", {"code": "X"}).status_code in ((200, 403) if may else (403,))
    assert contents_of("grading_filingwindow") == before


@pytest.mark.parametrize(
    ("user", "status"),
    [
        pytest.param(lambda: an_official("220102", role=Role.AUDITOR), 200, id="本地审计"),
        pytest.param(lambda: an_official("220000", role=Role.AUDITOR), 200, id="省级审计"),
        pytest.param(lambda: an_official("220103", role=Role.AUDITOR), 404, id="邻县审计"),
        pytest.param(lambda: an_official("220102"), 403, id="审核人员"),
        pytest.param(lambda: an_official("220000", role=Role.ADMINISTRATOR), 403, id="省级管理员"),
        pytest.param(lambda: a_firm().user, 403, id="企业"),
    ],
)
def test_history_is_the_auditors(browser_of, user, status):
    project = a_firm().files().project
    client = browser_of(user())

    assert client.get(f"/audit/projects/{project.row_guid}/").status_code == status
    assert client.get("/audit/").status_code == (403 if status == 403 else 200)
    assert (project.name in client.get("/audit/").content.decode()) is (status == 200)
