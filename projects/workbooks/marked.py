"""The workbook as it came, faulty cells marked and explained, with a list of the faults: mended, it is sent again."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from projects.models import ImportFault
from projects.workbooks.layout import ERROR_SHEET, SheetLayout, letter
from projects.workbooks.reading import Chunk, opened
from projects.workbooks.sheets import Lists, draw_head, draw_layout, draw_version

ERROR_HEAD = ("工作表", "单元格", "字段", "填写的值", "规则", "修改办法")
_FAULTY = PatternFill("solid", fgColor="F8C9C4")
_BOLD = Font(bold=True)
_AUTHOR = "省平台"


# By row, then by column's letter; the letter "" means the whole row.
Marks = dict[int, dict[str, list[str]]]


def write_marked(
    out: IO[bytes], source: IO[bytes], filename: str, layouts: tuple[SheetLayout, ...], faults: Sequence[ImportFault]
) -> None:
    """Write the marked copy of a workbook.

    :raises WorkbookIsRefused: when the source cannot be read any more.
    """
    workbook = Workbook(write_only=True)
    lists = Lists(layouts)
    by_title = {layout.title: layout for layout in layouts}
    with opened(source, filename, layouts) as book:
        for title, sheet in ((sheet.layout.title, sheet) for sheet in book.sheets):
            places = dict(zip(sheet.positions, sheet.layout.columns, strict=True))
            draw_head(workbook, title, places, sheet.head[: sheet.first - 1], lists)
            del by_title[title]
        for chunk in book.chunks():
            _append(workbook[chunk.sheet.layout.title], chunk, _marks(faults, chunk.sheet.layout.title))
    for layout in by_title.values():
        draw_layout(workbook, layout, lists)
    _draw_errors(workbook, faults)
    lists.draw(workbook)
    draw_version(workbook, layouts)
    workbook.save(out)


def _marks(faults: Sequence[ImportFault], title: str) -> Marks:
    """What is said of each cell of a sheet."""
    rows: Marks = {}
    for fault in faults:
        if fault.sheet == title:
            at = rows.setdefault(fault.row, {})
            at.setdefault(fault.column, []).append(f"{fault.rule}；{fault.remedy}")
    return rows


def _append(sheet: Any, chunk: Chunk, marks: Marks) -> None:
    for number, cells in enumerate(chunk.rows, chunk.first):  # empty ones too: every address stays what it was
        values = [_value(sheet, cell) for cell in cells]
        said = marks.get(number)
        sheet.append(_marked(sheet, values, said) if said else values)


def _value(sheet: Any, cell: Any) -> Any:
    if cell == "" or not (isinstance(cell, str | int | float) or hasattr(cell, "isoformat")):
        return None
    if isinstance(cell, str) and cell.startswith("="):
        text = WriteOnlyCell(sheet, cell)
        text.data_type = "s"  # what was a text stays one
        return text
    return cell


def _marked(sheet: Any, values: list[Any], said: Mapping[str, list[str]]) -> list[Any]:
    marked = list(values)
    for index, value in enumerate(values):
        texts = said.get(letter(index), []) + (said.get("", []) if index == 0 else [])
        if texts:
            cell = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
            cell.fill, cell.comment = _FAULTY, Comment("\n".join(texts), _AUTHOR)
            marked[index] = cell
    return marked


def _draw_errors(workbook: Workbook, faults: Sequence[ImportFault]) -> None:
    sheet = workbook.create_sheet(ERROR_SHEET)
    for index, width in enumerate((22, 12, 24, 30, 60, 60)):
        sheet.column_dimensions[letter(index)].width = width
    heads = [WriteOnlyCell(sheet, text) for text in ERROR_HEAD]
    for cell in heads:
        cell.font = _BOLD
    sheet.append(heads)
    for fault in faults:
        told = (fault.sheet, f"{fault.column}{fault.row}", fault.label, fault.value, fault.rule, fault.remedy)
        sheet.append([_value(sheet, text) for text in told])
