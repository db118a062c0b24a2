"""Pages and papers of other enterprises' projects do not exist (X29, OpenCRVS #3789)."""

import pytest
from django.test import override_settings
from django.urls import reverse

from accounts.rules import Role
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


@pytest.fixture(scope="module")
def filed(rows_for_the_module):
    """A case with records of every stage, which no test changes."""
    return a_firm().files(prepared=True)


@pytest.mark.parametrize("page", ENTERPRISE_PAGES)
def test_another_enterprises_project_does_not_exist(browser_of, filed, page):
    address = enterprise_addresses(filed)[page]
    stranger = browser_of(a_firm().user)
    before = contents_of(*WATCHED)

    answers = [stranger.post(address, {"declared": "on", "kind": "CONSTRUCTION"})]
    if page not in ("paper-remove", "case-withdraw", "case-ask-back", "case-answer", "case-answer-defect"):
        answers.append(stranger.get(address))

    assert {answer.status_code for answer in answers} == {404}
    for answer in answers:
        assert filed.project.name not in answer.content.decode()
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("page", ENTERPRISE_PAGES)
def test_a_visitor_is_sent_to_log_in(client, filed, page):
    address = enterprise_addresses(filed)[page]
    before = contents_of(*WATCHED)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer.url == f"/login/?next={address}"
    assert contents_of(*WATCHED) == before


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


@pytest.fixture(scope="module")
def waiting_and_confirmed(rows_for_the_module, tmp_path_factory):
    """Two cases, of which the second is confirmed, and the folder of their papers."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        waiting = a_firm().files()
        return waiting, confirms(an_official("220102"), a_firm().files()), folder


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
def test_papers_are_read_by_those_who_work_on_the_project_alone(
    browser_of, client, settings, waiting_and_confirmed, kind, may, confirmed
):
    *cases, settings.MEDIA_ROOT = waiting_and_confirmed
    case = cases[confirmed]
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
