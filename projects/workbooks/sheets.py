"""Drawing the sheets of a workbook: heads, help, lists to choose from, widths. Rows are written once, none is kept."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from projects.rules.values import ValueType
from projects.workbooks.layout import HELP_MARK, LIST_SHEET, VERSION_SHEET, Column, SheetLayout, letter

TEMPLATE_MARK = "吉林省工程项目信息导入模板"
ROWS_AT_MOST = 50_000
HEAD_ROWS = 2
_HEAD, _REQUIRED = PatternFill("solid", fgColor="E8EEF6"), PatternFill("solid", fgColor="FBE9D7")
_BOLD, _SOFT = Font(bold=True), Font(color="5F6B7A", size=9)
_WRAP = Alignment(wrap_text=True, vertical="top")
_YES_NO = '"是,否"'


class Lists:
    """The lists from which cells are chosen, each once, as columns of one sheet."""

    def __init__(self, layouts: Iterable[SheetLayout]) -> None:
        self._lists: dict[tuple[str, ...], str] = {}
        for column in (column for layout in layouts for column in layout.columns if column.choices):
            self._lists.setdefault(tuple(column.choices.values()), column.label)

    def formula(self, column: Column) -> str:
        """Where the choices of a column stand."""
        labels = tuple(column.choices.values())
        at = letter(list(self._lists).index(labels))
        return f"'{LIST_SHEET}'!${at}$2:${at}${len(labels) + 1}"

    def draw(self, workbook: Workbook) -> None:
        """The sheet of lists."""
        sheet = workbook.create_sheet(LIST_SHEET)
        sheet.append(list(self._lists.values()))
        for row in zip_longest(*self._lists):
            sheet.append(row)


def draw_layout(workbook: Workbook, layout: SheetLayout, lists: Lists) -> Any:
    """An empty sheet as the template has it; rows are appended by the caller."""
    heads = [column.header for column in layout.columns]
    helps = [_help(index, column) for index, column in enumerate(layout.columns)]
    return draw_head(workbook, layout.title, dict(enumerate(layout.columns)), [heads, helps], lists)


def draw_head(
    workbook: Workbook, title: str, places: Mapping[int, Column], heads: Sequence[Sequence[Any]], lists: Lists
) -> Any:
    """A sheet with its rows of heads and the lists of its columns.

    :param places: which column stands where, from 0; a column of somebody's own is no key.
    """
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = f"B{len(heads) + 1}"
    for index, column in sorted(places.items()):
        sheet.column_dimensions[letter(index)].width = min(max(len(column.header) * 2.2, 14), 40)
        if column.is_text:
            sheet.column_dimensions[letter(index)].number_format = "@"
        rule = _rule(column, lists)
        if rule is not None:
            sheet.data_validations.append(rule)
            rule.add(f"{letter(index)}{len(heads) + 1}:{letter(index)}{HEAD_ROWS + ROWS_AT_MOST}")
    for number, row in enumerate(heads):
        sheet.append([_head_cell(sheet, number, cell, places.get(index)) for index, cell in enumerate(row)])
    return sheet


def draw_version(workbook: Workbook, layouts: Iterable[SheetLayout]) -> None:
    """The hidden sheet that says by which field lists the workbook was made."""
    sheet = workbook.create_sheet(VERSION_SHEET)
    sheet.sheet_state = "hidden"
    sheet.append([TEMPLATE_MARK])
    for layout in layouts:
        sheet.append([layout.title, layout.field_list.code])


def versions_in(rows: Iterable[Sequence[Any]]) -> Mapping[str, str]:
    """What :func:`draw_version` wrote: the field list's code by sheet."""
    return {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] and row[1]}


def _rule(column: Column, lists: Lists) -> DataValidation | None:
    if column.choices:
        return DataValidation(type="list", formula1=lists.formula(column), allow_blank=True, showErrorMessage=True)
    if column.described.type is ValueType.YES_NO:
        return DataValidation(type="list", formula1=_YES_NO, allow_blank=True, showErrorMessage=True)
    return None


def _help(index: int, column: Column) -> str:
    said = column.described.help or _HELP_OF_TYPE.get(column.described.type, "")
    if column.described.type is ValueType.RECORD and column.described.refers_to is not None:
        said = f"填写“{column.described.refers_to.label}”的编号（没有编号的填名称）"
    return f"{HELP_MARK}{said}" if index == 0 else said


_HELP_OF_TYPE = {ValueType.DATE: "例如 2023-09-20", ValueType.CHOICE: "从下拉列表中选择", ValueType.YES_NO: "是或否"}


def _head_cell(sheet: Any, number: int, text: Any, column: Column | None) -> Cell:
    cell = WriteOnlyCell(sheet, str(text))
    cell.data_type = "s"  # a head that begins with "=" is no formula
    cell.font, cell.alignment = (_SOFT if number else _BOLD), _WRAP
    if number == 0:
        cell.fill = _REQUIRED if column is not None and column.required else _HEAD
    return cell
