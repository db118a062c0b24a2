"""A process of its own that parses one workbook: whatever a file does to the parser, the portal goes on.

Run as ``python cells.py DESCRIPTOR CHUNK SHEET…``; knows nothing of the portal. Writes pickled messages to its output:
``("opened", [sheet names], {sheet: (height, width, first rows)})``, ``("formulas", sheet, [(row, column)])``,
``("rows", sheet, first row's number, rows)``, ``("end",)``, or ``("refused", reason, detail)`` and nothing more.
Rows and columns of messages count from 0.
"""

import os
import pickle
import re
import resource
import struct
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice
from typing import IO, Any, BinaryIO

from python_calamine import CalamineWorkbook

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
    descriptor, size, *titles = sys.argv[1:]
    with os.fdopen(int(descriptor), "rb") as file:
        try:
            tell_all(file, int(size), titles)
        except Exception as error:  # the parser's own kinds are many; each means that the file cannot be read
            say("refused", "damaged", type(error).__name__)


def tell_all(file: BinaryIO, size: int, titles: list[str]) -> None:
    """Every wanted sheet, head first. Nothing is said of the file before all of it was found sound."""
    file.seek(0)  # whoever gave us the file may have read it before
    data = file.read()
    with ThreadPoolExecutor(max_workers=1) as pool:
        looking = pool.submit(sound_and_formulas, BytesIO(data))  # unpacks and parses at the same time
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = {title: workbook.get_sheet_by_name(title) for title in titles if title in workbook.sheet_names}
        formulas = looking.result()
    heads = {}
    for title, sheet in sheets.items():
        height, width = (place + 1 for place in sheet.end) if sheet.end else (0, 0)
        if height > ROWS_AT_MOST or width > COLUMNS_AT_MOST:
            say("refused", "large", (title, height, width))
            return
        heads[title] = (height, width, list(islice(sheet.iter_rows(), HEAD_ROWS)))
    say("opened", workbook.sheet_names, heads)
    for title, sheet in sheets.items():
        if formulas.get(title):
            say("formulas", title, formulas[title])
        tell_rows(title, sheet, size)
    say("end")


def tell_rows(title: str, sheet: Any, size: int) -> None:
    """The rows of one sheet in chunks; truth values as people write them."""
    chunk: list[list[Any]] = []
    first = 0
    for row in sheet.iter_rows():
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


def sound_and_formulas(file: IO[bytes]) -> dict[str, list[tuple[int, int]]]:
    """Read every part to its end, which checks its sum; the cells of formulas without a result, by sheet."""
    found = {}
    with zipfile.ZipFile(file) as packed:
        titles = titles_of(packed)
        for entry in packed.infolist():
            cells = []
            with packed.open(entry) as part:
                tail = b""
                while block := part.read(_BLOCK):
                    if b"<f" in block or b"<f" in tail:
                        cells += [place(*match.groups()) for match in _UNCALCULATED.finditer(tail + block)]
                    tail = block[-_OVERLAP:]
            if cells and entry.filename in titles:
                found[titles[entry.filename]] = sorted(set(cells))[:FORMULAS_AT_MOST]
    return found


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
