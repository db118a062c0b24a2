"""What a firm's own staff take away is kept: person, paper, time, address; administrator and auditor read it (U08)."""

import ast
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions.readings import AGAIN_AFTER, keep_download
from accounts.models import Reading
from accounts.policy import ActsForNobody
from accounts.rules import MemberRole, Role
from audit.models import Event
from common.clock import day_of, now
from confirmation.actions.viewing import look_at_paper
from embedded.paths import ROOT
from projects.downloads import handed_out
from projects.models import Attachment
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, MembershipFactory, UserFactory, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def kept():
    rows = Reading.objects.order_by("pk")
    return list(rows.values_list("user__name", "enterprise__name", "kind", "title", "subject", "address"))


def takes(client, address):
    """Take a file to its last byte; the answer's code."""
    answer = client.get(address, REMOTE_ADDR="203.0.113.9")
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def a_paper(project):
    return Attachment.objects.filter(project=project).order_by("pk")[0]


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def case(firm):
    return confirms(an_official("220102"), firm.files(name="净月大街改造"))


def test_papers_receipts_extracts_and_lists_are_kept_before_they_go(firm, case):
    client, guid, paper = browser_of(firm.user), str(case.project.row_guid), a_paper(case.project)

    for address in (
        reverse("file", args=[paper.guid]),
        reverse("case-receipt-pdf", args=[case.number]),
        reverse("use-extract-pdf", args=[guid]),
        reverse("enterprise-export"),
    ):
        assert takes(client, address) == 200, address

    who = (firm.user.name, firm.enterprise.name)
    assert kept() == [
        (*who, "DOWNLOAD", f"附件：{paper.get_kind_display()}", guid, "203.0.113.9"),
        (*who, "DOWNLOAD", f"提交回执 {case.number}", guid, "203.0.113.9"),
        (*who, "DOWNLOAD", "项目业绩应用情况", guid, "203.0.113.9"),
        (*who, "EXPORT", "本企业填报的项目", "", "203.0.113.9"),
    ]
    assert Reading.objects.order_by("pk").values_list("paper_guid", flat=True)[0] == paper.guid
    event = Event.objects.filter(object_type="accounts_reading").earliest("pk")
    assert (event.action, event.actor_name, event.unit) == ("accounts.read_download", *who)
    assert paper.filename not in bytes(event.payload).decode()


def test_the_same_paper_within_the_hour_is_one_taking_and_another_address_or_person_is_another(firm, case):
    paper = a_paper(case.project)
    other = MembershipFactory(enterprise=firm.enterprise).user

    def taken(at, by=firm.user, address="203.0.113.9", paper=paper):
        return keep_download(
            by=by, unit=firm.enterprise, title="附件", paper_guid=paper.guid, address=address, at=at
        )  # fmt: skip

    assert taken(AT)
    before = contents_of("accounts_reading", "audit_event")
    assert taken(AT + AGAIN_AFTER - timedelta(seconds=1)) is None
    assert contents_of("accounts_reading", "audit_event") == before
    assert taken(AT + AGAIN_AFTER)
    assert taken(AT, address="203.0.113.10")
    assert taken(AT, by=other)
    assert taken(AT, paper=Attachment.objects.exclude(pk=paper.pk)[0])
    assert Reading.objects.count() == 5


def test_what_one_may_not_open_leaves_nothing_and_officials_openings_stand_where_they_stood(firm, case):
    paper, stranger, official = a_paper(case.project), a_firm(), an_official("220102")
    before = contents_of("accounts_reading", "audit_event")

    assert browser_of(stranger.user).get(reverse("file", args=[paper.guid])).status_code == 404
    assert browser_of(stranger.user).get(reverse("case-receipt-pdf", args=[case.number])).status_code == 404
    assert browser_of(official).get(reverse("authority-paper", args=[case.number, paper.guid])).status_code == 302
    assert takes(browser_of(official), reverse("file", args=[paper.guid])) == 200

    assert contents_of("accounts_reading")["accounts_reading"] == before["accounts_reading"]


def test_a_firms_administrator_reads_what_its_own_staff_took_and_nobody_else_does(
    firm, case, django_assert_max_num_queries
):
    boss = MembershipFactory(enterprise=firm.enterprise, role=MemberRole.ADMIN).user
    other = MembershipFactory(role=MemberRole.ADMIN).user
    paper = a_paper(case.project)
    takes(browser_of(firm.user), reverse("file", args=[paper.guid]))
    address, client = reverse("own-readings"), browser_of(boss)

    with django_assert_max_num_queries(12):
        page = text_of(client.get(address))
    for words in (firm.user.name, "下载", f"附件：{paper.get_kind_display()}", paper.filename, "203.0.113.9"):
        assert words in page, words
    assert f'<a href="{reverse("task-list", args=[case.project.row_guid])}">净月大街改造</a>' in page
    today = day_of(now())
    for asked, is_there in (
        ({"q": "净月"}, True), ({"q": "亚泰"}, False), ({"since": today, "until": today}, True),
        ({"since": today + timedelta(days=1)}, False), ({"until": today - timedelta(days=1)}, False),
    ):  # fmt: skip
        assert (paper.filename in text_of(client.get(address, asked))) is is_there, asked
    assert reverse("own-readings") in text_of(client.get(reverse("staff")))
    assert "没有下载和导出记录" in text_of(client.get(address, {"q": "没有此人"}))
    assert "没有下载和导出记录" in text_of(browser_of(other).get(address))
    assert browser_of(firm.user).get(address).status_code == 403
    assert browser_of(an_official("220102")).get(address).status_code == 403


@pytest.mark.parametrize(
    ("division", "seen"), [("220102", True), ("220100", True), ("220103", False), ("220000", True)]
)
def test_an_auditor_reads_what_firms_took_of_projects_of_his_area(firm, case, division, seen):
    paper = a_paper(case.project)
    takes(browser_of(firm.user), reverse("file", args=[paper.guid]))

    page = text_of(browser_of(an_official(division, role=Role.AUDITOR)).get(reverse("audit-readings")))

    for words in (firm.user.name, firm.enterprise.name, "203.0.113.9", paper.file_id[:12], "净月大街改造"):
        assert (words in page) is seen, words
    assert paper.filename not in page


def test_what_a_firm_takes_of_a_draft_and_its_own_lists_are_told_as_far_as_they_may_be(firm):
    draft = firm.fills_in(name="未提交的草稿")
    client = browser_of(firm.user)
    takes(client, reverse("file", args=[a_paper(draft).guid]))
    takes(client, reverse("enterprise-export"))

    of_province = text_of(browser_of(an_official("220000", role=Role.AUDITOR)).get(reverse("audit-readings")))
    of_county = text_of(browser_of(an_official("220102", role=Role.AUDITOR)).get(reverse("audit-readings")))

    assert Reading.objects.count() == 2
    assert "附件：" not in of_province + of_county
    assert "本企业填报的项目" in of_province
    assert "没有查阅记录" in of_county


def test_an_official_at_the_direct_address_is_kept_unless_the_page_of_the_case_just_kept_him(firm, case):
    official, (paper, other) = an_official("220102"), Attachment.objects.filter(project=case.project)[:2]
    client = browser_of(official)
    look_at_paper(by=official, case=case, paper_guid=paper.guid, at=now() - AGAIN_AFTER)
    client.get(reverse("authority-paper", args=[case.number, other.guid]))

    for one in (paper, paper, other):
        assert takes(client, reverse("file", args=[one.guid])) == 200

    row = Reading.objects.get()
    assert (row.user, row.authority.division_id, row.enterprise) == (official, "220102", None)
    assert (row.title, row.subject, row.paper_guid, row.address) == (
        f"附件：{paper.get_kind_display()}", str(case.project.row_guid), paper.guid, "203.0.113.9",
    )  # fmt: skip
    event = Event.objects.get(object_type="accounts_reading")
    assert (event.action, event.actor_name, event.role) == ("accounts.read_download", official.name, "REVIEWER")


def test_whoever_has_no_unit_any_more_is_refused_and_gets_no_byte(rf, case):
    request = rf.get("/")
    request.user = UserFactory()
    before = contents_of("accounts_reading", "audit_event")

    with pytest.raises(ActsForNobody, match="没有在职的职责，不能打开或下载文件"):
        handed_out(request, a_paper(case.project), "附件", closed="")

    assert contents_of("accounts_reading", "audit_event") == before


# Files of the portal's own making that are about nobody.
ABOUT_NOBODY = {"imports.template", "verify.verifier"}
KEEPS = {"handed_out", "keep_taking"}
FILES = {"FileResponse", "StreamingHttpResponse"}
APPS = ("accounts", "projects", "grading", "confirmation", "errata", "platform")
READS_THE_STORE = r"\bstore\.read\(|projects\.store import [^\n]*\bread\b|storages\[|\bdefault_storage\b"


def silent_ways_out(name, source):
    """Functions of a view module that make a file of their own without keeping it, and whoever reads the store."""
    tree = ast.parse(source)
    imported = {
        f"{getattr(node, 'module', '')}.{alias.name}".strip(".")
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    found = [name for one in imported if one.startswith(("projects.store", "django.core.files.storage"))]
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            called = {
                getattr(call.func, "id", getattr(call.func, "attr", ""))
                for call in ast.walk(function)
                if isinstance(call, ast.Call)
            }
            if called & FILES and not called & KEEPS:
                found.append(f"{name}.{function.name}")
    return found


def test_no_view_hands_a_stored_paper_out_without_keeping_it():
    views = [*ROOT.glob("*/views/*.py"), *ROOT.glob("platform/*/views/*.py")]
    silent = {way for path in views for way in silent_ways_out(path.stem, path.read_text())}
    handing_out = [path.stem for path in views if "handed_out(" in path.read_text()]

    assert silent == ABOUT_NOBODY
    assert len(handing_out) >= 5


def test_the_bytes_of_papers_are_read_where_they_are_handed_out_and_where_they_are_scanned_alone():
    code = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    reading = {str(path.relative_to(ROOT)) for path in code if re.search(READS_THE_STORE, path.read_text())}

    assert reading == {
        "projects/downloads.py", "projects/actions/scanning.py", "projects/store.py", "projects/workbooks/keeping.py",
    }  # fmt: skip


@pytest.mark.parametrize(
    "view",
    [
        "def read(request):\n    return StreamingHttpResponse(bytes_of(paper))",
        "def read(request):\n    return http.FileResponse(file)",
        "from projects import store\ndef read(request):\n    return HttpResponse(store.read(paper.file_id))",
        "import projects.store\n",
        "from projects.store import read\n",
        "from django.core.files.storage import storages\n",
    ],
)
def test_a_view_that_goes_round_the_keeping_is_found(view):
    assert silent_ways_out("planted", view) != []
