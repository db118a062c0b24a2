"""Reading the cells of a row, and the rules on one row alone."""

from collections.abc import Mapping, Sequence
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
from projects.rules.values import ValueType
from projects.workbooks.columnwise import ColumnReader, Refusal
from projects.workbooks.reading import Sheet
from projects.workbooks.rows import Row, note_faults


class RowReader:
    """Reads and judges rows of one sheet, each by itself."""

    def __init__(self, sheet: Sheet, enterprise: Enterprise, day: date) -> None:
        layout = sheet.layout
        self.kind, self.day, self.enterprise = layout.kind, day, enterprise
        self.columns = {column.key or "project": index for index, column in enumerate(layout.columns)}
        self._columns: list[tuple[int, int, str, ColumnReader]] = [
            (index, position, column.key or "project", ColumnReader(column, layout.kind))
            for index, (column, position) in enumerate(zip(layout.columns, sheet.positions, strict=True))
        ]
        self._people = [described for described in layout.field_list.fields if described.type is ValueType.PERSON]
        self._scope = scope_rules(day)
        self._out_of_scope: dict[str, str] = {}

    def read(self, filled: Sequence[tuple[int, list[Any]]]) -> list[Row]:
        """The facts of some rows, given with their numbers, and the faults of their single cells."""
        names, columns = [], []
        refused: dict[int, list[tuple[int, str, str]]] = {}
        for index, position, key, reader in self._columns:
            values = reader.read([cells[position] for _, cells in filled])
            names.append(key)
            columns.append(values)
            if reader.refuses:
                for place, value in enumerate(values):
                    if type(value) is Refusal:
                        refused.setdefault(place, []).append((index, key, value.message))
        facts = (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
        rows = [Row(number, cells, said, []) for (number, cells), said in zip(filled, facts, strict=True)]
        for place, faults in refused.items():
            for index, key, message in faults:
                del rows[place].facts[key]
                rows[place].refuse(message, index)
        return rows

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
