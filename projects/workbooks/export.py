"""Lists as files: rows go out as they come in, whatever their number; no cell can act as a formula (E26)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Generic, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from common.clock import SHANGHAI
from projects.workbooks.layout import letter

EXPORTED_AT_MOST = 20_000
CUT = f"只导出了前{EXPORTED_AT_MOST}行；请用条件缩小范围后再导出其余的行"
_BOM = "\ufeff"
_STARTERS = ("=", "+", "-", "@", "\t", "\r")
_LINES = 500
# Control characters that XML cannot hold; openpyxl refuses them.
_NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[Item]):
    """One column of an exported list."""

    label: str
    of: Callable[[Item], Any]


def stream_rows(columns: list[ListColumn[Item]], rows: Iterable[Item]) -> Iterator[list[Any]]:
    """Heads and rows as plain values, cut at EXPORTED_AT_MOST rows with a last one that says so."""
    yield [column.label for column in columns]
    items = iter(rows)
    for item in islice(items, EXPORTED_AT_MOST):
        yield [harmless(column.of(item)) for column in columns]
    if next(items, None) is not None:
        yield [CUT, *[""] * (len(columns) - 1)]


def harmless(value: Any) -> Any:
    """A value as a cell holds it: moments in Shanghai's time, texts that begin like a formula behind an apostrophe."""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if value is None or isinstance(value, int | float | Decimal | date):
        return "" if value is None else value
    text = str(value).translate(_NOT_IN_XML)
    return f"'{text}" if text.startswith(_STARTERS) else text


def csv_lines(rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """CSV in UTF-8 with the mark by which spreadsheet programs know it."""
    out = io.StringIO()
    out.write(_BOM)
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        writer.writerow(row)
        if number % _LINES == _LINES - 1:
            yield _taken(out)
    yield _taken(out)


def write_xlsx(out: IO[bytes], title: str, rows: Iterable[list[Any]]) -> None:
    """A workbook of one sheet; no row is kept in memory."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    for number, row in enumerate(rows):
        if number == 0:
            for index, label in enumerate(row):
                sheet.column_dimensions[letter(index)].width = max(len(str(label)) * 2.5, 16)
            heads = [WriteOnlyCell(sheet, label) for label in row]
            for cell in heads:
                cell.font = bold
            sheet.append(heads)
        else:
            sheet.append(row)
    workbook.save(out)


def _taken(out: io.StringIO) -> bytes:
    data = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return data
