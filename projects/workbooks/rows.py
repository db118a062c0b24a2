"""What becomes of one row: its facts, its faults, and what is to be done with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from uuid import UUID

from accounts.rules import masked_number
from common.text import compatible
from projects.rules.dictionaries import Sector
from projects.rules.facts import Fault
from projects.rules.values import ValueType
from projects.workbooks.layout import Part, letter
from projects.workbooks.reading import Chunk, Sheet

VALUE_AT_MOST = 100
_UNFIT = "填写的值不符合要求"
_KINDS = {
    ValueType.DECIMAL: "须为数字",
    ValueType.INTEGER: "须为整数",
    ValueType.DATE: "须为有效的日期",
    ValueType.YES_NO: "须为“是”或“否”",
}
_REMEDY = re.compile(r"[，；。](?=请|须|应|如|确)")


class Verdict(Enum):
    """What is done with a row."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    FAULTY = auto()


@dataclass(slots=True)
class CellFault:
    """What is wrong with a cell of a row, or with the row as a whole.

    :ivar column: index in the layout; None for the whole row.
    """

    column: int | None
    message: str

    def parted(self) -> tuple[str, str]:
        """The rule and the remedy, which one sentence says together; no rule where it says the remedy alone."""
        found = _REMEDY.search(self.message)
        if found and found.start():
            return self.message[: found.start()], self.message[found.end() :]
        return "", self.message


@dataclass(slots=True)
class ProjectRef:
    """The project that rows of stages belong to: one of the firm's, or one of the workbook's own rows.

    :ivar pk: None while it is not stored, in a rehearsal.
    :ivar closed: why nothing may be added to it; empty when something may.
    """

    pk: int | None
    guid: UUID | None
    sector: Sector
    closed: str = ""


@dataclass(slots=True, eq=False)
class RecordRef:
    """A record that a row names. Always true, so that rules see that something is named."""

    pk: int | None


@dataclass(slots=True)
class Row:
    """One row of a sheet.

    :ivar existing: the stored row that it is about, by column; None for a new one.
    """

    number: int
    cells: list[Any]
    facts: dict[str, Any]
    faults: list[CellFault]
    verdict: Verdict = Verdict.NEW
    pk: int | None = None
    existing: dict[str, Any] | None = None
    project: ProjectRef | None = None

    def refuse(self, message: str, column: int | None = None) -> None:
        """Note a fault."""
        self.faults.append(CellFault(column, message))


@dataclass
class Checked:
    """The rows of one chunk, checked.

    :ivar size: rows of the chunk, empty ones among them: how far the job moves on with it.
    """

    sheet: Sheet
    size: int
    rows: list[Row] = field(default_factory=list)

    def of(self, *verdicts: Verdict) -> list[Row]:
        """The rows with one of these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]


@dataclass(frozen=True, slots=True)
class Address:
    """A fault as people read it."""

    sheet: str
    row: int
    column: str
    label: str
    value: str
    rule: str
    remedy: str


def addresses(checked: Checked) -> Iterable[Address]:
    """Every fault of a chunk with its cell's address, the value that stands there, the rule and the remedy."""
    layout = checked.sheet.layout
    for row in checked.rows:
        for fault in row.faults:
            rule, remedy = fault.parted()
            if fault.column is None:
                yield Address(layout.title, row.number, "", "", "", rule or _UNFIT, remedy)
                continue
            column, position = layout.columns[fault.column], checked.sheet.positions[fault.column]
            value = shown(row.cells[position], column.part)
            rule = rule or ("必填" if not value else _KINDS.get(column.described.type, _UNFIT))
            yield Address(layout.title, row.number, letter(position), column.label, value, rule, remedy)


def shown(cell: Any, part: Part) -> str:
    """A cell's value as it may be shown and kept; of an identity number only the ends."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        cell = int(cell)
    text = str(cell).replace("\0", "")
    return masked_number(compatible(text)) if part is Part.NUMBER and text else text[:VALUE_AT_MOST]


def empty(chunk: Chunk) -> Checked:
    """A chunk of which nothing is checked yet."""
    return Checked(chunk.sheet, len(chunk.rows))


def note_faults(row: Row, faults: Iterable[Fault], columns: dict[str, int]) -> None:
    """Take over what the rules found, at the columns of the fields that they name."""
    for fault in faults:
        row.refuse(fault.message, columns.get(fault.field))
