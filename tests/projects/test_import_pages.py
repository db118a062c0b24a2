"""The pages of imports: template, sending in, watching, taking back; seen by their enterprise alone."""

import io

import openpyxl
import pytest

from projects.models import ImportJob, ImportMode, ImportState, Project
from projects.rules.kinds import RecordKind
from tests.projects.workbook import a_workbook, imported, project_row, projects_sheet, sent
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm(client):
    firm = a_firm()
    client.force_login(firm.user)
    return firm


def upload(client, data, **fields):
    file = io.BytesIO(data)
    file.name = "项目.xlsx"
    return client.post("/enterprise/imports/", {"file": file, "mode": ImportMode.ALL_OR_NOTHING, **fields})


def test_the_template_has_a_sheet_a_kind_lists_help_and_its_version(client, firm):
    answer = client.get("/enterprise/imports/template/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    assert book.sheetnames == [
        "项目基本信息", "单位工程", "招投标", "合同登记", "施工图审查", "施工许可（开工报告）", "竣工验收（备案）",
        "参建单位", "不适用声明", "选项", "模板版本",
    ]  # fmt: skip
    assert book["模板版本"].sheet_state == "hidden"
    sheet = book["项目基本信息"]
    assert (sheet["A1"].value, sheet["A2"].value[:3]) == ("项目名称*", "说明：")
    assert "总投资（万元）*" in [cell.value for cell in sheet[1]]
    permit = [cell.value for cell in book["施工许可（开工报告）"][1]]
    assert permit[0] == "项目代码或项目名称*"
    assert {"项目经理姓名*", "项目经理证件类型", "项目经理证件号码*"} <= set(permit)
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    places = [cell.value for cell in book["选项"]["A"]] if book["选项"]["A1"].value == "项目所在地" else None
    assert any("'选项'!" in formula for formula in rules.values())
    assert '"是,否"' in rules.values()
    assert places is None or "南关区" in places


def test_the_template_is_read_back_filled_in(client, firm):
    template = io.BytesIO(b"".join(client.get("/enterprise/imports/template/").streaming_content))
    data = a_workbook({RecordKind.PROJECT: [project_row()]}, template=template)

    assert imported(firm, data).rows_written == 1


def test_a_workbook_is_sent_in_and_its_page_tells_how_far_it_is(client, firm):
    answer = upload(client, projects_sheet([project_row()]), is_rehearsal="on")
    job = ImportJob.objects.get()
    waiting = client.get(answer.url).content.decode()
    fragment = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()

    assert answer.url == f"/enterprise/imports/{job.guid}/"
    assert (job.state, job.mode, job.is_rehearsal) == (ImportState.WAITING, ImportMode.ALL_OR_NOTHING, True)
    assert 'hx-trigger="every 2s"' in waiting
    assert "刷新本页" in waiting
    assert "<html" not in fragment
    assert 'hx-trigger="every 2s"' in fragment


def test_what_is_no_workbook_is_told_at_the_field(client, firm):
    answer = upload(client, b"abc")

    assert answer.status_code == 200
    assert "“项目.xlsx”不是 Excel 工作簿" in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_the_result_has_counts_faults_and_the_marked_workbook(client, firm):
    rows = [project_row(), project_row(owner_code="<b>1</b>")]
    job = imported(firm, projects_sheet(rows), mode=ImportMode.ROW_BY_ROW)

    page = client.get(f"/enterprise/imports/{job.guid}/").content.decode()
    marked = client.get(f"/enterprise/imports/{job.guid}/marked/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(marked.streaming_content)))

    assert "hx-trigger" not in page
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "统一社会信用代码应为18位" in page
    assert f"/enterprise/imports/{job.guid}/marked/" in page
    assert "错误清单" in book.sheetnames
    assert Project.objects.count() == 1


def test_an_import_is_cancelled_from_its_page(client, firm):
    job = sent(firm, projects_sheet([project_row()]))

    answer = client.post(f"/enterprise/imports/{job.guid}/cancel/", follow=True)

    job.refresh_from_db()
    assert job.state == ImportState.CANCELLED
    assert "已取消" in answer.content.decode()


def test_another_firm_sees_nothing_of_an_import(client, firm):
    job = imported(firm, projects_sheet([project_row(), project_row(owner_code="1")]), mode=ImportMode.ROW_BY_ROW)
    client.force_login(a_firm().user)

    assert job.filename not in client.get("/enterprise/imports/").content.decode()
    for path in ("", "marked/"):
        assert client.get(f"/enterprise/imports/{job.guid}/{path}").status_code == 404
    assert client.post(f"/enterprise/imports/{job.guid}/cancel/").status_code == 404


def test_six_workbooks_at_once_are_too_many(client, firm):
    for _ in range(5):
        sent(firm, projects_sheet([project_row()]))

    answer = upload(client, projects_sheet([project_row()]))

    assert "已有5个文件等待处理" in answer.content.decode()
    assert ImportJob.objects.count() == 5
