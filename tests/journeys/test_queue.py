"""A day in the queue in a browser: keys, an absent holder's lease, several cases at once, saved filters."""

from datetime import timedelta

import pytest

from common.clock import now
from confirmation import actions
from confirmation.models import Decision, Viewing
from tests.factories import AT, an_official
from tests.journeys.test_official import log_in
from tests.national.support import until
from tests.world import a_firm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_official_works_with_keys_and_no_key_decides(open_page, screenshot):
    firm = a_firm()
    first, second, third = (firm.files(at=AT + timedelta(minutes=minute)) for minute in range(3))
    page = log_in(open_page(), an_official("220102", name="陈晓东"))

    page.keyboard.press("?")
    page.get_by_role("heading", name="快捷键").wait_for()
    screenshot(page, "queue-keys")
    page.keyboard.press("j")  # the card is open: nothing moves
    page.keyboard.press("?")
    assert page.locator("tr[aria-current]").count() == 0
    page.get_by_label("项目名称或办件编号").press_sequentially("jcn?")
    assert page.get_by_label("项目名称或办件编号").input_value() == "jcn?"
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert second.number in page.locator("tr[aria-current]").inner_text()
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.get_by_text("第 1 件，列表共 3 件").wait_for()
    page.wait_for_load_state()  # the page is there before its keys are
    page.keyboard.press("j")
    page.get_by_text("第 2 件，列表共 3 件").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("c")
    page.get_by_text("由您办理").first.wait_for()
    assert f"/authority/cases/{second.number}/" in page.url

    page.wait_for_load_state()
    # r leads to the note, d to the buttons; whatever is pressed then, nothing is decided.
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "id_note"
    page.keyboard.type("jkocrdn")
    assert page.locator("#id_note").input_value() == "jkocrdn"
    page.locator("#id_note").fill("")
    page.locator("h1").click()
    page.keyboard.press("d")
    for key in "drdrdr":
        page.keyboard.press(key)
        page.locator("h1").click()
    assert not Decision.objects.exists()
    page.keyboard.press("n")
    page.get_by_text("第 3 件").wait_for()
    assert f"/authority/cases/{third.number}/" in page.url
    picked = Viewing.objects.filter(paper_guid=None).order_by("pk").values_list("case", "picked")
    assert list(picked) == [(first.pk, "HAND"), (second.pk, "STEP"), (second.pk, "STEP"), (third.pk, "NEXT")]


def test_the_page_tells_how_long_it_and_its_papers_were_in_sight(open_page):
    case = a_firm().files()
    page = log_in(open_page(), an_official("220102"))
    page.goto(f"/authority/cases/{case.number}/?tab=unit")
    page.locator("iframe").first.wait_for()
    page.wait_for_timeout(2_500)
    page.goto("/authority/")
    page.get_by_role("heading", name="待办").wait_for()

    def in_sight(**which):
        return Viewing.objects.filter(case=case, seconds__gte=1, **which)

    # What a page sends on its way out may arrive after the next page is in sight.
    until(in_sight(paper_guid=None).exists, "the page's time arrives")
    until(in_sight(paper_guid__isnull=False).exists, "the paper's time arrives")


def test_the_case_of_an_absent_holder_is_free_again_after_half_an_hour(open_page, screenshot):
    case, absent = a_firm().files(), an_official("220102", name="王建")
    page = log_in(open_page(script=False), an_official("220102", name="刘芳"))
    actions.claim(by=absent, case_id=case.pk, at=now())
    page.reload()
    row = page.get_by_role("row").filter(has_text=case.number)
    assert "王建（至 " in row.inner_text()
    assert row.get_by_role("button", name="领取").count() == 0

    actions.release(by=absent, case_id=case.pk, at=now())
    actions.claim(by=absent, case_id=case.pk, at=now() - timedelta(minutes=31))
    page.reload()
    row.get_by_role("button", name="领取").click()
    page.get_by_text("由您办理").first.wait_for()
    late = log_in(open_page(), absent)
    late.goto(f"/authority/cases/{case.number}/")
    late.get_by_text("正由刘芳").first.wait_for()
    assert late.locator("#decision").count() == 0 or late.get_by_role("button", name="退回补正").count() == 0
    screenshot(late, "absent-holder")


def test_without_script_several_cases_are_returned_together_and_a_filter_is_saved(open_page, screenshot):
    firm = a_firm()
    cases = [firm.files(at=AT + timedelta(minutes=minute)) for minute in range(3)]
    page = log_in(open_page(script=False), an_official("220102"))
    for case in cases[:2]:
        page.get_by_label(f"选择 {case.number}").check()
    page.get_by_label("对勾选的办件").select_option(label="按同一理由退回补正")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("附件缺页").check()
    page.get_by_label("退回理由（企业可见）").fill("立项文件缺第二页")
    screenshot(page, "bulk-return")
    page.get_by_role("button", name="按同一理由退回补正（2件）").click()
    page.get_by_text("共 2 件，已办理 2 件").wait_for()
    screenshot(page, "bulk-done")
    assert Decision.objects.count() == 2

    page.get_by_role("link", name="返回列表").click()
    page.get_by_text("更多条件").click()
    page.get_by_label("申请等级").select_option("C")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_text("保存当前筛选").click()
    page.get_by_label("名称", exact=True).fill("县级")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("筛选“县级”已保存").wait_for()
    page.get_by_role("link", name="列表设置").click()
    page.get_by_label("打开待办时显示").select_option(label="县级")
    page.get_by_role("button", name="保存设置").click()
    page.goto("/authority/")
    assert page.url.endswith("?tab=unit&grade=C")
