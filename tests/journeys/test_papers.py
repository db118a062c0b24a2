"""Papers in a browser: several at once, replaced, used again; a broken one stops no other (E11, E27)."""

import re

import pytest
from playwright.sync_api import expect

from projects.models import Attachment
from tests.factories import PDF, EnterpriseFactory, MembershipFactory, UserFactory
from tests.journeys.test_saving import PASSWORD
from tests.projects.scans import a_pdf, a_scan, an_image
from tests.world import Firm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def firm(portal_server):
    user = UserFactory(username="shigong", name="王海波")
    return Firm(
        user, MembershipFactory(user=user, enterprise=EnterpriseFactory(name="吉林省长白建设有限公司")).enterprise
    )


@pytest.fixture
def scans(tmp_path):
    """Three files, the second of them cut off."""
    whole = {"立项批复第一页.pdf": a_scan(2), "断掉的扫描件.pdf": a_scan()[:-3000], "现场照片.png": an_image()}
    for name, data in whole.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in whole]


def opens_papers(page, project):
    page.goto("/login/")
    page.get_by_label("用户名").fill("shigong")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("王海波").first.wait_for()
    page.goto(f"/enterprise/projects/{project.row_guid}/records/{project.row_guid}/papers/")
    return page


def names(project):
    rows = Attachment.objects.filter(record_guid=project.row_guid, removed_at=None).order_by("pk")
    return list(rows.values_list("filename", flat=True))


@pytest.mark.parametrize("script", [True, False], ids=["有脚本", "无脚本"])
def test_a_broken_file_among_three_is_refused_by_name_and_the_others_are_kept(
    open_page, firm, scans, screenshot, script
):
    project = firm.fills_in()
    page = opens_papers(open_page(script=script), project)

    page.get_by_label("选择文件").set_input_files(scans)
    page.get_by_role("button", name="上传", exact=True).click()

    page.get_by_text("“断掉的扫描件.pdf”已损坏").first.wait_for()
    page.get_by_role("link", name="现场照片.png", exact=True).wait_for()
    assert names(project) == ["扫描件.pdf", "立项批复第一页.pdf", "现场照片.png"]
    if script:
        assert page.locator(".uploads-kept").count() == 2
        assert page.locator(".uploads-refused").count() == 1
    screenshot(page, f"papers-uploaded-{'script' if script else 'plain'}")


def test_a_picture_is_made_larger_and_turned_in_its_place(open_page, firm, scans, screenshot):
    scans[2].write_bytes(an_image(size=(1200, 800)))
    page = opens_papers(open_page(), firm.fills_in())
    page.get_by_label("选择文件").set_input_files(scans[2])
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_role("link", name="现场照片.png", exact=True).wait_for()
    picture = page.locator("img.file-picture")
    page.locator("details.paper-look", has=picture).locator("summary").click()
    expect(picture).to_have_attribute("style", re.compile("width"))
    whole = picture.bounding_box()

    page.get_by_role("button", name="放大", exact=True).click()
    larger = picture.bounding_box()
    page.get_by_role("button", name="旋转", exact=True).click()
    turned = picture.bounding_box()
    screenshot(page, "picture-turned")
    page.get_by_role("button", name="还原", exact=True).click()

    assert round(larger["width"] / whole["width"], 2) == 1.5
    assert (turned["width"] > turned["height"]) is not (whole["width"] > whole["height"])
    assert picture.bounding_box() == whole
    assert page.get_by_role("button", name="缩小", exact=True).is_disabled()


def test_a_file_above_the_limit_is_not_even_sent(open_page, firm, scans, tmp_path):
    project = firm.fills_in()
    page = opens_papers(open_page(), project)
    page.locator("form[data-upload]").evaluate("form => form.dataset.maxBytes = '5000'")
    (tmp_path / "大.pdf").write_bytes(PDF + b"x" * 6000)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)

    page.get_by_label("选择文件").set_input_files([tmp_path / "大.pdf", scans[2]])
    page.get_by_role("button", name="上传", exact=True).click()

    page.get_by_text("“大.pdf”超过50MB，请压缩或拆分后再上传").first.wait_for()
    page.get_by_role("link", name="现场照片.png", exact=True).wait_for()
    assert len(sent) == 1


def test_a_log_in_that_ended_is_told_at_the_file(open_page, firm, scans):
    page = opens_papers(open_page(), firm.fills_in())
    page.context.clear_cookies()

    page.get_by_label("选择文件").set_input_files(scans[0])
    page.get_by_role("button", name="上传", exact=True).click()

    page.locator(".uploads-refused").get_by_text("登录").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["有脚本", "无脚本"])
def test_a_paper_is_replaced_and_its_earlier_version_stays_to_be_seen(open_page, firm, scans, screenshot, script):
    project = firm.fills_in()
    page = opens_papers(open_page(script=script), project)

    page.get_by_role("link", name="替换“扫描件.pdf”").click()
    page.get_by_text("新文件将替换“扫描件.pdf”").wait_for()
    screenshot(page, "papers-replacing")
    page.get_by_label("选择文件").set_input_files(scans[0])
    page.get_by_role("button", name="上传并替换").click()

    page.locator("summary", has_text="历史版本（1）").click()
    old = page.locator(".versions").get_by_role("link", name="扫描件.pdf", exact=True)
    assert names(project) == ["立项批复第一页.pdf"]
    assert page.request.get(old.get_attribute("href")).body() == PDF
    page.locator("summary", has_text="预览").click()
    screenshot(page, f"papers-versions-{'script' if script else 'plain'}")


def test_a_paper_of_another_project_is_found_by_name_and_used_again(open_page, firm, tmp_path, screenshot):
    first, second = firm.fills_in(), firm.fills_in()
    page = opens_papers(open_page(), first)
    (tmp_path / "长发改审批35号.pdf").write_bytes(a_pdf(4))
    page.get_by_label("选择文件").set_input_files(tmp_path / "长发改审批35号.pdf")
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_role("link", name="长发改审批35号.pdf", exact=True).wait_for()

    page.goto(f"/enterprise/projects/{second.row_guid}/records/{second.row_guid}/papers/")
    page.get_by_role("link", name="选用已上传的文件").click()
    page.get_by_label("文件名").fill("35号")
    page.get_by_role("button", name="筛选").click()
    screenshot(page, "papers-reuse")
    page.get_by_role("button", name="选用“长发改审批35号.pdf”").click()

    page.get_by_text("已选用“长发改审批35号.pdf”").wait_for()
    used, original = (Attachment.objects.filter(project=project).latest("pk") for project in (second, first))
    assert used.file == original.file
