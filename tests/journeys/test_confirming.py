"""Officials in a browser where it does not go straight: special categories, wrong units, absent holders, old pages."""

from datetime import timedelta

import pytest
from django.db import transaction

import confirmation.actions as cases
from accounts.rules import BusinessLine
from audit.context import Acting, SystemActor, context
from common.clock import now
from confirmation.models import Case, Decision
from confirmation.rules.states import Status
from projects.models import Completion, EnterpriseIndicators, Project
from tests.confirmation.test_parts import steel_project
from tests.factories import an_official
from tests.journeys.test_official import log_in, presses_twice, writes_findings
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page, case):
    """The page of the case, claimed from the queue."""
    page.goto("/authority/?tab=unit")
    page.get_by_role("row").filter(has_text=case.number).get_by_role("button", name="领取").click()
    page.get_by_text("由您办理").wait_for()
    return page


def test_steel_of_a_house_waits_at_the_city_for_the_county_and_is_then_b(open_page, screenshot):
    firm = a_firm()
    ordinary = firm.submits(steel_project(firm, at=now()), at=now())
    special = Case.objects.get(is_special=True)
    page = opened(log_in(open_page(), an_official("220100", name="何伟")), special)
    assert "钢结构工程专业承包类工程由市级住房城乡建设主管部门确认" in page.locator("main").inner_text()
    for section in page.get_by_role("group", name="核对方式").all():
        section.get_by_label("核对工程档案信息原件").check()

    presses_twice(page, "确认（B级）", "确认为B级")
    page.get_by_text("该项目的基本信息尚未经项目所在地主管部门确认").first.wait_for()
    screenshot(page, "special-waits")
    assert EnterpriseIndicators.objects.get().grade == "D"

    confirms(an_official("220102"), ordinary, at=now())
    page.get_by_role("button", name="确认为B级", exact=True).click()  # what was opened before the refusal still is
    page.get_by_text(f"办件 {special.number} 已确认，定为B级").wait_for()
    assert (EnterpriseIndicators.objects.get().grade, Project.objects.get().grade) == ("B", "C")


def test_a_case_at_the_wrong_department_is_handed_over_and_found_there(open_page, screenshot):
    case = a_firm().files(at=now())
    page = opened(log_in(open_page(), an_official("220102", name="陈晓东")), case)

    page.locator("details.confirm > summary", has_text="移交").click()
    page.get_by_label("接收单位").select_option(label="本单位质监业务部门")
    page.locator("#id_note").fill("监理业绩，应由质监部门核对")
    screenshot(page, "hand-over")
    page.get_by_role("button", name="移交", exact=True).click()
    page.wait_for_load_state()

    case.refresh_from_db()
    assert (case.status, case.business_line) == (Status.WAITING, BusinessLine.QUALITY)
    receiver = log_in(open_page(), an_official("220102", line=BusinessLine.QUALITY, name="刘芳"))
    opened(receiver, case)
    assert "监理业绩，应由质监部门核对" in receiver.locator("main").inner_text()
    page.goto("/authority/?tab=unit")
    assert page.get_by_role("row").filter(has_text=case.number).count() == 0


def test_the_case_of_an_absent_holder_is_free_after_half_an_hour_and_his_page_no_longer_decides(open_page):
    case = a_firm().files(at=now())
    absent = opened(log_in(open_page(), an_official("220102", name="陈晓东")), case)
    writes_findings(absent, case)
    colleague = log_in(open_page(), an_official("220102", name="刘芳"))
    colleague.goto("/authority/?tab=unit")
    row = colleague.get_by_role("row").filter(has_text=case.number)
    assert row.get_by_role("button", name="领取").count() == 0

    let_the_lease_run_out(case)
    opened(colleague, case)
    presses_twice(absent, "确认（C级）", "确认为C级")

    absent.get_by_text("该办件正由刘芳办理，请待其释放或办结").first.wait_for()
    assert not Decision.objects.exists()
    assert absent.locator("#id_paper_name").input_value() == case.project.name


def let_the_lease_run_out(case):
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        Case.objects.filter(pk=case.pk).update(held_until=now() - timedelta(seconds=1))


def test_a_decision_on_a_page_that_time_has_overtaken_is_stopped_and_shows_what_moved(open_page, screenshot):
    firm = a_firm()
    case = firm.files(at=now())
    official = an_official("220102", name="陈晓东")
    page = opened(log_in(open_page(), official), case)
    writes_findings(page, case)

    let_the_lease_run_out(case)
    other = an_official("220102")
    cases.claim(by=other, case_id=case.pk, at=now())
    seen = Case.objects.get(pk=case.pk).version
    cases.return_for_correction(
        by=other, case_id=case.pk, version_seen=seen, note="面积与图纸不符", address=None, at=now()
    )
    firm.submits(Project.objects.get(), at=now())
    cases.claim(by=official, case_id=case.pk, at=now())
    presses_twice(page, "确认（C级）", "确认为C级")

    page.get_by_text("该办件在您打开之后有了变化，本次意见未生效").first.wait_for()
    screenshot(page, "stale-decision")
    assert "面积与图纸不符" in page.locator("main").inner_text()
    assert list(Decision.objects.values_list("action", flat=True)) == ["RETURN"]
    assert Project.objects.get().grade == "D"


ROUNDS = (("实际面积", "actual_area", "85900"), ("实际造价", "actual_cost", "9000"), ("长度", "length", "120.5"))


def test_a_filing_comes_back_three_times_and_each_time_the_marked_field_alone_is_open(open_page, screenshot):
    firm = a_firm()
    case = firm.files(at=now())
    completion = Completion.objects.get()
    official = log_in(open_page(), an_official("220102", name="陈晓东"))
    firms = log_in(open_page(), firm.user)

    for number, (label, field, value) in enumerate(ROUNDS, start=1):
        opened(official, case)
        mark(official, completion, field, f"第{number}次：{label}与竣工验收报告不一致")
        if number == 1:
            screenshot(official, "marks")
        presses_twice(official, "退回补正", "退回补正")
        official.get_by_text(f"办件 {case.number} 已办结：退回补正").wait_for()

        firms.goto(f"/enterprise/projects/{case.project.row_guid}/")
        assert f"第{number}次：{label}与竣工验收报告不一致" in firms.locator("#defects").inner_text()
        if number == 1:
            screenshot(firms, "defects")
        firms.locator("#defects a").first.click()
        firms.locator(f"#id_{field}").fill(value)
        assert firms.locator("#id_finished_on").is_disabled()
        firms.get_by_role("button", name="保存并继续").click()
        firms.wait_for_load_state()
        send_again(firms, case)

    opened(official, case)
    official.get_by_text("提交（第4次）").first.wait_for()
    writes_findings(official, case)
    presses_twice(official, "确认（C级）", "确认为C级")
    official.get_by_text(f"办件 {case.number} 已确认，定为C级").wait_for()
    confirmed = Completion.objects.get()
    assert (confirmed.grade, str(confirmed.actual_area), str(confirmed.actual_cost), str(confirmed.length)) == (
        "C", "85900.00", "9000.0000", "120.5000",
    )  # fmt: skip
    assert list(Decision.objects.order_by("pk").values_list("action", flat=True)) == ["RETURN"] * 3 + ["CONFIRM"]


def mark(page, record, field, text):
    """A mark beside a field: its code and what is wrong."""
    spot = page.locator(f"#spot-FIELD_{record.row_guid}_{field}")
    spot.locator("summary").click()
    spot.locator("select").select_option("SIZE_DIFFERS")
    spot.locator("input").first.fill(text)
    late = spot.get_by_label("上次退回时未提出的原因")
    if late.count():
        late.fill("上次核对时未取得竣工图")


def send_again(page, case):
    """Check, declare, submit."""
    page.goto(f"/enterprise/projects/{case.project.row_guid}/check/")
    for reason in page.locator("textarea").all():
        reason.fill("与工程档案一致")
    page.get_by_label("我已阅读并代表本企业作出上述声明").check()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("已提交").first.wait_for()
