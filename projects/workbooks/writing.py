"""Storing checked rows: new ones by COPY, changed ones in one statement. The ledger's triggers see both."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Enterprise
from projects.models import MODEL_OF_KIND, StageRecord
from projects.rules.described import FieldList
from projects.rules.dictionaries import DataSource, Sector
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType
from projects.workbooks.matching import as_json, column_of
from projects.workbooks.rows import RecordRef, Row

# Stands for NULL in a line of COPY. XML cannot hold it, so no cell of a workbook does.
_NULL = "\x1e"
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPE = str.maketrans(_ESCAPES)


class ARecordWasClosedMeanwhile(Exception):
    """A row was submitted after it had been locked for the import: cannot happen while the lock is held."""


@dataclass(frozen=True)
class Writer:
    """Stores rows of one kind for one enterprise. Needs a transaction and a ledger context."""

    kind: RecordKind
    fields: FieldList
    enterprise: Enterprise
    at: datetime

    def insert(self, rows: Sequence[Row]) -> None:
        """Store new rows, whose primary keys are drawn already."""
        if not rows:
            return
        for row in rows:
            self._complete(row)
        columns = [column.attname for column in self._model._meta.concrete_fields]
        shape = self._shape(columns)
        lines = BytesIO("".join([_line(row.facts, shape) for row in rows]).encode())
        table, names = self._model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor:
            # The null's character is written as an escape: the statement itself stays printable.
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (NULL E'\\x1e')", lines)

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
        before = row.existing["extra"] if row.existing else {}
        facts["extra"] = {**before, **{name: as_json(facts.get(name)) for name in self._added}}
        if self.kind is RecordKind.PROJECT:
            facts["project_class"] = Sector(facts["sector"]).project_class.value
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

    def _shape(self, columns: list[str]) -> list[tuple[str, str | None]]:
        """For each column the fact that fills it, or the constant text that stands in every line."""
        given = {"id", "row_guid", "project_id", "extra", *self._fact_columns()}
        constants = {
            "filed_by_id": self.enterprise.pk,
            "data_source": DataSource.BACKFILL.value,
            "form_version": self.fields.code,
            "created_at": self.at,
            "updated_at": self.at,
        }
        defaults = {column.attname: column.get_default() for column in self._model._meta.concrete_fields}
        return [(name, None if name in given else _text(constants.get(name, defaults[name]))) for name in columns]


def _line(facts: dict[str, Any], shape: list[tuple[str, str | None]]) -> str:
    cells = [constant if constant is not None else _text(facts.get(name)) for name, constant in shape]
    line = "\t".join(cells)
    # One look at the whole line; what must be escaped is rare.
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(shape) - 1:
        line = "\t".join([cell.translate(_ESCAPE) for cell in cells])
    return line + "\n"


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(type(value))
