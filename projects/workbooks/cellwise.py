"""Reading the cells of a row, and the rules on one row alone."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from accounts.models import Enterprise
from accounts.rules import IdentityDocument
from common.errors import RuleError
from projects.forms.controls import number_fault
from projects.queries import scope_rules
from projects.rules.dictionaries import Sector
from projects.rules.facts import Fault
from projects.rules.judging import FAULTS, filer_is_named
from projects.rules.kinds import RecordKind
from projects.rules.scope import require_in_scope
from projects.rules.values import ValueIsRefused, ValueType
from projects.workbooks.compiled import reader_of
from projects.workbooks.reading import Sheet
from projects.workbooks.rows import CellFault, Row, note_faults

# Values of a column that are kept to be found again, so that what repeats is read once.
KEPT_VALUES = 2_048
_UNREAD = object()


class RowReader:
    """Reads and judges rows of one sheet, each by itself."""

    def __init__(self, sheet: Sheet, enterprise: Enterprise, day: date) -> None:
        layout = sheet.layout
        self.kind, self.day, self.enterprise = layout.kind, day, enterprise
        self.columns = {column.key or "project": index for index, column in enumerate(layout.columns)}
        self._cells: list[tuple[int, int, str, dict[Any, Any], Callable[[Any], Any]]] = [
            (index, position, column.key or "project", {}, reader_of(column, layout.kind))
            for index, (column, position) in enumerate(zip(layout.columns, sheet.positions, strict=True))
        ]
        self._people = [described for described in layout.field_list.fields if described.type is ValueType.PERSON]
        self._scope = scope_rules(day)
        self._out_of_scope: dict[str, str] = {}

    def read(self, number: int, cells: list[Any]) -> Row:
        """The facts of a row and the faults of its single cells."""
        facts: dict[str, Any] = {}
        faults: list[CellFault] = []
        for index, position, key, known, read in self._cells:
            cell = cells[position]
            value = known.get(cell, _UNREAD)
            if value is _UNREAD:
                try:
                    value = read(cell)
                except ValueIsRefused as error:
                    faults.append(CellFault(index, str(error)))
                    continue
                if len(known) < KEPT_VALUES:
                    known[cell] = value
            facts[key] = value
        return Row(number, cells, facts, faults)

    def judge(self, row: Row, sector: Sector) -> None:
        """Hold a row against the rules of the pages: on people always, on its kind once its cells are sound."""
        for described in self._people:
            self._judge_person(row, described.name, described.label)
        if row.faults:
            return
        if self.kind is RecordKind.PROJECT and (message := self._scope_fault(sector)):
            row.refuse(message, self.columns["sector"])
            return
        faults: list[Fault] = FAULTS[self.kind](row.facts, sector, self.day)
        if self.kind is RecordKind.PERMIT:
            faults += filer_is_named(row.facts, self.enterprise.credit_code)
        if faults:
            note_faults(row, faults, self.columns)

    def _judge_person(self, row: Row, role: str, label: str) -> None:
        facts: Mapping[str, Any] = row.facts
        name, number = facts.get(f"{role}_name"), facts.get(f"{role}_number")
        row.facts[f"{role}_document"] = document = facts.get(f"{role}_document") or IdentityDocument.RESIDENT.value
        if name and not number:
            row.refuse(f"填写了{label}姓名的，须填写证件号码", self.columns[f"{role}_number"])
        if number and not name:
            row.refuse(f"填写了{label}证件号码的，须填写姓名", self.columns[f"{role}_name"])
        reason = number_fault(document, number) if number else None
        if reason:
            row.refuse(reason, self.columns[f"{role}_number"])

    def _scope_fault(self, sector: Sector) -> str:
        if sector not in self._out_of_scope:
            try:
                require_in_scope(sector, self._scope)
            except RuleError as error:
                self._out_of_scope[sector] = str(error)
            else:
                self._out_of_scope[sector] = ""
        return self._out_of_scope[sector]
