"""In browsers: an erratum from the firm's request to the public note, a finding from evidence to the public list."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.rules import Role
from audit.context import Acting, SystemActor, context
from common.clock import now
from errata.models import Erratum, FalseCase
from tests.factories import PDF, an_official
from tests.journeys.test_official import log_in, presses_twice
from tests.world import a_firm, confirms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scan(tmp_path):
    """A paper to upload."""
    path = tmp_path / "公文.pdf"
    path.write_bytes(PDF)
    return path


def opens(page, number):
    page.goto("/authority/errata/")
    page.get_by_role("link", name=number).click()


def with_letter(page, number, scan, first):
    page.locator("#id_letter_number").fill(number)
    page.locator("#id_dated_on").fill(now().date().isoformat())
    page.locator("#id_file").set_input_files(scan)
    presses_twice(page, first, first)


def test_an_erratum_goes_from_a_firms_request_to_the_public_note(open_page, screenshot, scan):
    firm = a_firm()
    case = firm.files(at=now())
    confirms(an_official("220102"), case, at=now())
    case.project.refresh_from_db()

    page = log_in(open_page(), firm.user)
    page.goto(f"/enterprise/projects/{case.project.row_guid}/")
    page.get_by_role("button", name="申请勘误").click()
    page.get_by_role("link", name="竣工验收（备案）").click()
    assert page.locator("#id_kind").is_disabled()
    page.locator("#id_actual_area").fill("85900")
    screenshot(page, "erratum-record")
    page.get_by_role("button", name="列入更正内容").click()
    page.get_by_text("已列入更正内容 1 项").wait_for()
    page.locator("#evidence_file").set_input_files(scan)
    page.get_by_role("button", name="上传材料").click()
    page.get_by_label("实际面积的更正依据").fill("竣工图所载面积")
    screenshot(page, "erratum-preparing")
    presses_twice(page, "提出更正需求", "提出更正需求")
    page.get_by_text("待提交申请").first.wait_for()

    number = Erratum.objects.get().number
    county = log_in(open_page(), an_official("220102", name="陈晓东"))
    opens(county, number)
    assert "等级不变" in county.locator("main").inner_text()
    screenshot(county, "erratum-desk-page")
    with_letter(county, "南住建函〔2026〕1号", scan, "提交勘误申请")
    city = log_in(open_page(), an_official("220100", name="郑丽华"))
    opens(city, number)
    with_letter(city, "长建函〔2026〕2号", scan, "同意勘误")
    province = log_in(open_page(), an_official("220000", name="何伟"))
    opens(province, number)
    with_letter(province, "吉建函〔2026〕3号", scan, "审批同意")
    support = log_in(open_page(), an_official("220000", role=Role.SUPPORT, name="冯磊"))
    opens(support, number)
    presses_twice(support, "执行更正", "执行更正")
    support.get_by_text("待核验").first.wait_for()
    assert support.locator("#act").count() == 0
    second = log_in(open_page(), an_official("220000", role=Role.SUPPORT, name="高岩"))
    second.goto("/authority/errata/")
    screenshot(second, "errata-desk")
    opens(second, number)
    presses_twice(second, "核验通过", "核验通过")
    second.get_by_text("已更正").first.wait_for()
    screenshot(second, "erratum-done")

    visitor = open_page()
    visitor.goto(f"/public/projects/{case.project.number}/")
    note = visitor.locator("#corrections").inner_text()
    assert "南住建函〔2026〕1号；长建函〔2026〕2号；吉建函〔2026〕3号" in note
    assert "85,900 ㎡" in note
    screenshot(visitor, "erratum-public-note")


def test_a_false_information_case_goes_from_the_evidence_to_the_public_list(open_page, screenshot, scan):
    firm = a_firm()
    case = firm.files(at=now())
    confirms(an_official("220102"), case, at=now())
    case.project.refresh_from_db()
    official = log_in(open_page(), an_official("220102", name="陈晓东"))
    official.goto("/authority/findings/")
    official.get_by_label("项目编号").fill(case.project.number)
    official.get_by_label("企业统一社会信用代码").fill(firm.enterprise.credit_code)
    official.get_by_label("涉嫌虚假的情况").fill("举报称竣工验收备案系伪造")
    official.get_by_role("button", name="立案").click()
    official.locator("#evidence_file").set_input_files(scan)
    official.get_by_role("button", name="上传材料").click()
    official.locator("#records tr").filter(has_text="竣工验收（备案）").get_by_role("textbox").fill("业绩不存在")
    official.get_by_label("意见").fill("请于期内陈述意见并提交备案原件")
    screenshot(official, "finding-open")
    presses_twice(official, "告知企业", "告知企业")
    official.get_by_text("待企业陈述").first.wait_for()
    number = FalseCase.objects.get().number

    firms = log_in(open_page(), firm.user)
    firms.goto(f"/enterprise/findings/{number}/")
    firms.get_by_label("意见").fill("备案系真实办理，原件存档案馆")
    screenshot(firms, "finding-reply")
    presses_twice(firms, "陈述意见", "陈述意见")
    firms.get_by_text("企业已陈述").first.wait_for()

    official.reload()
    official.get_by_label("公示截止日期").fill((now() + timedelta(days=180)).date().isoformat())
    official.get_by_label("听取意见记录").fill("备案号经向档案馆查询无记录，不予采纳")
    official.get_by_label(re.compile("^意见")).fill("竣工验收备案系伪造，业绩不存在")
    presses_twice(official, "提出认定", "提出认定")
    official.get_by_text("拟认定").first.wait_for()
    second = log_in(open_page(), an_official("220102", name="刘芳"))
    second.goto(f"/authority/findings/{number}/")
    presses_twice(second, "认定并公示", "认定并公示")
    second.get_by_text("期满之后方可认定并公示").first.wait_for()  # the firm has days left, though it replied
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        FalseCase.objects.update(reply_until=(now() - timedelta(days=2)).date())
    presses_twice(second, "认定并公示", "认定并公示")
    second.get_by_text("已认定").first.wait_for()
    screenshot(second, "finding-found")

    visitor = open_page()
    visitor.goto("/public/adverse/")
    assert "竣工验收备案系伪造，业绩不存在" in visitor.locator("main").inner_text()
    screenshot(visitor, "adverse")
    visitor.get_by_role("link", name=case.project.name).click()
    visitor.get_by_text("经认定为虚假的信息").wait_for()
    screenshot(visitor, "false-project")
