"""A firm imports 500 projects, mends the 20 cells that were marked, and imports again, in a browser (X11)."""

import openpyxl
import pytest

from projects.models import ImportJob, Project
from projects.rules.kinds import RecordKind
from tests.factories import EnterpriseFactory, MembershipFactory, UserFactory
from tests.journeys.test_road import log_in
from tests.projects.workbook import a_workbook, project_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROJECTS, FAULTY = 500, 20
FIRST_ROW = 3


def sends(page, path):
    page.goto("/enterprise/imports/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="上传", exact=True).click()
    # The page asks again by itself every two seconds until the worker has ended.
    page.get_by_text("已完成").or_(page.get_by_text("没有导入")).first.wait_for(timeout=60_000)


def test_five_hundred_projects_with_twenty_faulty_cells_mended_and_sent_again(
    open_page, screenshot, tmp_path, portal_worker
):
    filler = MembershipFactory(
        user=UserFactory(username="shigong", name="王海波"),
        enterprise=EnterpriseFactory(name="吉林省长白建设集团有限公司"),
    )
    rows = [project_row() for _ in range(PROJECTS)]
    sound = [row["total_investment"] for row in rows]
    for row in rows[:FAULTY]:
        row["total_investment"] = "三万"
    path = tmp_path / "五百个项目.xlsx"
    path.write_bytes(a_workbook({RecordKind.PROJECT: rows}))
    page = log_in(open_page(), filler.user)

    sends(page, path)

    screenshot(page, "import-1-faults")
    job = ImportJob.objects.get()
    assert (job.rows_faulty, Project.objects.count()) == (FAULTY, 0)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注了错误的文件").click()
    marked = tmp_path / "标注.xlsx"
    download.value.save_as(marked)

    # The cells are marked where they are wrong, and the list of faults names each of them.
    book = openpyxl.load_workbook(marked)
    sheet, faults = book["项目基本信息"], book["错误清单"]
    cells = [faults.cell(row, 2).value for row in range(2, faults.max_row + 1)]
    assert len(cells) == FAULTY
    assert {sheet[cell].value for cell in cells} == {"三万"}
    assert all(sheet[cell].comment is not None for cell in cells)
    for cell in cells:
        sheet[cell].value = float(sound[sheet[cell].row - FIRST_ROW])
    book.save(marked)

    sends(page, marked)

    screenshot(page, "import-2-done")
    assert Project.objects.filter(filed_by=filler.enterprise).count() == PROJECTS
    assert ImportJob.objects.latest("pk").rows_written == PROJECTS

    sends(page, marked)

    latest = ImportJob.objects.latest("pk")
    assert (latest.rows_written, latest.rows_unchanged, Project.objects.count()) == (0, PROJECTS, PROJECTS)
