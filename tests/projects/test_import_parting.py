"""Large sheets are parsed in parts: row for row what the whole gives, and whole where it cannot be told."""

import io
import random
import zipfile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from projects.models import ImportMode, ImportState, Project
from projects.rules.kinds import RecordKind
from projects.workbooks import cells, parting, reading
from tests.projects.test_import_files import repacked
from tests.projects.workbook import a_workbook, faults_of, imported, project_row
from tests.world import a_firm

SHEET, ENTRY, STRINGS = "表", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
RELATION = (
    b'<Relationship Id="common" Target="sharedStrings.xml"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
)


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of some kilobytes, cut between blocks that are smaller still."""
    monkeypatch.setattr(parting, "_PART", 4_000)
    monkeypatch.setattr(parting, "_OVERLAP", 600)
    monkeypatch.setattr(cells, "PARTED_FROM", 8_000)
    monkeypatch.setattr(cells, "_BLOCK", 1_500)


def a_sheet(rows, *, far=""):
    """A workbook with one sheet of these rows: ``{number: {column: value}}``, texts in the file's common ones."""
    texts, lines = [], []
    for number, row in rows.items():
        told = ""
        for column, value in row.items():
            if isinstance(value, str):
                texts.append(f"<si><t>{value}</t></si>")
                told += f'<c r="{column}{number}" t="s"><v>{len(texts) - 1}</v></c>'
            else:
                told += f'<c r="{column}{number}"><v>{value}</v></c>'
        lines.append(f'<row r="{number}" spans="1:9">{told}</row>')
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = SHEET
    book.active["A1"] = 1
    book.save(out)

    def change(name, content):
        if name != ENTRY:
            return content.replace(b"</Relationships>", RELATION) if name.endswith("workbook.xml.rels") else content
        return (
            content[: content.index(b"<row")] + "\n".join(lines).encode() + far.encode() + b"</sheetData></worksheet>"
        )

    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(texts)}</sst>'
    return repacked(out.getvalue(), change=change, drop=[STRINGS], add=[(STRINGS, strings)])


def read(data):
    """How many parts the sheet has, its rows and its measures."""
    room = io.BytesIO(data)
    with zipfile.ZipFile(room, "a") as extended:
        _, parts = cells.looked_through(io.BytesIO(data), extended, [SHEET])
        assert parting.name_parts(extended, [part for found in parts.values() for part in found])
    room.seek(0)
    names, sheets = cells.sheets_of(CalamineWorkbook.from_filelike(room), [SHEET], parts)
    sheet = sheets[SHEET]
    number = len(parts[SHEET]) if isinstance(sheet, parting.Parted) else 1
    assert names == [SHEET]
    return number, list(sheet.rows()), (sheet.height, sheet.width)


def whole(data):
    """The rows and measures of the sheet, parsed at once."""
    sheet = parting.Whole(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(SHEET))
    return list(sheet.rows()), (sheet.height, sheet.width)


def many_rows(number=200, **added):
    return {n: {"A": f"第{n}行", "B": n, "D": "字" * (n % 40)} | added for n in range(1, number + 1)}


@pytest.mark.parametrize("seed", range(30))
def test_parts_give_row_for_row_what_the_whole_gives(small_parts, seed):
    rng, number = random.Random(seed), 1
    rows = {1: {column: column for column in "ABCDEFGHI"}}
    for _ in range(rng.randint(150, 400)):
        number += rng.choice([1, 1, 1, 1, 2, 30])
        columns = sorted(rng.sample("ABCDEFGHI", rng.randint(0, 9)))
        rows[number] = {
            column: rng.choice([number, number / 8, "行" * rng.randint(1, 50), "&lt;row&gt;"]) for column in columns
        }
    rows[number + 1] = {"A": "末"}

    parts, *found = read(a_sheet(rows))

    assert parts > 3
    assert tuple(found) == whole(a_sheet(rows))


def test_a_later_part_that_is_wider_than_the_first_keeps_its_cells(small_parts):
    data = a_sheet(many_rows() | {150: {"A": "宽", "GR": 7}})

    parts, rows, _ = read(data)

    assert parts > 3
    assert rows[149][199] == whole(data)[0][149][199] == 7


ODD = {
    "a comment that looks like a row": '<!-- </row><row r="9"> -->',
    "a cell too far to the right": '<row r="201"><c r="GS201"><v>1</v></c></row>',
    "nothing but empty cells at the end": "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(201, 600)),
    "rows that come again": "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 400)),
}


@pytest.mark.parametrize("name", ODD)
def test_a_sheet_that_cannot_be_cut_safely_is_parsed_at_once(small_parts, name):
    data = a_sheet(many_rows(), far=ODD[name])

    assert read(data) == (1, *whole(data))


def test_rows_without_numbers_and_sheets_under_another_prefix_are_parsed_at_once(small_parts):
    def change(name, content):
        return content.replace(b'<row r="', b'<row n="') if name == ENTRY else content

    data = repacked(a_sheet(many_rows()), change=change)
    assert read(data) == (1, *whole(data))


def test_a_part_that_turns_out_wider_than_a_sheet_may_be_ends_the_reading(small_parts):
    # The cells say no column, so that only the parser sees how many they are.
    wide = (
        '<row r="201">'
        + "<c><v>1</v></c>" * 201
        + "</row>"
        + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(202, 600))
    )

    with pytest.raises(parting.SheetIsTooWide):
        read(a_sheet(many_rows(), far=wide))


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """Sixty projects in a sheet of several parts, the amount of the last one in words."""

    def change(book):
        sheet = book[RecordKind.PROJECT.label]
        sheet.cell(1, 60, "本企业备注")
        for number in range(3, 63):
            sheet.cell(number, 60, "附" * 16_000)

    with django_db_blocker.unblock():
        rows = [project_row() for _ in range(60)]
        rows[-1]["total_investment"] = "三千万"
        data = a_workbook({RecordKind.PROJECT: rows}, change=change)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.getinfo(ENTRY).file_size > parting.PARTED_FROM
    return data


@pytest.mark.django_db(transaction=True)
def test_the_fault_in_the_last_row_of_a_large_workbook_has_its_address(large):
    job = imported(a_firm(), large)

    assert (job.state, job.rows_total, job.rows_faulty) == (ImportState.DONE, 60, 1)
    assert faults_of(job) == [("项目基本信息", "V62", "三千万")]
    assert not Project.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("mode", "kept"), [(ImportMode.ALL_OR_NOTHING, 0), (ImportMode.ROW_BY_ROW, 18)])
def test_a_later_part_that_is_broken_ends_the_job_where_it_stands(large, monkeypatch, mode, kept):
    monkeypatch.setattr(reading, "CHUNK", 20)

    def broken(name, content):
        return content.replace(b'<row r="45"', b'<row r="45"></wrong') if name == ENTRY else content

    job = imported(a_firm(), repacked(large, change=broken), mode=mode)

    assert (job.state, job.rows_written) == (ImportState.REFUSED, kept)
    assert "已损坏" in job.message
    assert Project.objects.count() == kept
