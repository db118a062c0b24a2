"""Large sheets in parts, each parsed when it is its turn: no row waits for, or is held in memory beside, all others.

Knows nothing of the portal. While a workbook is looked through, its large sheets are cut between two rows that say
their numbers, and each part becomes a sheet of its own, written behind a copy of the packed file. The file's own sheets
stay in it: one whose rows cannot be told apart that plainly is parsed at once.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from python_calamine import CalamineSheet, CalamineWorkbook

_PART, _OVERLAP = 2 << 20, 1 << 14
PARTED_FROM = 2 * _PART
_NEXT_ROW = re.compile(rb"""</row>\s*(<row\b[^>]*?\sr=["']([0-9]{1,7})["'][^>]*>)""")
# A cell from the 201st column on: whether a sheet is too wide must be known before its first row is told.
_FAR = re.compile(rb""" r=["'](?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])[0-9]""")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LAST_TAG = {_BOOK: b"</sheets>", _RELATIONS: b"</Relationships>"}
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REFERS = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_SHEET = b"<sheet " + _MAIN + b" " + _REFERS + b' name="%s" sheetId="%d" r:id="%s"/>'
_RELATION = b'<Relationship Id="%s" Type="' + _TYPE + b'" Target="worksheets/%s.xml"/>'
# Holds a later part in its place: the row before its first one.
_BEGINS = b"<worksheet " + _MAIN + b'><sheetData><row r="%d"><c r="A%d"><v>1</v></c></row>'
_ENDS = b"</sheetData></worksheet>"
_NAME, _ENTRY = "part-of-a-sheet-%d-%d", "xl/worksheets/%s.xml"


class SheetIsTooWide(Exception):
    """A later part has more columns than a sheet may have; ``args`` are its height and width."""


class Part(NamedTuple):
    """A part of a sheet: the name of its own sheet, and the number of its first row."""

    name: str
    first: int


class Whole:
    """A sheet that is parsed at once."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.height, self.width = (place + 1 for place in sheet.end) if sheet.end else (0, 0)

    def rows(self) -> Iterator[list[Any]]:
        """All rows from the first."""
        return iter(self._sheet.iter_rows())


class Parted:
    """A sheet of which each part is parsed when it is its turn.

    :ivar is_sound: whether the last part says how long the sheet is: anything stands in it.
    """

    def __init__(self, workbook: CalamineWorkbook, parts: list[Part], widest: int) -> None:
        self._workbook, self._parts, self._widest = workbook, parts, widest
        self._head = Whole(workbook.get_sheet_by_name(parts[0].name))
        self.width = self._head.width
        self.height = Whole(workbook.get_sheet_by_name(parts[-1].name)).height
        self.is_sound = self.height >= parts[-1].first

    def rows(self) -> Iterator[list[Any]]:
        """All rows from the first.

        :raises ValueError: when the parts do not follow each other.
        :raises SheetIsTooWide: when a later part is.
        """
        count = 0
        for row in self._head.rows():
            count += 1
            yield row
        for name, first in self._parts[1:]:
            sheet = self._workbook.get_sheet_by_name(name)
            if sheet.start != (first - 2, 0) or count >= first:
                raise ValueError(name)
            if (width := Whole(sheet).width) > self._widest:
                raise SheetIsTooWide(self.height, width)
            yield from ([""] * self.width for _ in range(first - 1 - count))
            lacking = [""] * (self.width - width)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=True)[1:]
            yield from (row + lacking for row in rows) if lacking else rows
            count = first - 1 + len(rows)


class Cutter:
    """Writes a sheet in parts while it is unpacked for the first time.

    :param book: a copy of the workbook's file, open to be added to.
    :param which: number of the sheet.
    """

    def __init__(self, book: zipfile.ZipFile, which: int) -> None:
        self._book, self._which = book, which
        self._parts: list[Part] = []
        self._held = b""
        self._is_plain = True
        self._begin(1)

    def take(self, block: bytes) -> None:
        """Write the next bytes of the sheet, but for the last ones: a row's tag may stand in them by half."""
        window, written = self._held + block, 0
        # A comment or CDATA could hold what looks like a row.
        self._is_plain = self._is_plain and not (b"!" in window and b"<!" in window) and not _FAR.search(window)
        if not self._is_plain:
            return
        if self._size >= _PART and (row := _NEXT_ROW.search(window)):
            written = row.start(1)
            self._write(window[:written])
            self._write(_ENDS)
            self._part.close()
            self._begin(int(row[2]))
        until = max(len(window) - _OVERLAP, written)
        self._write(window[written:until])
        self._held = window[until:]

    def parts(self) -> list[Part]:
        """The parts, once all was taken; none when the sheet is better not parted."""
        self._write(self._held)
        self._part.close()
        firsts = [part.first for part in self._parts]
        return self._parts if self._is_plain and len(firsts) > 1 and firsts == sorted(set(firsts)) else []

    def _begin(self, first: int) -> None:
        name = _NAME % (self._which, len(self._parts))
        self._parts.append(Part(name, first))
        self._part, self._size = self._book.open(_ENTRY % name, "w"), 0
        if first > 1:
            self._write(_BEGINS % (first - 1, first - 1))

    def _write(self, data: bytes) -> None:
        self._part.write(data)
        self._size += len(data)


def name_parts(book: zipfile.ZipFile, parts: list[Part]) -> bool:
    """Add the parts to the sheets that the workbook says it has; whether that could be done."""
    if not parts:
        return True
    texts = {name: book.read(name) for name in _LAST_TAG}
    if any(text.count(_LAST_TAG[name]) != 1 for name, text in texts.items()):
        return False
    keys = [part.name.encode() for part in parts]
    added = {
        _BOOK: b"".join(_SHEET % (key, number, key) for number, key in enumerate(keys, 90_000)),
        _RELATIONS: b"".join(_RELATION % (key, key) for key in keys),
    }
    for name, text in texts.items():
        book.infolist().remove(book.getinfo(name))
        del book.NameToInfo[name]
        book.writestr(name, text.replace(_LAST_TAG[name], added[name] + _LAST_TAG[name]))
    return True
