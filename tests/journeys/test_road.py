"""The whole road in a browser: from a firm's first entry to grade A, a national receipt and the auditor's timeline."""

import re
import urllib.request
from datetime import date, timedelta

import pytest

from accounts.rules import Role
from common import clock
from common.identifiers import is_national_number
from embedded.process import wait_until
from grading.actions import open_window
from national.queries import national_shown
from projects.models import Project
from tests.factories import (
    PDF,
    EnterpriseFactory,
    MembershipFactory,
    UserFactory,
    an_authority,
    an_identity_number,
    an_investment_code,
    an_official,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"
NAME = "长春市南关区临河风景住宅小区"


@pytest.fixture
def scan(tmp_path):
    """A paper to upload."""
    path = tmp_path / "扫描件.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def example_window(portal_server):
    """The administrator opens a later window, marked as an example: the notice's own closed on 2024-12-31."""
    administrator = an_official("220000", Role.ADMINISTRATOR, name="唐雪梅")
    today = clock.day_of(clock.now())
    return open_window(
        by=administrator,
        authority=an_authority("220000"),
        code="EXAMPLE",
        clause="示例通知",
        finished_before=today,
        released_before=today,
        opens_on=date(2025, 1, 1),
        confirm_by=today + timedelta(days=365),
        is_example=True,
        at=clock.now(),
    )


def log_in(page, user):
    page.goto("/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    return page


def fill(page, fields):
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def upload(page, scan):
    page.get_by_label("选择文件").set_input_files(scan)
    page.get_by_role("button", name="上传").click()
    page.get_by_text("必需材料已齐").wait_for()
    page.get_by_role("link", name="继续").click()


def confirms(page, project, *, button="确认", seen_first=None):
    """An official takes the case from the queue and decides with everything that a decision needs."""
    page.goto("/authority/")
    page.goto("/authority/")
    page.get_by_role("row").filter(has_text=project.name).get_by_role("button", name="领取").click()
    if seen_first:
        seen_first(page)
    page.locator("[name=paper_name]").fill(project.name)
    page.locator("[name=paper_code]").fill(project.investment_code)
    page.locator("[name=paper_number]").fill(project.approval_number)
    for radio in page.locator("input[type=radio][value=ORIGINALS]").all():
        radio.check()
    page.locator("[name=note]").fill("与工程档案原件一致")
    box = page.locator("details.confirm").filter(has=page.locator("summary", has_text=re.compile(f"^{button}")))
    box.locator("summary").click()
    box.locator("button[name=action]").click()
    page.wait_for_load_state()


def grades():
    project = Project.objects.get(name=NAME)
    return [
        project.grade,
        *project.permits.values_list("grade", flat=True),
        *project.completions.values_list("grade", flat=True),
    ]


def applies(page, project, grade, purpose=""):
    page.goto(f"/enterprise/projects/{project.row_guid}/")
    page.get_by_role("link", name=f"申请{grade}级").first.click()
    if purpose:
        page.get_by_label("用于申请住建部审批的资质").fill(purpose)
    page.get_by_label("我已阅读并代表本企业作出上述声明").check()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交").first.wait_for()


def test_from_a_firms_first_entry_to_grade_a_a_national_receipt_and_the_auditors_timeline(
    open_page, screenshot, scan, example_window, national_platform, portal_worker, portal_relay
):
    firm = MembershipFactory(
        user=UserFactory(username="shigong", name="王海波"),
        enterprise=EnterpriseFactory(name="吉林省长白建设集团有限公司"),
    )
    code, today = an_investment_code(), clock.day_of(clock.now())

    # Search first: not shown, so 业绩补录.
    enterprise = log_in(open_page(), firm.user)
    enterprise.get_by_role("link", name="检索并填报项目").first.click()
    enterprise.locator("#q").fill(code)
    enterprise.get_by_role("button", name="检索").click()
    enterprise.get_by_text("该项目未在省平台展示").wait_for()
    enterprise.get_by_role("link", name="都不是，开始业绩补录").click()
    assert enterprise.locator("[name=investment_code]").input_value() == code

    # 公路 is out of scope: a page with the clause, and nothing typed is lost.
    basics = {
        "name": f"　{NAME} ",
        "approval_kind": "02",
        "approval_number": "长发改审批〔2021〕３５号",
        "approval_level": "003",
        "approval_authority": "长春市发展和改革委员会",
        "approved_on": "2021年3月15日",
        "sector": "05",
        "purpose": "100",
        "construction_nature": "001",
        "division": "220102",
        "address": "临河街100号",
        "scale": "住宅楼１２栋，地上18层（含地下室）",
        "owner_name": "长春市宏远房地产开发有限公司",
        "owner_code": "91220102ＭＡ17EXAM5J",
        "investment_nature": "103",
        "fund_source": "企业自筹",
        "state_share": "0",
        "total_investment": "35,600.5",
        "total_area": "86000",
    }
    fill(enterprise, basics)
    enterprise.get_by_role("button", name="保存并继续").click()
    enterprise.get_by_text("一（二）").wait_for()
    assert not Project.objects.exists()
    enterprise.get_by_role("button", name="返回修改").click()
    assert enterprise.locator("[name=address]").input_value() == "临河街100号"
    enterprise.locator("[name=sector]").select_option("01")
    enterprise.get_by_role("button", name="保存并继续").click()
    upload(enterprise, scan)
    project = Project.objects.get()
    assert (project.name, project.owner_code, project.approved_on) == (NAME, "91220102MA17EXAM5J", date(2021, 3, 15))
    assert (project.approval_number, project.scale) == ("长发改审批〔2021〕35号", "住宅楼12栋，地上18层（含地下室）")

    # Permit.
    enterprise.get_by_role("link", name="添加施工许可（开工报告）").click()
    permit = {
        "kind": "1",
        "name": f"{NAME}施工总承包",
        "paper_number": "220102202106010101",
        "released_on": "2021-06-01",
        "issued_by": "南关区住房和城乡建设局",
        "contract_amount": "21800",
        "area": "86000",
        "surveyor_name": "吉林省勘察设计院",
        "surveyor_code": "91220202MA14ABCDXC",
        "designer_name": "吉林省建筑设计院",
        "designer_code": "91220202MA14ABCDXC",
        "project_manager_name": "张建国",
        "project_manager_document": "1",
        "project_manager_number": an_identity_number(),
    }
    fill(enterprise, permit)
    enterprise.get_by_role("button", name="保存并继续").click()
    upload(enterprise, scan)

    # Completion.
    enterprise.get_by_role("link", name="添加竣工验收（备案）").click()
    completion = {
        "kind": "2",
        "name": f"{NAME}竣工验收备案",
        "started_on": "2021-06-10",
        "finished_on": "2023-09-20",
        "actual_cost": "22010.5",
        "actual_area": "86000",
        "actual_scale": "住宅楼12栋",
        "structure_system": "005",
    }
    fill(enterprise, completion)
    enterprise.get_by_role("button", name="保存并继续").click()
    upload(enterprise, scan)
    screenshot(enterprise, "task-list")

    # Check, declare, submit: without the declaration it is refused.
    enterprise.get_by_role("link", name="核对并提交", exact=True).click()
    screenshot(enterprise, "check-answers")
    enterprise.get_by_role("button", name="提交", exact=True).click()
    enterprise.get_by_text("请阅读并勾选真实性声明后再提交").first.wait_for()
    enterprise.get_by_label("我已阅读并代表本企业作出上述声明").check()
    enterprise.get_by_role("button", name="提交", exact=True).click()
    enterprise.get_by_text("办件编号").wait_for()
    screenshot(enterprise, "receipt")
    case = project.cases.get()
    assert case.authority.name == "南关区住房和城乡建设局"

    # Nothing unconfirmed is shown; another county's official has no such case.
    visitor = open_page()
    visitor.goto(f"/public/projects/?q={NAME[-4:]}")
    visitor.get_by_text("没有找到符合条件的项目").wait_for()
    other = log_in(open_page(), an_official("220122"))
    assert other.goto(f"/authority/cases/{case.number}/").status == 404

    # The county confirms: grade C.
    county = log_in(open_page(), an_official("220102", name="陈晓东"))

    def look(page):
        page.locator("iframe, embed, object, img.file-image").first.wait_for(state="attached")
        screenshot(page, "authority-case")

    confirms(county, project, seen_first=look)
    assert grades() == ["C", "C", "C"]
    project.refresh_from_db()
    assert is_national_number(project.number, today)

    # Public site, and through outbox, Celery and HTTP the national platform with its receipt.
    wait_until(
        lambda: national_shown(str(project.row_guid)), portal_worker, name="national receipt", log=national_platform.log
    )
    visitor.goto(f"/public/projects/?q={NAME[-4:]}")
    visitor.get_by_role("link", name=NAME).click()
    visitor.get_by_text("已在全国平台展示").wait_for()
    screenshot(visitor, "public-project")
    national = urllib.request.urlopen(f"{national_platform.url}/").read().decode()
    assert NAME in national

    # The city confirms: B. The province, with two persons: A.
    applies(enterprise, project, "B")
    confirms(log_in(open_page(), an_official("220100", name="郑丽华")), project)
    assert grades() == ["B", "B", "B"]
    applies(enterprise, project, "A", purpose="建筑工程施工总承包一级")
    confirms(log_in(open_page(), an_official("220000", name="何伟")), project, button="初审通过")
    assert grades() == ["B", "B", "B"]
    confirms(log_in(open_page(), an_official("220000", name="罗静")), project)
    assert grades() == ["A", "A", "A"]

    # The auditor sees every step.
    auditor = log_in(open_page(), an_official("220000", Role.AUDITOR, name="谢国强"))
    auditor.get_by_role("link", name=NAME).click()
    for person in ("王海波", "陈晓东", "郑丽华", "何伟", "罗静"):
        auditor.locator(".timeline-who", has_text=person).first.wait_for()
    screenshot(auditor, "audit-timeline")
