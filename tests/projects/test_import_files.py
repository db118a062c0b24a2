"""Files that are no workbook, or a hurtful one, or not the template: a refusal in words, and never anything else."""

import io
import random
import zipfile

import pytest

from projects.models import ImportJob, ImportState, Project
from projects.rules.kinds import RecordKind
from projects.workbooks.opening import WorkbookIsRefused
from tests.projects.workbook import a_workbook, imported, project_row, projects_sheet, sent
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = RecordKind.PROJECT.label


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def whole():
    return projects_sheet([project_row(), project_row()])


def repacked(data, *, drop=(), add=(), change=None, compression=zipfile.ZIP_DEFLATED):
    """The same archive with other entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for entry in old.infolist():
            if entry.filename not in drop:
                content = old.read(entry)
                new.writestr(entry.filename, change(entry.filename, content) if change else content)
        for name, content in add:
            new.writestr(name, content)
    return out.getvalue()


def encrypted(data):
    """The same archive, its entries flagged as encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


HURTFUL = {
    "an empty file": (lambda data: b"", "是空文件"),
    "a text": (lambda data: "项目名称,项目代码".encode(), "不是 Excel 工作簿"),
    "an old or locked file": (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "打开密码"),
    "an encrypted archive": (encrypted, "打开密码"),
    "half a file": (lambda data: data[: len(data) // 2], "不是 Excel 工作簿"),
    "another archive": (lambda data: repacked(data, drop=["[Content_Types].xml"]), "不是 Excel 工作簿"),
    "no workbook part": (lambda data: repacked(data, drop=["xl/workbook.xml"]), "不是 Excel 工作簿"),
    "macros": (lambda data: repacked(data, add=[("xl/vbaProject.bin", b"x")]), "含有宏"),
    "a path upwards": (lambda data: repacked(data, add=[("../../etc/passwd", b"x")]), "内部结构不正常"),
    "a path from the root": (lambda data: repacked(data, add=[("/etc/passwd", b"x")]), "内部结构不正常"),
    "too many entries": (lambda data: repacked(data, add=[(f"x/{n}", b"") for n in range(1_000)]), "内部文件过多"),
    "a bomb": (lambda data: repacked(data, add=[("xl/media/a.png", bytes(60 << 20))]), "压缩比异常"),
    "a very large one": (
        lambda data: repacked(data, add=[(f"xl/media/{n}.png", bytes(40 << 20)) for n in range(8)]),
        "展开后超过300MB",
    ),
}


@pytest.mark.parametrize("name", HURTFUL)
def test_a_hurtful_file_is_refused_before_it_is_parsed(firm, whole, name):
    make, words = HURTFUL[name]

    with pytest.raises(WorkbookIsRefused, match=words):
        sent(firm, make(whole))

    assert not ImportJob.objects.exists()


def refused(firm, data):
    job = imported(firm, data)
    assert (job.state, job.rows_written) == (ImportState.REFUSED, 0)
    assert not Project.objects.exists()
    return job.message


def head_cell(book, column=1):
    return book[SHEET].cell(1, column)


def test_missing_columns_are_named(firm):
    def change(book):
        book[SHEET].delete_cols(2, 3)

    assert refused(firm, a_workbook({RecordKind.PROJECT: [project_row()]}, change=change)) == (
        "工作表“项目基本信息”缺少列：项目代码、立项文件类型、立项文号；请下载最新模板，把内容粘贴进去后再上传"
    )


def test_an_older_template_says_so(firm):
    def change(book):
        book["模板版本"].cell(2, 2, "2019-01-01")

    message = refused(firm, a_workbook({RecordKind.PROJECT: [project_row()]}, change=change))
    assert message.startswith("工作表“项目基本信息”用的是旧模板（2019-01-01），现行版本为2024-11-25")


def test_a_column_that_stands_twice_is_named(firm):
    def change(book):
        book[SHEET].cell(1, 40, "项目名称")

    assert "“项目名称”出现了不止一次" in refused(firm, a_workbook({RecordKind.PROJECT: [project_row()]}, change=change))


def test_nothing_filled_in_and_no_sheet_of_the_template_are_told_apart(firm):
    def change(book):
        for name in list(book.sheetnames)[1:]:
            del book[name]
        book[SHEET].title = "别的表"

    assert "没有可导入的行" in refused(firm, a_workbook({}))
    assert "没有找到模板中的工作表" in refused(firm, a_workbook({}, change=change))


def test_columns_in_another_order_and_columns_of_somebodys_own_do_no_harm(firm):
    def change(book):
        sheet = book[SHEET]
        sheet.insert_cols(1)
        sheet.cell(1, 1, "序号")
        sheet.cell(2, 1, "说明：自编")
        sheet.cell(3, 1, 1)

    job = imported(firm, a_workbook({RecordKind.PROJECT: [project_row()]}, change=change))

    assert (job.state, job.rows_written, job.rows_faulty) == (ImportState.DONE, 1, 0)
    assert job.notes == ["工作表“项目基本信息”的列“序号”不是模板中的列，没有读取"]


def test_a_sheet_without_the_row_of_help_begins_with_its_second_row(firm):
    def change(book):
        book[SHEET].delete_rows(2)

    job = imported(firm, a_workbook({RecordKind.PROJECT: [project_row()]}, change=change))

    assert (job.rows_total, job.rows_written) == (1, 1)


def test_a_sheet_that_reaches_too_far_is_refused_and_not_held_in_memory(firm):
    def far(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    message = refused(firm, repacked(projects_sheet([project_row()]), change=far))

    assert "行" in message or "已损坏" in message


def test_more_than_fifty_thousand_rows_are_refused_with_the_remedy(firm):
    def long(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        return content.replace(b"</sheetData>", b'<row r="50003"><c r="A50003"><v>1</v></c></row></sheetData>')

    message = refused(firm, repacked(projects_sheet([project_row()]), change=long))

    assert message == (
        "工作表“项目基本信息”有50003行、31列，一张表最多50000行、200列；请拆分成几个文件，并删除多余的行列"
    )


def corrupted(data, rng):
    """One of several ways in which a file goes bad; some reach the parser behind sound sums."""
    way = rng.randrange(5)
    changed = bytearray(data)
    if way == 0:
        for _ in range(rng.randint(1, 20)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    elif way == 1:
        del changed[rng.randrange(len(changed)) :]
    elif way == 2:
        at = rng.randrange(len(changed))
        del changed[at : at + rng.randint(1, 400)]
    else:
        return repacked(data, change=lambda name, content: _inside(name, content, rng, way))
    return bytes(changed)


def _inside(name, content, rng, way):
    if rng.random() < 0.6 or not content:
        return content
    changed = bytearray(content)
    if way == 3:
        for _ in range(rng.randint(1, 8)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    else:
        at = rng.randrange(len(changed))
        changed[at : at + rng.randint(1, 60)] = rng.choice(
            [b"", b"<", b"&#0;", b'r="ZZZ99999999"', b"]]>", b"\xff\xfe"]
        )
    return bytes(changed)


@pytest.mark.prove
def test_a_corrupted_workbook_is_refused_or_read_and_never_more_than_that(firm, whole, full_size):
    rng = random.Random(20241125)
    ends = set()
    # The first is whole: what is not damaged is read.
    for data in (whole, *(corrupted(whole, rng) for _ in range(1_000 if full_size else 200))):
        try:
            job = imported(firm, data, is_rehearsal=True)
        except WorkbookIsRefused:
            ends.add("refused at once")
        else:
            ends.add(job.state)
            assert job.state in (ImportState.DONE, ImportState.REFUSED), job.message
        ImportJob.objects.all().delete()

    assert ends == {"refused at once", ImportState.REFUSED, ImportState.DONE}
    assert not Project.objects.exists()
