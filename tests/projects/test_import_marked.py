"""The workbook that comes back: the same cells at the same addresses, faulty ones marked, and a list of the faults."""

import io
from datetime import date

import openpyxl
import pytest

from projects.models import ImportMode, Project
from projects.rules.kinds import RecordKind
from projects.workbooks.keeping import unsealed
from tests.projects.workbook import a_workbook, column_of, imported, project_row, projects_sheet
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = RecordKind.PROJECT.label


@pytest.fixture
def firm():
    return a_firm()


def marked(job):
    with unsealed(job.marked_as) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def test_faulty_cells_are_filled_and_explained_where_they_stand(firm):
    rows = [project_row(approved_on=date(2021, 3, 15)) for _ in range(3)]
    rows[0]["scale"], rows[2]["scale"] = "=住宅楼", "=1+1"
    rows[1]["total_investment"] = "三千万"

    def change(book):
        book[SHEET].insert_rows(4)  # an empty one between
        book[SHEET].cell(1, 40, "备忘")
        book[SHEET].cell(3, 40, "自己看的")
        book[SHEET][f"{column_of(RecordKind.PROJECT, 'scale')}3"].data_type = "s"

    job = imported(firm, a_workbook({RecordKind.PROJECT: rows}, change=change))
    book = marked(job)

    sheet, at = book[SHEET], f"{column_of(RecordKind.PROJECT, 'total_investment')}5"
    assert (sheet[at].value, sheet[at].fill.fgColor.rgb) == ("三千万", "00F8C9C4")
    assert "请填写数字" in sheet[at].comment.text
    formula = f"{column_of(RecordKind.PROJECT, 'scale')}6"
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == [at, formula]
    assert sheet[f"{column_of(RecordKind.PROJECT, 'scale')}3"].data_type == "s"
    assert "没有计算结果的公式" in sheet[formula].comment.text
    assert sheet["AN3"].value == "自己看的"
    assert [sheet.cell(row, 1).value for row in (3, 4, 6)] == [rows[0]["name"], None, rows[2]["name"]]
    assert sheet[f"{column_of(RecordKind.PROJECT, 'approved_on')}3"].value.date() == date(2021, 3, 15)
    listed = [[cell.value for cell in row] for row in book["错误清单"].iter_rows()]
    assert listed[0] == ["工作表", "单元格", "字段", "填写的值", "规则", "修改办法"]
    assert [SHEET, at, "总投资", "三千万"] in [row[:4] for row in listed[1:]]


def test_the_marked_workbook_mended_is_sent_again_and_makes_no_double(firm):
    rows = [project_row() for _ in range(4)]
    rows[3]["owner_code"] = "123"
    first = imported(firm, projects_sheet(rows), mode=ImportMode.ROW_BY_ROW)
    book = marked(first)
    book[SHEET][f"{column_of(RecordKind.PROJECT, 'owner_code')}6"].value = "91220102MA17EXAM5J"
    out = io.BytesIO()
    book.save(out)

    second = imported(firm, out.getvalue(), mode=ImportMode.ROW_BY_ROW)

    assert (first.rows_written, first.rows_faulty) == (3, 1)
    assert (second.rows_written, second.rows_unchanged, second.rows_faulty) == (1, 3, 0)
    assert second.notes == []
    assert Project.objects.count() == 4


def test_a_workbook_without_faults_has_no_marked_copy(firm):
    assert imported(firm, projects_sheet([project_row()])).marked_as == ""


def test_at_most_five_thousand_faults_are_kept_and_all_are_counted(firm):
    rows = [{"name": f"项目{number}"} for number in range(400)]

    job = imported(firm, projects_sheet(rows))

    assert job.rows_faulty == 400
    assert job.faults_total > 5_000
    assert job.faults.count() == 5_000
