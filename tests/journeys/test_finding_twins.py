"""The page between a new project's form and its saving, and the province's lists, in a browser at both widths."""

import pytest

from accounts.rules import Role
from common import clock
from projects.actions.drafts import keep_draft
from projects.models import Draft, Project, TwinDecision
from projects.queries.drafts import key_of
from projects.rules.kinds import RecordKind
from tests.factories import EnterpriseFactory, MembershipFactory, UserFactory, an_official, project_facts
from tests.journeys.test_saving import PASSWORD
from tests.projects.test_forms import typed
from tests.world import Firm, a_firm, confirms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "长春市净月御景花园住宅小区一期建设项目"
LIKE = "净月御景花园住宅小区（一期）"


@pytest.fixture
def shown(portal_server):
    return confirms(an_official("220102"), a_firm().files(name=NAME)).project


@pytest.fixture
def firm(portal_server):
    user = UserFactory(username="shigong", name="王海波")
    return Firm(
        user, MembershipFactory(user=user, enterprise=EnterpriseFactory(name="吉林省长白建设有限公司")).enterprise
    )


def logs_in(page, username="shigong", name="王海波"):
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text(name).first.wait_for()
    return page


def has_typed(firm):
    """A new project's form with everything in it, kept as a draft."""
    keep_draft(
        by=firm.user,
        enterprise=firm.enterprise,
        key=key_of(RecordKind.PROJECT, None, None),
        version=0,
        values=typed(project_facts(name=LIKE)),
        at=clock.now(),
    )


def fits(page):
    """Nothing stands out of the page at the side."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("script", [True, False], ids=["有脚本", "无脚本"])
def test_a_firm_says_that_its_project_is_another_one(open_page, firm, shown, screenshot, script):
    has_typed(firm)
    page = logs_in(open_page(script=script))
    page.goto("/enterprise/projects/new/")
    page.get_by_role("button", name="保存并继续").click()

    page.get_by_role("heading", name="可能是同一项目", level=1).wait_for()
    assert Project.objects.filter(filed_by=firm.enterprise).count() == 0
    if script:
        screenshot(page, "twins")
        page.set_viewport_size({"width": 390, "height": 844})
        assert fits(page)
    page.get_by_role("button", name="都不是同一项目，保存并继续").click()
    page.get_by_text("请写明为什么不是同一项目").wait_for()
    page.get_by_label("不是同一项目的理由").fill("土地和批文都不同")
    page.get_by_role("button", name="都不是同一项目，保存并继续").click()

    page.get_by_label("选择文件").wait_for()
    project = Project.objects.get(filed_by=firm.enterprise)
    assert project.name == LIKE
    assert TwinDecision.objects.get(project=project).reason == "土地和批文都不同"


def test_a_firm_says_that_it_is_the_same_project_and_its_entries_are_kept(open_page, firm, shown):
    has_typed(firm)
    page = logs_in(open_page())
    page.goto("/enterprise/projects/new/")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="是同一项目，去补录缺失环节").click()

    page.wait_for_url(f"**/enterprise/projects/{shown.row_guid}/**")
    assert Project.objects.filter(filed_by=firm.enterprise).count() == 0
    assert Draft.objects.filter(enterprise=firm.enterprise).count() == 1
    page.goto("/enterprise/projects/new/")
    assert page.get_by_label("项目名称").input_value() == LIKE


def test_a_search_proposes_what_looks_alike(open_page, firm, shown, screenshot):
    page = logs_in(open_page())
    page.goto("/enterprise/search/?q=净月御景花圆住宅小区一期")

    page.get_by_role("heading", name="可能是同一项目").wait_for()
    screenshot(page, "search-twins")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)


def test_the_provinces_lists_fit_both_widths(open_page, portal_server, screenshot):
    keeper = an_official("220000", role=Role.ADMINISTRATOR, name="刘管理")
    page = logs_in(open_page(), keeper.username, "刘管理")
    for name, address in {
        "dictionaries": "/province/dictionaries/",
        "dictionary": "/province/dictionaries/APPROVAL_LEVEL/",
        "term": "/province/dictionaries/APPROVAL_LEVEL/003/",
        "field-lists": "/province/forms/",
        "field-list": "/province/forms/project/",
        "field-list-new": "/province/forms/unit/new/",
    }.items():
        page.goto(address)
        screenshot(page, name)
        for width in (390, 1366):
            page.set_viewport_size({"width": width, "height": 844})
            assert fits(page), (name, width)
