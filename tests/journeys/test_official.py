"""An official at work in a browser: queue, comparison with the paper, decision, next case, second signature."""

from datetime import timedelta

import pytest

from confirmation.models import Decision
from confirmation.rules.states import Status
from national import tasks
from projects.queries import records_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"


def log_in(page, user):
    page.goto("/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text(user.name).first.wait_for()
    page.goto("/authority/")
    return page


def writes_findings(page, case):
    page.locator("#id_paper_name").fill(case.project.name)
    page.locator("#id_paper_code").fill(case.project.investment_code)
    page.locator("#id_paper_number").fill(case.project.approval_number)
    for section in page.get_by_role("group", name="核对方式").all():
        section.get_by_label("核对工程档案信息原件").check()


def presses_twice(page, first, second):
    page.locator("details.confirm > summary", has_text=first).click()
    page.get_by_role("button", name=second, exact=True).click()
    page.wait_for_load_state()


def grades(case):
    case.project.refresh_from_db()
    return [record.grade for record in records_of(case.project)]


def test_an_official_takes_the_next_case_compares_confirms_and_the_next_opens(open_page, screenshot):
    firm = a_firm()
    case, following = firm.files(), firm.files(at=AT + timedelta(minutes=1))
    page = log_in(open_page(), an_official("220102", name="陈晓东"))
    screenshot(page, "authority-queue")

    page.get_by_role("button", name="办理下一件").click()
    page.get_by_text("由您办理").wait_for()
    colleague = log_in(open_page(), an_official("220102", name="刘芳"))
    row = colleague.get_by_role("row").filter(has_text=case.number)
    assert "陈晓东（至 " in row.inner_text()
    assert row.get_by_role("button").count() == 0

    # A wrong character is marked while the official types.
    page.locator("#id_paper_name").fill(case.project.name.replace("住宅", "住宿"))
    page.get_by_text("有 1 个字不同").wait_for()
    assert page.locator(".compare mark").all_inner_texts() == ["宅", "宿"]
    writes_findings(page, case)
    page.get_by_text("项目名称：✓ 逐字一致").wait_for()

    # The first press says what will happen, the second does it.
    page.locator("details.confirm > summary", has_text="确认（C级）").click()
    assert (
        "3条环节信息定为C级（县级确认），在省平台公开展示，不推送至全国平台" in page.locator("#decision").inner_text()
    )
    screenshot(page, "authority-decision")
    assert grades(case) == ["D", "D", "D"]
    page.get_by_role("button", name="确认为C级", exact=True).click()
    page.get_by_text(f"办件 {case.number} 已确认，定为C级（县级确认）").wait_for()
    assert page.url.endswith(f"/authority/cases/{following.number}/")
    assert grades(case) == ["C", "C", "C"]


def test_without_script_a_decision_is_made_and_a_refused_one_keeps_what_was_typed(open_page):
    case = a_firm().files()
    page = log_in(open_page(script=False), an_official("220102"))
    page.get_by_role("row").filter(has_text=case.number).get_by_role("button", name="领取").click()

    writes_findings(page, case)
    page.locator("#id_paper_name").fill(f"{case.project.name}（一期）")
    presses_twice(page, "确认（C级）", "确认为C级")
    page.get_by_text("有 4 个字不同").wait_for()
    assert page.locator("#id_paper_name").input_value() == f"{case.project.name}（一期）"
    assert page.locator("input[type=radio]:checked").count() == 3
    assert not Decision.objects.exists()

    presses_twice(page, "退回补正", "退回补正")
    page.get_by_text("请写明理由，企业将据此修改").first.wait_for()
    page.locator("#id_note").fill("立项文件上的名称含“一期”，请更正")
    page.get_by_role("button", name="退回补正", exact=True).click()  # the refused act stays open
    page.get_by_text("已到本列表末尾，后面没有可领取的办件").wait_for()
    case.refresh_from_db()
    assert case.status == Status.RETURNED


def test_at_the_province_the_second_signature_is_another_person_s(open_page, screenshot, national_platform):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    tasks.drain()
    confirms(an_official("220100"), firm.applies_for_next_grade(project))
    tasks.drain()
    case = firm.applies_for_next_grade(project, purpose="建筑工程施工总承包一级")

    first = log_in(open_page(), an_official("220000", name="何伟"))
    first.get_by_role("button", name="办理下一件").click()
    writes_findings(first, case)
    presses_twice(first, "初审通过", "初审通过")
    first.get_by_text(f"办件 {case.number} 初审通过，已转由另一人复审").wait_for()
    first.goto(f"/authority/cases/{case.number}/")
    first.get_by_text("您已对该办件签署意见，须由另一人复审").wait_for()
    assert first.get_by_role("button", name="领取办理").count() == 0
    assert grades(case) == ["B", "B", "B"]

    second = log_in(open_page(), an_official("220000", name="罗静"))
    second.get_by_role("button", name="办理下一件").click()
    writes_findings(second, case)
    screenshot(second, "authority-second-signature")
    presses_twice(second, "确认（A级）", "确认为A级")
    second.get_by_text(f"办件 {case.number} 已确认，定为A级（省级确认）").wait_for()
    assert grades(case) == ["A", "A", "A"]
