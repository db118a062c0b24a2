"""The rows of a workbook as they stand in its cells, in chunks, once its heads were held against the template's."""

import pickle
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from projects.workbooks.layout import ERROR_SHEET, HELP_MARK, LIST_SHEET, VERSION_SHEET, SheetLayout, bare
from projects.workbooks.opening import WorkbookIsRefused
from projects.workbooks.sheets import ROWS_AT_MOST, versions_in

CHUNK = 1_000
COLUMNS_AT_MOST = 200
_CHILD = Path(__file__).with_name("cells.py")
_LATEST = "请下载最新模板，把内容粘贴进去后再上传"


class Uncalculated:
    """What stands for a formula whose result the file does not hold."""

    def __str__(self) -> str:
        return "（公式）"


UNCALCULATED = Uncalculated()


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook.

    :ivar positions: where each column of the layout stands, from 0.
    :ivar first: number of the first row of data, as the spreadsheet program counts.
    :ivar last: number of the last row.
    """

    layout: SheetLayout
    positions: tuple[int, ...]
    width: int
    first: int
    last: int
    head: list[list[Any]] = field(repr=False)


@dataclass(frozen=True)
class Chunk:
    """Some rows of a sheet, one after the other.

    :ivar first: number of the first of them, as the spreadsheet program counts.
    """

    sheet: Sheet
    first: int
    rows: list[list[Any]]

    def filled(self) -> list[tuple[int, list[Any]]]:
        """Number and cells of the rows in which anything stands."""
        return [(number, row) for number, row in enumerate(self.rows, self.first) if any(cell != "" for cell in row)]


@dataclass
class Opened:
    """A workbook whose heads fit.

    :ivar notes: what was seen and does no harm, such as a column that the template does not have.
    """

    sheets: tuple[Sheet, ...]
    notes: list[str]
    _messages: "Iterator[tuple[Any, ...]]"

    @property
    def rows_total(self) -> int:
        """How many rows the sheets have, empty ones among them."""
        return sum(sheet.last - sheet.first + 1 for sheet in self.sheets)

    def chunks(self) -> Iterator[Chunk]:
        """All rows, sheet by sheet. Once.

        :raises WorkbookIsRefused: when the file turns out to be damaged.
        """
        sheets = {sheet.layout.title: sheet for sheet in self.sheets}
        formulas: dict[str, list[tuple[int, int]]] = {}
        for kind, *rest in self._messages:
            if kind == "formulas":
                formulas[rest[0]] = rest[1]
            elif kind == "rows" and rest[0] in sheets:
                yield from _chunk(sheets[rest[0]], rest[1], rest[2], formulas.get(rest[0], []))


def _chunk(sheet: Sheet, first: int, rows: list[list[Any]], formulas: list[tuple[int, int]]) -> Iterator[Chunk]:
    for row, column in formulas:
        if first <= row < first + len(rows) and column < len(rows[row - first]):
            rows[row - first][column] = UNCALCULATED
    skipped = max(sheet.first - 1 - first, 0)
    if skipped < len(rows):
        yield Chunk(sheet, first + 1 + skipped, rows[skipped:])


@contextmanager
def opened(file: IO[bytes], filename: str, layouts: tuple[SheetLayout, ...]) -> Iterator[Opened]:
    """Open a workbook in a process of its own, which ends with the block.

    :raises WorkbookIsRefused: when it cannot be read, was made from an older template, lacks columns or has no rows.
    """
    titles = [VERSION_SHEET, *(layout.title for layout in layouts)]
    with (
        tempfile.TemporaryFile() as room,
        subprocess.Popen(
            [sys.executable, "-I", str(_CHILD), str(file.fileno()), str(room.fileno()), str(CHUNK), *titles],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[file.fileno(), room.fileno()],
            bufsize=1 << 20,
            pipesize=1 << 20,  # a chunk: the parser need not wait for its reader
        ) as child,
    ):
        try:
            assert child.stdout is not None
            messages = _messages(child.stdout, filename)
            _, names, heads = next(messages)
            yield _opened(layouts, names, heads, messages)
        finally:
            child.kill()


def _messages(stream: IO[bytes], filename: str) -> Iterator[tuple[Any, ...]]:
    while True:
        length = stream.read(4)
        data = stream.read(struct.unpack("<I", length)[0]) if len(length) == 4 else b""
        if not data:  # the parser died: of its limits of memory and time, or of the file
            raise _refused(f"“{filename}”已损坏，无法读取；请在 Excel 或 WPS 中打开并另存后再上传")
        message: tuple[Any, ...] = pickle.loads(data)  # noqa: S301 -- our own child's words
        if message[0] == "refused":
            raise _refusal(filename, message[1], message[2])
        if message[0] == "end":
            return
        yield message


def _refusal(filename: str, reason: str, detail: Any) -> WorkbookIsRefused:
    if reason == "large":
        title, rows, columns = detail
        return _refused(
            f"工作表“{title}”有{rows}行、{columns}列，一张表最多{ROWS_AT_MOST}行、{COLUMNS_AT_MOST}列；"
            "请拆分成几个文件，并删除多余的行列"
        )
    return _refused(f"“{filename}”已损坏，无法读取；请在 Excel 或 WPS 中打开并另存后再上传")


def _opened(
    layouts: tuple[SheetLayout, ...],
    names: list[str],
    heads: Mapping[str, tuple[int, int, list[list[Any]]]],
    messages: Iterator[tuple[Any, ...]],
) -> Opened:
    known = {layout.title for layout in layouts} | {VERSION_SHEET, LIST_SHEET, ERROR_SHEET}
    notes = [f"工作表“{name}”不是模板中的表，没有读取" for name in names if name not in known]
    sheets = [_sheet(layout, *heads[layout.title], notes) for layout in layouts if layout.title in heads]
    if not sheets:
        raise _refused(f"没有找到模板中的工作表（如“{layouts[0].title}”）；{_LATEST}")
    filled = tuple(sheet for sheet in sheets if sheet.last >= sheet.first)
    if not filled:
        raise _refused("工作簿中没有可导入的行，请从第3行起填写后再上传")
    _require_version(filled, heads.get(VERSION_SHEET))
    return Opened(filled, notes, messages)


def _sheet(layout: SheetLayout, height: int, width: int, first: list[list[Any]], notes: list[str]) -> Sheet:
    head = [bare(cell) for cell in first[0]] if first else []
    first_row = 3 if len(first) > 1 and str(first[1][0]).startswith(HELP_MARK) else 2
    if height < first_row:  # nothing was filled in, so nothing can be wrong with it
        return Sheet(layout, (), width, first_row, first_row - 1, first)
    missing = [column.label for name, column in layout.by_head.items() if name not in head]
    if missing:
        raise _refused(f"工作表“{layout.title}”缺少列：{'、'.join(missing)}；{_LATEST}")
    twice = sorted({name for name in layout.by_head if head.count(name) > 1})
    if twice:
        raise _refused(f"工作表“{layout.title}”的列“{'、'.join(twice)}”出现了不止一次，请删除多余的一列后再上传")
    unknown = [str(cell) for cell, name in zip(first[0], head, strict=True) if name and name not in layout.by_head]
    if unknown:
        notes.append(f"工作表“{layout.title}”的列“{'、'.join(unknown)[:300]}”不是模板中的列，没有读取")
    return Sheet(layout, tuple(head.index(name) for name in layout.by_head), width, first_row, height, first)


def _require_version(sheets: tuple[Sheet, ...], stamp: tuple[int, int, list[list[Any]]] | None) -> None:
    # A workbook without the stamp was made by hand; its heads have been looked at, which is enough.
    made_by = versions_in(stamp[2]) if stamp else {}
    for sheet in sheets:
        code, title = sheet.layout.field_list.code, sheet.layout.title
        if made_by.get(title, code) != code:
            raise _refused(f"工作表“{title}”用的是旧模板（{made_by[title]}），现行版本为{code}；{_LATEST}")


def _refused(message: str) -> WorkbookIsRefused:
    return WorkbookIsRefused(message, field="file")
