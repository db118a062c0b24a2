"""Storing checked rows: new ones by COPY, changed ones in one statement. The ledger's triggers see both."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Enterprise
from projects.models import MODEL_OF_KIND, StageRecord
from projects.rules.described import FieldList
from projects.rules.dictionaries import DataSource, Sector
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from projects.workbooks.copying import copy, nothing
from projects.workbooks.matching import as_json, column_of
from projects.workbooks.rows import RecordRef, Row

# Stands for NULL in a line of COPY. Texts are stripped of it, so that none of them is this alone.
_NULL = "\x1e"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPE = str.maketrans(_ESCAPES)


_CLASS_OF_SECTOR = {sector.value: sector.project_class.value for sector in Sector}


class ARecordWasClosedMeanwhile(Exception):
    """A row was submitted after it had been locked for the import: cannot happen while the lock is held."""


@dataclass(frozen=True)
class Writer:
    """Stores rows of one kind for one enterprise. Needs a transaction and a ledger context.

    :ivar meanwhile: is done while the database keeps the history of many rows; asks it nothing.
    """

    kind: RecordKind
    fields: FieldList
    enterprise: Enterprise
    at: datetime
    meanwhile: Callable[[], None] = nothing

    def insert(self, rows: Sequence[Row]) -> None:
        """Store new rows, whose primary keys are drawn already."""
        if not rows:
            return
        for row in rows:
            self._complete(row)
        told, constant = self._shape()
        # One ending for all lines: what stands in each of them alike comes last.
        ending = "".join([f"\t{text.translate(_ESCAPE)}" for text in constant.values()]) + "\n"
        lines = (_line(row.facts, told) + ending for row in rows)
        table, names = self._model._meta.db_table, ", ".join(f'"{name}"' for name in (*told, *constant))
        with connection.cursor() as cursor:
            # The null's character is written as an escape: the statement itself stays printable.
            copy(cursor, f"COPY {table} ({names}) FROM STDIN WITH (NULL E'\\x1e')", lines, len(rows), self.meanwhile)

    def update(self, rows: Sequence[Row]) -> None:
        """Change stored rows.

        :raises ARecordWasClosedMeanwhile: when one of them may no longer be changed.
        """
        if not rows:
            return
        for row in rows:
            self._complete(row)
        columns = [*self._fact_columns(), "extra", "form_version", "updated_at"]
        values = [{"id": row.pk, **{name: row.facts.get(name) for name in columns}} for row in rows]
        table = self._model._meta.db_table
        changes = ", ".join(f'"{name}" = given."{name}"' for name in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} AS kept SET {changes} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS given"  # noqa: S608
                " WHERE kept.id = given.id AND kept.sealed_at IS NULL AND kept.grade = 'D'",
                [json.dumps(values, ensure_ascii=False, default=_plain)],
            )
            if cursor.rowcount != len(rows):
                raise ARecordWasClosedMeanwhile(self.kind)

    @property
    def _model(self) -> type[StageRecord]:
        return MODEL_OF_KIND[self.kind]

    def _fact_columns(self) -> list[str]:
        own = ["project_class"] if self.kind is RecordKind.PROJECT else []
        return [
            *own,
            *(column_of(item.name, item.type) for item in self.fields.fields if not item.is_extra),
        ]

    def _complete(self, row: Row) -> None:
        """Bring the facts under the names of their columns, with what the system adds."""
        facts = row.facts
        facts["id"] = row.pk
        facts["form_version"], facts["updated_at"] = self.fields.code, self.at
        added = {name: as_json(facts.get(name)) for name in self._added}
        facts["extra"] = {**row.existing["extra"], **added} if row.existing else added
        if self.kind is RecordKind.PROJECT:
            facts["project_class"] = _CLASS_OF_SECTOR[facts["sector"]]
        elif row.project is not None:
            facts["project_id"] = row.project.pk
        for name, column in self._renamed:
            value = facts.get(name)
            facts[column] = value.pk if isinstance(value, RecordRef) else value

    @cached_property
    def _added(self) -> list[str]:
        return [item.name for item in self.fields.fields if item.is_extra]

    @cached_property
    def _renamed(self) -> list[tuple[str, str]]:
        return [
            (item.name, f"{item.name}_id")
            for item in self.fields.fields
            if item.type in (ValueType.DIVISION, ValueType.RECORD)
        ]

    def _shape(self) -> tuple[list[str], dict[str, str]]:
        """The columns that the facts of a row fill, and the others with the text that stands in every line."""
        columns = self._model._meta.concrete_fields
        given = {"id", "row_guid", "project_id", "extra", *self._fact_columns()}
        values = {
            **{column.attname: column.get_default() for column in columns if column.attname not in given},
            "filed_by_id": self.enterprise.pk,
            "data_source": DataSource.BACKFILL.value,
            "form_version": self.fields.code,
            "created_at": self.at,
            "updated_at": self.at,
        }
        told = [column.attname for column in columns if column.attname in given]
        return told, {name: _text(value) for name, value in values.items()}


def _line(facts: dict[str, Any], columns: list[str]) -> str:
    get = facts.get
    cells = [value if type(value := get(name)) is str else _text(value) for name in columns]
    line = "\t".join(cells)
    # One look at the whole line; what must be escaped is rare.
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(columns) - 1:
        line = "\t".join([cell.translate(_ESCAPE) for cell in cells])
    return line


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else "{}"
    return str(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value))
