"""A process of its own that parses one workbook: whatever a file does to the parser, the portal goes on.

Run as ``python cells.py DESCRIPTOR ROOM CHUNK SHEET…``; knows nothing of the portal. ROOM is the descriptor of an empty
file for what is unpacked of a large workbook. Writes pickled messages to its output:
``("opened", [sheet names], {sheet: (height, width, first rows)})``, ``("formulas", sheet, [(row, column)])``,
``("rows", sheet, first row's number, rows)``, ``("end",)``, or ``("refused", reason, detail)`` and nothing more.
Rows and columns of messages count from 0.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # nobody who runs it apart from the portal told where that is

import os
import pickle
import re
import resource
import shutil
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import IO, Any, BinaryIO

from python_calamine import CalamineWorkbook

from projects.workbooks.parting import (
    PARTED_FROM,
    Cutter,
    Part,
    Parted,
    SheetIsTooWide,
    Whole,
    name_parts,
)

MEMORY = 900 * 1024 * 1024
SECONDS = 240
HEAD_ROWS = 12
ROWS_AT_MOST, COLUMNS_AT_MOST = 50_002, 200
FORMULAS_AT_MOST = 5_000
_BLOCK, _OVERLAP = 1 << 20, 1 << 14
# A formula whose result was never stored: nothing was computed, so nothing can be read.
_UNCALCULATED = re.compile(
    rb"""<c\b[^>]*\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")


def main() -> None:
    """Parse the workbook at the descriptor and say what it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    descriptor, room, size, *titles = sys.argv[1:]
    with os.fdopen(int(descriptor), "rb") as file, os.fdopen(int(room), "w+b") as extended:
        try:
            tell_all(file, extended, int(size), titles)
        except Exception as error:  # the parser's own kinds are many; each means that the file cannot be read
            say("refused", "damaged", type(error).__name__)


def tell_all(file: BinaryIO, room: BinaryIO, size: int, titles: list[str]) -> None:
    """Every wanted sheet, head first. Nothing is said of the file before the sums of all its parts were found right."""
    file.seek(0)  # whoever gave us the file may have read it before
    shutil.copyfileobj(file, room)
    with zipfile.ZipFile(room, "a") as extended:
        formulas, parts = looked_through(file, extended, titles)
        if not name_parts(extended, [part for found in parts.values() for part in found]):
            parts = {}
    room.flush()
    names, sheets = sheets_of(CalamineWorkbook.from_path(f"/proc/self/fd/{room.fileno()}"), titles, parts)
    heads = {}
    for title, sheet in sheets.items():
        if sheet.height > ROWS_AT_MOST or sheet.width > COLUMNS_AT_MOST:
            say("refused", "large", (title, sheet.height, sheet.width))
            return
        heads[title] = (sheet.height, sheet.width, list(islice(sheet.rows(), HEAD_ROWS)))
    say("opened", names, heads)
    for title, sheet in sheets.items():
        if formulas.get(title):
            say("formulas", title, formulas[title])
        try:
            tell_rows(title, sheet.rows(), size)
        except SheetIsTooWide as error:
            say("refused", "large", (title, *error.args))
            return
    say("end")


def sheets_of(
    workbook: CalamineWorkbook, titles: list[str], parts: dict[str, list[Part]]
) -> tuple[list[str], dict[str, Whole | Parted]]:
    """The names of all sheets, and the wanted ones."""
    added = {part.name for found in parts.values() for part in found}
    names = [name for name in workbook.sheet_names if name not in added]
    sheets: dict[str, Whole | Parted] = {}
    for title in titles:
        parted = Parted(workbook, parts[title], COLUMNS_AT_MOST) if title in parts else None
        if title in names:
            sheets[title] = parted if parted and parted.is_sound else Whole(workbook.get_sheet_by_name(title))
    return names, sheets


def tell_rows(title: str, rows: Iterator[list[Any]], size: int) -> None:
    """The rows of one sheet in chunks; truth values as people write them."""
    chunk: list[list[Any]] = []
    first = 0
    for row in rows:
        # Numbers 1 and 0 are looked at here too, and stay.
        chunk.append(in_words(row) if True in row or False in row else row)
        if len(chunk) == size:
            say("rows", title, first, chunk)
            first, chunk = first + size, []
    if chunk:
        say("rows", title, first, chunk)


def in_words(row: list[Any]) -> list[Any]:
    """A row with its truth values as people write them."""
    return [("是" if cell else "否") if isinstance(cell, bool) else cell for cell in row]


def looked_through(
    file: IO[bytes], extended: zipfile.ZipFile, wanted: list[str]
) -> tuple[dict[str, list[tuple[int, int]]], dict[str, list[Part]]]:
    """Read every entry to its end, which checks its sum, and cut large sheets that are wanted.

    :param extended: where their parts are written.
    :returns: the cells of formulas without a result and the parts, by sheet.
    """
    formulas, parts = {}, {}
    with zipfile.ZipFile(file) as packed:
        titles = titles_of(packed)
        for number, entry in enumerate(packed.infolist()):
            title = titles.get(entry.filename)
            cutter = Cutter(extended, number) if title in wanted and entry.file_size > PARTED_FROM else None
            with packed.open(entry) as content:
                cells = passed(content, cutter)
            if title is not None:
                formulas[title] = sorted(set(cells))[:FORMULAS_AT_MOST]
                if cutter and (found := cutter.parts()):
                    parts[title] = found
    return formulas, parts


def passed(content: IO[bytes], cutter: Cutter | None) -> list[tuple[int, int]]:
    """Unpack an entry for the cutter; the cells of formulas without a result."""
    cells, tail = [], b""
    while block := content.read(_BLOCK):
        # One letter is found much faster than two.
        if b"<f" in tail or (b"f" in block and b"<f" in block):
            cells += [place(*match.groups()) for match in _UNCALCULATED.finditer(tail + block)]
        tail = block[-_OVERLAP:]
        if cutter is not None:
            cutter.take(block)
    return cells


def titles_of(packed: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet in each part."""
    relations = {}
    for tag in _RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")):
        values = dict(_ATTRIBUTE.findall(tag))
        target = values.get(b"Target", b"").decode().removeprefix("/xl/")
        relations[values.get(b"Id")] = f"xl/{target}"
    titles = {}
    for tag in _SHEET.findall(packed.read("xl/workbook.xml")):
        values = {name.rpartition(b":")[2]: value for name, value in _ATTRIBUTE.findall(tag)}
        titles[relations.get(values.get(b"id"), "")] = values.get(b"name", b"").decode()
    return titles


def place(letters: bytes, row: bytes) -> tuple[int, int]:
    """Row and column of an address."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1


def say(*message: Any) -> None:
    """One message, its length first."""
    data = BytesIO()
    pickler = pickle.Pickler(data, 5)
    pickler.fast = True  # cells hold nothing twice, so nothing is to be remembered: half the time
    pickler.dump(message)
    sys.stdout.buffer.write(struct.pack("<I", data.tell()))
    sys.stdout.buffer.write(data.getbuffer())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
