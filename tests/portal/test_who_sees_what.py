"""Outside one's own there is nothing: pages, files and JSON of others (X29, OpenCRVS #3789)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.rules import BusinessLine, Role
from projects.models import Attachment
from projects.queries import records_of
from projects.rules.kinds import RecordKind
from tests.audit.support import contents_of
from tests.factories import MembershipFactory, UserFactory, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
WATCHED = (
    "projects_project",
    "projects_constructionpermit",
    "projects_completion",
    "projects_attachment",
    "confirmation_case",
    "confirmation_decision",
    "audit_event",
)


KINDS = [kind.slug for kind in RecordKind if kind is not RecordKind.PROJECT]
RECORDS = ["tender", "contract", "drawing-review", "permit", "completion"]


def enterprise_addresses(case):
    project, *records = records_of(case.project)
    guid, permit = project.row_guid, next(row for row in records if row.record_kind is RecordKind.PERMIT)
    paper = Attachment.objects.filter(project=project).first()
    plain = {
        name: reverse(name, args=[guid])
        for name in ("task-list", "check-answers", "upgrade", "project-edit", "stage-backfill", "stage-check")
    }
    cases = {
        name: reverse(name, args=[case.number])
        for name in ("case-receipt", "case-receipt-pdf", "case-withdraw", "case-ask-back")
    }
    new = {f"record-new {slug}": reverse("record-new", args=[guid, slug]) for slug in KINDS}
    edit = {
        f"record-edit {row.record_kind.slug}": reverse("record-edit", args=[guid, row.record_kind.slug, row.row_guid])
        for row in records
    }
    papers = {
        "record-papers": reverse("record-papers", args=[guid, permit.row_guid]),
        "papers-reuse": reverse("papers-reuse", args=[guid, permit.row_guid]),
        "paper-remove": reverse("paper-remove", args=[guid, paper.guid]),
    }
    asked = {name: reverse(name, args=[case.number, 1]) for name in ("case-answer", "case-answer-defect")}
    return plain | cases | asked | new | edit | papers


ENTERPRISE_PAGES = [
    "task-list", "check-answers", "upgrade", "project-edit", "stage-backfill", "stage-check", "case-receipt",
    "case-receipt-pdf", "case-withdraw", "case-ask-back", "case-answer", "case-answer-defect",
    "record-papers", "papers-reuse", "paper-remove",
    *(f"record-new {slug}" for slug in KINDS), *(f"record-edit {slug}" for slug in RECORDS),
]  # fmt: skip
# What belongs to the asking enterprise itself, whoever it is; each has tests of its own.
OWN_PAGES = {
    "project-new", "enterprise-search", "draft-keep", "draft-drop",
    "imports", "import-template", "import", "import-marked", "import-cancel",
}  # fmt: skip


def test_the_list_of_an_enterprises_pages_is_complete():
    from confirmation.urls import enterprise
    from projects import urls

    named = {path.name for path in (*enterprise.urlpatterns, *urls.urlpatterns)}
    assert named - OWN_PAGES == {page.split()[0] for page in ENTERPRISE_PAGES}


@pytest.mark.parametrize("page", ENTERPRISE_PAGES)
def test_another_enterprises_project_does_not_exist(browser_of, page):
    case = a_firm().files(prepared=True)
    address = enterprise_addresses(case)[page]
    stranger = browser_of(a_firm().user)
    before = contents_of(*WATCHED)

    answers = [stranger.post(address, {"declared": "on", "kind": "CONSTRUCTION"})]
    if page not in ("paper-remove", "case-withdraw", "case-ask-back", "case-answer", "case-answer-defect"):
        answers.append(stranger.get(address))

    assert {answer.status_code for answer in answers} == {404}
    for answer in answers:
        assert case.project.name not in answer.content.decode()
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("page", ENTERPRISE_PAGES)
def test_a_visitor_is_sent_to_log_in(client, page):
    address = enterprise_addresses(a_firm().files(prepared=True))[page]
    before = contents_of(*WATCHED)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer.url == f"/login/?next={address}"
    assert contents_of(*WATCHED) == before


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


def reader(kind, case):
    firm_of_case = case.enterprise
    return {
        "本企业": lambda: MembershipFactory(enterprise=firm_of_case).user,
        "县级审核人员": lambda: an_official("220102"),
        "市级审核人员": lambda: an_official("220100"),
        "省级审核人员": lambda: an_official("220000"),
        "本地审计": lambda: an_official("220102", role=Role.AUDITOR),
        "另一企业": lambda: a_firm().user,
        "邻县审核人员": lambda: an_official("220103"),
        "另一市审核人员": lambda: an_official("220200"),
        "梅河口审核人员": lambda: an_official("220581"),
        "无职责人员": UserFactory,
    }[kind]()


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("本企业", True),
        ("县级审核人员", True),
        ("市级审核人员", True),
        ("省级审核人员", True),
        ("本地审计", True),
        ("另一企业", False),
        ("邻县审核人员", False),
        ("另一市审核人员", False),
        ("梅河口审核人员", False),
        ("无职责人员", False),
    ],
)
@pytest.mark.parametrize("confirmed", [False, True], ids=["待确认", "已确认"])
def test_papers_are_read_by_those_who_work_on_the_project_alone(browser_of, client, kind, may, confirmed):
    case = a_firm().files()
    if confirmed:
        confirms(an_official("220102"), case)
    paper = Attachment.objects.filter(project=case.project).first()
    address = reverse("file", args=[paper.guid])

    answer = browser_of(reader(kind, case)).get(address)

    assert answer.status_code == (200 if may else 404)
    if may:
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    visitor = client.get(address)
    assert (visitor.status_code, visitor.url) == (302, f"/login/?next={address}")


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
