"""The people whom the rows of a chunk name: one look into the vault, nothing stored before the rows are."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts import vault
from accounts.vault import NumberBelongsToAnotherName
from projects.workbooks.rows import Row

Number = tuple[str, str]
UNREGISTERED = -1


class People:
    """People by kind of document and number, as they were met in this workbook."""

    def __init__(self) -> None:
        self._names: dict[Number, str] = {}
        self._ids: dict[Number, int] = {}

    def look_up(self, rows: Iterable[Row], roles: list[str], columns: dict[str, int]) -> None:
        """Put ``<role>_id`` into the facts of sound rows; a number under another name is a fault."""
        named = [(row, role, _number(row.facts, role)) for row in rows for role in roles]
        unmet = {number for _, _, number in named if number and number not in self._ids}
        for known, person in vault.known_people(unmet).items() if unmet else ():
            self._ids[known], self._names[known] = person.pk, person.name
        for row, role, number in named:
            if not number:
                row.facts[f"{role}_id"] = None
            elif self._names.setdefault(number, row.facts[f"{role}_name"]) != row.facts[f"{role}_name"]:
                row.refuse(str(NumberBelongsToAnotherName()), columns[f"{role}_name"])
            else:
                row.facts[f"{role}_id"] = self._ids.get(number, UNREGISTERED)

    def keep(self, rows: Iterable[Row], roles: list[str], at: datetime) -> None:
        """Register those whom nobody has named before. Needs a ledger context."""
        for row in rows:
            for role in roles:
                number = _number(row.facts, role)
                if number is None:
                    continue
                if number not in self._ids:
                    name = row.facts[f"{role}_name"]
                    person = vault.keep(name=name, document_kind=number[0], number=number[1], at=at)
                    self._ids[number] = person.pk
                row.facts[f"{role}_id"] = self._ids[number]


def _number(facts: dict[str, Any], role: str) -> Number | None:
    number = facts.get(f"{role}_number")
    return (str(facts[f"{role}_document"]), str(number)) if number else None
