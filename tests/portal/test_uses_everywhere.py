"""What a project is good for is one answer: page, home, case page, public page, API, extract, gate and judge (X01)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.rules import EnterpriseKind
from common.clock import day_of
from confirmation.queries.standings import part_of
from confirmation.queries.uses import uses_now
from grading.queries import windows_on
from grading.rules.uses import Part, Use
from national import tasks
from national.queries import delivery_of
from projects.models import Project
from projects.queries import records_of
from tests.confirmation.adding import completion_of
from tests.confirmation.pages import page_of
from tests.factories import AT, an_official
from tests.portal.kinds import ACCEPTED, WHOLE, filed, met_here, raised
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)
LATE = AT.replace(year=2025, month=3)


@pytest.fixture
def deliver(national_platform):
    return tasks.drain


def asked(firm, project, at=AT):
    return uses_now(
        Project.objects.get(pk=project.pk),
        records_of(Project.objects.get(pk=project.pk)),
        firm.enterprise,
        delivery=delivery_of(str(project.row_guid)),
        today=day_of(at),
        windows=windows_on(day_of(at)),
        links=True,
    )


def first_step(uses, use=Use.PROVINCE_ENTERPRISE):
    step = next(line for line in uses.lines if line.use == use).next
    return (step.code, step.whose, step.doing)


def test_each_missing_thing_says_whose_turn_it_is_along_the_way(deliver):
    firm = a_firm()
    project = filed(firm, completed=False, drawings=True)
    assert first_step(asked(firm, project)) == ("project", "本企业", "核对并提交，由主管部门确认")
    missing = {step.code: step.doing for step in asked(firm, project).lines[0].steps}
    assert missing["completion_filing"] == "填报竣工验收备案信息"

    case = firm.submits(project)
    unit = "南关区住房和城乡建设局建管业务部门"
    assert first_step(asked(firm, project)) == ("project", unit, f"等待办件 {case.number} 办结")
    assert asked(firm, project).outlook.gains == ()

    confirms(an_official("220102"), case)
    assert first_step(asked(firm, project)) == ("completion_filing", "本企业", "补录竣工验收备案信息")
    steps = {step.code: (step.whose, step.doing) for step in asked(firm, project).lines[1].steps}
    assert steps["project"] == ("本企业", "逐级申请B级")
    assert steps["national_shown"] == ("全国平台", "已推送，等待全国平台回执")
    deliver()
    assert "national_shown" not in [step.code for step in asked(firm, project).lines[1].steps]


def test_the_next_confirmation_says_what_it_would_bring():
    firm = a_firm()
    project = filed(firm)
    assert asked(firm, project).outlook.gains == ("省、市级审批资质：企业代表工程业绩",)

    case = firm.submits(project)
    outlook = asked(firm, project).outlook
    assert outlook.after == f"办件 {case.number} 经南关区住房和城乡建设局确认为C级后"
    assert outlook.gains == ("省、市级审批资质：企业代表工程业绩",)

    confirms(an_official("220102"), case)
    assert asked(firm, project).outlook.after == "申请B级并获确认后"
    assert asked(firm, project).outlook.gains == ()


def test_a_project_that_came_too_late_names_the_closed_gate_and_nobody_to_wait_for():
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files(at=LATE), at=LATE).project

    step = next(row for row in asked(firm, project, LATE).lines[1].steps if row.code == "national_shown")

    assert step.whose == ""
    assert "不推送至全国平台" in step.doing


def test_another_firms_draft_is_not_told(browser_of):
    owner, other = a_firm(), a_firm(EnterpriseKind.SUPERVISION)
    named = {"supervisor_name": other.enterprise.name, "supervisor_code": other.enterprise.credit_code}
    project = confirms(an_official("220102"), owner.files(permit=named, completed=False)).project
    before = asked(other, project)
    permit = next(row for row in records_of(project) if row.stage == "PERMIT")
    owner.adds(Project.objects.get(pk=project.pk), "COMPLETION", completion_of(permit))

    assert asked(other, project) == before


def test_the_official_reads_the_same_answer_and_the_conditions_of_a(browser_of, deliver):
    firm = a_firm()
    project = raised(firm, filed(firm, **WHOLE), deliver, "B")
    case = firm.applies_for_next_grade(project, purpose="建筑工程施工总承包一级")

    page = browser_of(an_official("220000")).get(page_of(case))

    good = page.context["good_for"]
    assert {(line.use.value, line.who) for line in good.uses.met} == met_here(firm, project)
    assert good.uses.outlook.gains == ("住建部及我省审批资质：企业业绩",)
    assert [(row.text, row.met) for row in good.conditions] == [
        ("已有各环节信息均为B级及以上", True),
        ("已在省平台展示", True),
        ("已在全国平台展示（收到全国平台回执）", True),
        ("写明用于申请住建部审批的哪一项资质", True),
    ]
    assert good.conditions[2].evidence.startswith("回执 ")
    assert good.conditions[3].evidence == "建筑工程施工总承包一级"


def test_the_firm_sees_which_condition_of_the_next_grade_is_not_met(browser_of):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    project = confirms(an_official("220100"), firm.applies_for_next_grade(project)).project

    page = browser_of(firm.user).get(reverse("task-list", args=[project.row_guid]))

    assert [row.met for row in page.context["page"].next_grade.conditions] == [True, True, False, True]
    assert reverse("upgrade", args=[project.row_guid]) not in page.content.decode()


def test_an_extract_proves_what_it_said_and_tells_when_it_is_no_longer_so(client, browser_of):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    own = browser_of(firm.user)
    html = own.get(reverse("use-extract", args=[project.row_guid])).content.decode()
    address = re.search(r'href="http://testserver(/public/extracts/[^"]+)"', html)[1]

    assert "与今日查询一致" in client.get(address).content.decode()
    assert client.get(address[:-5] + "AAAA/").status_code == 404

    deliver_nothing_but_raise(project)
    assert "该项目目前不在省平台展示" in client.get(address).content.decode()


def deliver_nothing_but_raise(project):
    import confirmation.actions as cases

    case = project.cases.get()
    official = case.decisions.latest("pk").person
    case.refresh_from_db()
    cases.reverse(by=official, case_id=case.pk, version_seen=case.version, note="经核查不实", address=None, at=AT)


def test_the_extract_is_a_pdf_too_and_nobody_elses(browser_of):
    firm, stranger = a_firm(), a_firm()
    project = confirms(an_official("220102"), firm.files()).project

    answer = browser_of(firm.user).get(reverse("use-extract-pdf", args=[project.row_guid]))
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert browser_of(stranger.user).get(reverse("use-extract", args=[project.row_guid])).status_code == 403


def test_the_home_costs_the_same_whatever_the_number_of_projects(browser_of, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    firm = a_firm()
    own = browser_of(firm.user)
    confirms(an_official("220102"), firm.files())
    own.get(reverse("enterprise-home"))
    with CaptureQueriesContext(connection) as once:
        own.get(reverse("enterprise-home"))
    for _ in range(3):
        confirms(an_official("220102"), firm.files())
    with django_assert_num_queries(len(once)):
        own.get(reverse("enterprise-home"))


def test_the_home_says_the_one_thing_to_do_next_about_each_project(browser_of):
    firm = a_firm()
    firm.fills_in()
    waiting = firm.files(division="220103")
    confirms(an_official("220102"), firm.files())
    confirms(an_official("220102"), firm.files(completion=ACCEPTED))

    rows = browser_of(firm.user).get(reverse("enterprise-home")).context["page"].rows

    assert [row.next for row in rows] == [
        "补录竣工验收备案信息",
        "逐级申请B级",
        f"等待{waiting.authority.name}办理",
        "填报并提交",
    ]


def test_every_part_of_a_record_is_known():
    assert part_of(Project()) == Part.PROJECT
    assert date(2024, 12, 2) == TODAY
