"""What tables, columns and values of the ledger are called (docs/adr/0011)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from accounts.models import Authority, Division, Enterprise, Person, User
from audit.asking import EXTRA
from common.clock import SHANGHAI
from confirmation.queries.answers import plain
from projects.catalogue import catalogue
from projects.models import MODEL_OF_KIND
from projects.rules.kinds import RecordKind

Names = Mapping[str, Mapping[str, str]]
_CALLED = frozenset({Authority, Division, Enterprise, Person, User})
_KIND_OF_TABLE = {model._meta.db_table: kind for kind, model in MODEL_OF_KIND.items()}


@lru_cache(maxsize=1)
def models_by_table() -> dict[str, type[models.Model]]:
    """Every model by the name of its table."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def model_name(table: str) -> str:
    """What a table's rows are called."""
    model = models_by_table().get(table)
    return str(model._meta.verbose_name) if model else table


def labels_of(table: str) -> dict[str, str]:
    """The label of each column of a table, and of the fields that a field list adds, under ``extra.name``.

    The field list in force names a record's facts; the column itself names everything else.
    """
    model = models_by_table().get(table)
    if model is None:
        return {}
    labels = {str(field.column): str(field.verbose_name) for field in model._meta.concrete_fields}
    kind = _KIND_OF_TABLE.get(table)
    return labels | _listed(kind, model) if kind else labels


def _listed(kind: RecordKind, model: type[models.Model]) -> dict[str, str]:
    found: dict[str, str] = {}
    for described in catalogue().lists[kind][-1].fields:
        if described.is_extra:
            found[f"{EXTRA}{described.name}"] = described.label
        else:
            found[str(getattr(model._meta.get_field(described.name), "column", described.name))] = described.label
    return found


@cache
def _fields(table: str) -> dict[str, "models.Field[Any, Any]"]:
    model = models_by_table().get(table)
    return {str(field.column): field for field in model._meta.concrete_fields} if model else {}


def names_among(values: Iterable[tuple[str, str, Any]]) -> Names:
    """What the ids among some values are called today, by table. One query.

    :param values: tables, columns and what stands in them.
    """
    wanted: dict[type[models.Model], set[Any]] = {}
    for table, column, value in values:
        target = _target(table, column)
        if target is not None and value is not None:
            wanted.setdefault(target, set()).add(value)
    asked = [
        target._default_manager.filter(pk__in=ids)
        .annotate(table=models.Value(target._meta.db_table), key=Cast("pk", models.TextField()))
        .values_list("table", "key", "name")
        for target, ids in wanted.items()
    ]
    found: dict[str, dict[str, str]] = {}
    for table, key, name in asked[0].union(*asked[1:], all=True) if asked else ():
        found.setdefault(table, {})[key] = name
    return found


def _target(table: str, column: str) -> type[models.Model] | None:
    target = getattr(_fields(table).get(column), "related_model", None)
    return target if target in _CALLED else None


def value_text(table: str, column: str, value: Any, names: Names = MappingProxyType({})) -> str:
    """A value of the ledger in words; long ones are cut.

    :param names: of what ids lead to; an id that is not among them stands as it is.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    target = _target(table, column)
    if target is not None:
        return names.get(target._meta.db_table, {}).get(str(value), str(value))
    field = _fields(table).get(column)
    if field is not None and field.choices:
        labels = {str(key): label for key, label in field.flatchoices}
        return str(labels.get(str(value), value))
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(str(value)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    # As the ledger's JSON has amounts: without the zeros that the column keeps.
    text = plain(Decimal(str(value))) if isinstance(value, float) else str(value)
    return text if len(text) <= 300 else f"{text[:300]}……（共{len(text)}字）"
