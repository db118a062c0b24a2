"""Nothing typed is lost: drafts save themselves, an ending session says so, a decision stays in its tab (E12)."""

import pytest

from tests.factories import MembershipFactory, UserFactory
from tests.journeys import saving_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"


@pytest.fixture
def drafts(settings):
    settings.ROOT_URLCONF = "tests.journeys.saving_pages"
    saving_pages.drafts.forget()
    return saving_pages.drafts


@pytest.fixture
def form(drafts, open_page, live_server):
    """The form in a page of a person who is logged in; a clock that a test may turn."""
    MembershipFactory(user=UserFactory(username="shigong", name="王海波"))
    page = open_page()
    log_in(page, live_server)
    page.goto(f"{live_server.url}/saving/form/")
    return page


def log_in(page, server):
    page.goto(f"{server.url}/login/")
    page.get_by_label("用户名").fill("shigong")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("王海波").first.wait_for()


def types(page, text):
    page.get_by_label("项目名称").fill(text)


def test_a_form_saves_itself_and_says_when(form, drafts, screenshot):
    types(form, "临河小区")
    form.get_by_label("密码").fill("secret")
    form.get_by_text("已自动保存 10:32").wait_for()

    types(form, "临河风景小区")
    form.locator("[data-autosave][data-version='5']").wait_for()

    assert drafts.received[-1] == {"version": 4, "fields": {"name": ["临河风景小区"]}}
    assert [sent["version"] for sent in drafts.received] == [3, 4]
    screenshot(form, "autosave-saved")


def test_the_first_entry_form_saves_itself_and_shows_the_draft_when_it_is_opened_again(form, live_server, screenshot):
    form.clock.install()
    form.goto(f"{live_server.url}/enterprise/projects/new/")
    form.locator("[name=name]").fill("净月新城二期")
    form.clock.fast_forward(10_000)
    form.get_by_text("已自动保存").wait_for()
    screenshot(form, "autosave-entry")

    form.goto(f"{live_server.url}/enterprise/")  # nothing asks: all of it is kept
    form.goto(f"{live_server.url}/enterprise/projects/new/")

    form.get_by_text("已恢复自动保存的内容").wait_for()
    assert form.locator("[name=name]").input_value() == "净月新城二期"


def test_leaving_the_page_saves_what_was_typed_last(form, drafts, live_server):
    form.goto(f"{live_server.url}/saving/form/?every=600")
    types(form, "最后一笔")
    form.goto(f"{live_server.url}/enterprise/")
    form.goto(f"{live_server.url}/saving/form/?saved=1")

    form.get_by_text("已收到：最后一笔").wait_for()


def test_a_colleagues_change_stops_saving_until_the_person_has_chosen(form, drafts, screenshot):
    drafts.version, drafts.colleague = 7, "李敏"
    types(form, "我写的")
    form.get_by_text("同事 李敏 于 10:31 修改了本页").wait_for()
    screenshot(form, "autosave-conflict")
    assert drafts.received == []

    types(form, "我又写的")
    form.get_by_role("button", name="继续填写").click()
    form.get_by_text("已自动保存").wait_for()

    assert drafts.received == [{"version": 7, "fields": {"name": ["我又写的"]}}]
    assert form.get_by_text("同事 李敏").count() == 0


def test_after_a_lost_log_in_the_text_stays_and_is_saved_after_a_new_one(form, drafts, live_server, screenshot):
    form.context.clear_cookies()
    types(form, "还没保存")
    form.get_by_text("登录已过期，内容还在本页").wait_for()
    screenshot(form, "autosave-logged-out")
    form.get_by_role("button", name="继续", exact=True).click()
    form.get_by_text("还没有登录").wait_for()
    assert drafts.received == []

    log_in(form.context.new_page(), live_server)
    form.get_by_role("button", name="继续", exact=True).click()
    form.get_by_text("已自动保存").wait_for()

    assert drafts.received == [{"version": 3, "fields": {"name": ["还没保存"]}}]
    form.get_by_role("button", name="保存并继续").click()  # the form's own token is the new one
    form.get_by_text("已受理").wait_for()


def test_without_network_it_says_so_and_tries_again(form, drafts):
    form.route("**/saving/draft/", lambda route: route.abort())
    types(form, "断网")
    form.get_by_text("未能自动保存，将重试").wait_for()
    form.unroute("**/saving/draft/")

    form.get_by_text("已自动保存").wait_for()

    assert drafts.received[-1]["fields"]["name"] == ["断网"]


def test_five_minutes_before_the_session_ends_a_bar_says_so_and_prolongs_it(form, screenshot):
    form.clock.install()
    form.reload()
    form.clock.fast_forward("07:54:00")
    bar = form.locator("[data-saving=session]")
    assert bar.count() == 0

    form.clock.fast_forward("02:00")
    form.get_by_text("登录即将到期").wait_for()
    form.get_by_text("还有约4分钟").wait_for()
    screenshot(form, "session-warning")
    with form.expect_response("**/session/ping/") as answer:
        form.get_by_role("button", name="继续使用").click()
    assert answer.value.status == 200
    bar.wait_for(state="detached")

    form.clock.fast_forward("07:54:00")
    assert bar.count() == 0
    form.clock.fast_forward("06:30")
    form.get_by_text("登录已过期，内容还在本页").wait_for()


def test_a_decision_typed_stays_in_its_tab_until_it_was_accepted(form, screenshot):
    form.get_by_label("审核意见").fill("与原件一致")
    form.get_by_label("核对原件").check()
    form.reload()
    assert form.get_by_label("审核意见").input_value() == "与原件一致"
    assert form.get_by_label("核对原件").is_checked()
    form.get_by_text("已恢复您上次填写").wait_for()
    screenshot(form, "decision-kept")

    form.get_by_role("button", name="确认").click()
    form.get_by_text("已受理").wait_for()
    form.goto(form.url)

    assert form.get_by_label("审核意见").input_value() == ""
    assert form.get_by_text("已恢复").count() == 0
