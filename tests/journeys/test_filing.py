"""What an enterprise files, in a browser: all seven stages of a project, and a missing stage of a shown one."""

import re

import pytest
from django.db import transaction

from accounts.rules import BusinessLine, EnterpriseKind
from confirmation.models import Case
from projects.models import DrawingReview, PersonalTrackRecord, Project, UnitProject
from projects.queries import records_of
from projects.rules.kinds import RecordKind
from tests.factories import (
    EnterpriseFactory,
    MembershipFactory,
    UserFactory,
    an_identity_number,
    an_official,
    completion_facts,
    contract_facts,
    drawing_review_facts,
    indicators_facts,
    permit_facts,
    personal_facts,
    project_facts,
    tender_facts,
    unit_facts,
)
from tests.journeys.test_road import confirms, fill, log_in, scan, upload  # noqa: F401 - scan is a fixture
from tests.world import a_firm
from tests.world import confirms as confirms_by_action

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "长春市南关区平阳街住宅小区"


@pytest.fixture(autouse=True)
def media(settings, portal_server):
    """Papers attached by the test lie where the portal's process looks for them."""


@pytest.fixture
def firm():
    return MembershipFactory(
        user=UserFactory(username="shigong", name="王海波"),
        enterprise=EnterpriseFactory(name="吉林省长白建设集团有限公司"),
    )


def typed(facts):
    """Facts as a person types them: everything but switches and records, which the page offers."""
    plain = {
        name: getattr(value, "pk", value)
        for name, value in facts.items()
        if not (value is None or value is False or value == "")
    }
    return {name: "True" if value is True else str(value) for name, value in plain.items()}


def adds(page, title, facts, *, papers=None):
    """Press 添加 in the task list, fill in the page, save it, upload its paper."""
    page.get_by_role("link", name=re.compile(f"^添加{re.escape(title)}")).click()
    fill(page, typed(facts))
    page.get_by_role("button", name="保存并继续").click()
    if papers is not None:
        upload(page, papers)
    page.get_by_role("heading", name="任务清单").wait_for()


def fits(first):
    """The list's first sight, without a sideways scroll."""
    return first.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_housing_project_with_all_seven_stages_two_units_and_three_persons(open_page, screenshot, scan, firm):  # noqa: F811
    official = an_official("220102", name="王审核")
    manager = an_identity_number()
    page = log_in(open_page(), firm.user)
    page.goto("/enterprise/projects/new/")

    with transaction.atomic():
        basics = project_facts(name=NAME, longitude="125.32", latitude="43.88")
    fill(page, typed({**basics, "division": basics["division"].pk}))
    screenshot(page, "filing-1-basics")
    page.get_by_role("button", name="保存并继续").click()
    upload(page, scan)
    for name in ("1号住宅楼", "2号住宅楼"):
        adds(page, "单位工程", unit_facts(name=name))
    adds(page, "招投标", tender_facts(firm.enterprise, manager_number=manager), papers=scan)
    adds(page, "合同登记", contract_facts(firm.enterprise), papers=scan)
    adds(page, "施工图审查", drawing_review_facts(), papers=scan)
    adds(page, "施工许可", permit_facts(firm.enterprise, project_manager_number=manager), papers=scan)
    project = Project.objects.get(name=NAME)
    adds(page, "竣工验收", completion_facts(project.permits.get()), papers=scan)

    # Indicators: the category draws its figures.
    page.get_by_role("link", name=re.compile("^添加企业业绩技术指标")).click()
    facts = {name: value for name, value in indicators_facts().items() if name != "indicators"}
    fill(page, typed(facts))
    page.get_by_role("button", name="按所选资质类别显示指标").click()
    fill(page, {"figure_floors": "18", "figure_unit_area": "8600.5"})
    screenshot(page, "filing-2-indicators")
    page.get_by_role("button", name="保存并继续").click()
    upload(page, scan)
    own = project.indicators.get()
    for duty, name in (("6", "张建国"), ("2", "刘技术"), ("2", "赵副总工")):
        number = manager if duty == "6" else an_identity_number()
        told = personal_facts(own, duty=duty, person_name=name, person_number=number, remark="任命文件见附件")
        adds(page, "个人业绩", {**told, "indicators": own})
    screenshot(page, "filing-3-tasks")
    assert fits(page)

    # The people are not on the staff list: each is asked about, and answered.
    page.get_by_role("link", name="核对并提交", exact=True).click()
    screenshot(page, "filing-4-check")
    for box in page.locator("textarea[name^=reason_]").all():
        box.fill("任命文件和社保证明见附件，名单待补登")
    page.get_by_label("我已阅读并代表本企业作出上述声明").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("已提交").first.wait_for()
    screenshot(page, "filing-5-receipt")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载回执（PDF）").click(modifiers=["Alt"])
    assert download.value.suggested_filename.endswith(".pdf")

    records = records_of(project)
    assert [record.record_kind for record in records] == [
        RecordKind.PROJECT, RecordKind.UNIT, RecordKind.UNIT, RecordKind.TENDER, RecordKind.CONTRACT,
        RecordKind.DRAWING_REVIEW, RecordKind.PERMIT, RecordKind.COMPLETION, RecordKind.INDICATORS,
        RecordKind.PERSONAL, RecordKind.PERSONAL, RecordKind.PERSONAL,
    ]  # fmt: skip
    assert len({record.stage for record in records}) == 7

    reviewer = log_in(open_page(), official)
    confirms(reviewer, project)

    assert Case.objects.get(project=project).status == "CONFIRMED"
    assert {record.grade for record in records_of(Project.objects.get(pk=project.pk))} == {"C"}
    number = Project.objects.get(pk=project.pk).number
    assert sorted(UnitProject.objects.values_list("number", flat=True)) == [f"{number}-001", f"{number}-002"]
    assert sorted(PersonalTrackRecord.objects.values_list("number", flat=True)) == [
        f"YJ-{number}-001-{serial:02d}" for serial in (1, 2, 3)
    ]


def test_a_designer_adds_the_missing_drawing_review_of_a_shown_project(open_page, screenshot, scan, firm):  # noqa: F811
    designer = MembershipFactory(
        user=UserFactory(username="sheji", name="周设计"),
        enterprise=EnterpriseFactory(name="吉林省松花江设计院有限公司", kinds=[EnterpriseKind.DESIGN]),
    )
    contractor = a_firm()
    named = {"designer_name": designer.enterprise.name, "designer_code": designer.enterprise.credit_code}
    case = confirms_by_action(an_official("220102"), contractor.files(name="长春市南关区亚泰大街公寓", permit=named))
    project = case.project
    reviewer = an_official("220102", line=BusinessLine.DESIGN, name="李设计审核")

    page = log_in(open_page(width=390), designer.user)
    page.goto("/enterprise/search/")
    page.locator("#q").fill("亚泰大街")
    page.get_by_role("button", name="检索").click()
    page.get_by_text("项目基本信息不得重复添加").first.wait_for()
    page.get_by_role("link", name="查看可补录的环节").click()
    screenshot(page, "stages-1-offers")
    assert fits(page)
    page.get_by_role("link", name=re.compile("施工图审查")).first.click()
    assert page.locator("[name=designer_code]").input_value() == designer.enterprise.credit_code
    fill(page, typed(drawing_review_facts(**named)))
    page.get_by_role("button", name="保存并继续").click()
    upload(page, scan)
    page.get_by_role("link", name="核对并提交", exact=True).click()
    page.get_by_label("我已阅读并代表本企业作出上述声明").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("已提交").first.wait_for()

    official = log_in(open_page(), reviewer)
    official.goto("/authority/")
    official.get_by_role("row").filter(has_text=project.name).get_by_role("button", name="领取").click()
    screenshot(official, "stages-2-review")
    for radio in official.locator("input[type=radio][value=ORIGINALS]").all():
        radio.check()
    official.locator("[name=note]").fill("与合格书原件一致")
    box = official.locator("details.confirm").filter(has=official.locator("summary", has_text=re.compile("^确认")))
    box.locator("summary").click()
    box.locator("button[name=action]").click()
    official.wait_for_load_state()

    review = DrawingReview.objects.get(project=project)
    project.refresh_from_db()
    assert (review.grade, review.filed_by, review.number) == ("C", designer.enterprise, f"{project.number}-TX-001")
