"""Rows as the ledger knew them at a moment, as unsaved instances of their models (X09)."""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, models

Instance = TypeVar("Instance", bound=models.Model)
Key = tuple[str, str]  # a table, a row's id

_AT = """
SELECT asked.object_type, asked.object_id, convert_from(e.payload, 'UTF8')
FROM (SELECT DISTINCT * FROM unnest(%s::text[], %s::text[]) AS asked (object_type, object_id)) asked
CROSS JOIN LATERAL (
  SELECT operation, payload FROM audit_event e
  WHERE e.object_type = asked.object_type AND e.object_id = asked.object_id AND e.recorded_at <= %s
  ORDER BY e.object_version DESC LIMIT 1) e
WHERE e.operation <> 'DELETE'
"""
_ABOUT = """
SELECT DISTINCT object_type, object_id FROM audit_event
WHERE subject = %s AND object_type = ANY (%s) AND recorded_at <= %s
"""
_DELETED = "SELECT DISTINCT object_id FROM audit_event WHERE object_type = %s AND operation = 'DELETE'"


def rows_at(keys: Iterable[Key], at: datetime) -> dict[Key, dict[str, Any]]:
    """Each row as it was; rows that were not there yet, or no longer, are left out. One query."""
    asked = list(keys)
    if not asked:
        return {}
    tables, ids = (list(part) for part in zip(*asked, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_AT, [tables, ids, at])
        found = cursor.fetchall()
    return {(table, pk): json.loads(text, parse_float=Decimal)["row"] for table, pk, text in found}


def keys_about(subject: str, tables: list[str], at: datetime) -> set[Key]:
    """Rows of some tables that the history of a subject had named by a moment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [subject, tables, at])
        return set(cursor.fetchall())


def children_at(model: type[Instance], column: str, parent: int | str, at: datetime) -> list[Instance]:
    """Rows that named a parent at a moment, by their ids. Three queries.

    Those of today and those that were deleted: whatever is neither has always named another.

    :param column: of the foreign key, which is never changed.
    """
    table = model._meta.db_table
    manager: models.Manager[Any] = model._default_manager
    ids = {str(pk) for pk in manager.filter(**{column: parent}).values_list("pk", flat=True)}
    with connection.cursor() as cursor:
        cursor.execute(_DELETED, [table])
        ids |= {pk for (pk,) in cursor.fetchall()}
    rows = rows_at([(table, pk) for pk in ids], at)
    found = [instance_of(model, row) for row in rows.values() if str(row[column]) == str(parent)]
    return sorted(found, key=lambda row: row.pk)


def instance_of(model: type[Instance], row: dict[str, Any]) -> Instance:
    """A row of the ledger as an instance; columns that the ledger does not have keep their default."""
    fields = [field for field in model._meta.concrete_fields if field.column in row]
    values = [_value(field, row[str(field.column)]) for field in fields]
    return model.from_db(None, [field.attname for field in fields], values)


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(json.dumps(value, default=float))
    return field.to_python(value)


def with_references(instances: Iterable[models.Model], at: datetime, known: Iterable[models.Model] = ()) -> None:
    """Let foreign keys lead to rows as they were at the same moment. One query.

    :param known: instances of that moment, to which references lead too.
    """
    every = list(instances)
    there: dict[Key, models.Model] = {_key(one): one for one in (*known, *every)}
    wanted = {key: model for one in every for _, key, model in _references(one) if key not in there}
    for key, row in rows_at(wanted, at).items():
        there[key] = instance_of(wanted[key], row)
    for one in every:
        for field, key, _ in _references(one):
            if key in there:
                field.set_cached_value(one, there[key])


def _references(one: models.Model) -> Iterable[tuple[Any, Key, type[models.Model]]]:
    for field in one._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and getattr(one, field.attname) is not None:
            target = field.related_model
            assert isinstance(target, type)
            yield field, (target._meta.db_table, str(getattr(one, field.attname))), target


def _key(one: models.Model) -> Key:
    return one._meta.db_table, str(one.pk)
