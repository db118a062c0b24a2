"""From what somebody typed over a confirmed record to the fields that an erratum changes."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from confirmation.queries.answers import value_of
from errata.models import ErratumItem
from errata.rules.fields import FIGURES, FIGURES_TEXT, correctable
from projects.actions.writing import set_facts
from projects.catalogue import catalogue
from projects.models import EnterpriseIndicators, StageRecord
from projects.rules.described import Described
from projects.rules.values import ValueType

_NEW_NUMBER = "（证件号码更正）"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record, before and after; see ``errata.models.ErratumItem``."""

    name: str
    column: str
    label: str
    old: Any
    new: Any
    old_shown: str
    new_shown: str
    is_derived: bool = False


def changes_in(
    record: StageRecord, facts: Mapping[str, Any], at: datetime, so_far: Sequence[ErratumItem] = ()
) -> list[Change]:
    """The fields that somebody typed otherwise than they stand there. Persons who are new are kept in the vault.

    :param facts: all fields of the record's list, see ``projects.forms.RecordForm``.
    :param so_far: what the erratum asks for the record already: a person named there keeps his number.
    """
    fields = catalogue().fields_of(record)
    wanted = with_items(record, so_far)
    set_facts(wanted, facts, fields, at)
    found = [_change(record, wanted, row) for row in correctable(fields) if _differs(record, wanted, row)]
    if isinstance(record, EnterpriseIndicators) and isinstance(wanted, EnterpriseIndicators):
        found += _figures(record, wanted) if record.indicators != wanted.indicators else []
    return found


def with_items(record: StageRecord, items: Sequence[ErratumItem]) -> StageRecord:
    """The record as it would be with the items of an erratum. Reads the persons whom they name."""
    wanted = copy.copy(record)
    for item in items:
        if item.is_extra:
            wanted.extra = {**wanted.extra, item.name: item.new}
            continue
        column = _column(record, item.name)
        setattr(wanted, column.attname, column.to_python(item.new))
    return wanted


def stale_items(record: StageRecord, items: Sequence[ErratumItem]) -> list[ErratumItem]:
    """The items whose old value is not what the record says now."""
    return [item for item in items if not _same(record, item)]


def _same(record: StageRecord, item: ErratumItem) -> bool:
    if item.is_extra:
        return bool(record.extra.get(item.name) == item.old)
    column = _column(record, item.name)
    return bool(getattr(record, column.attname) == column.to_python(item.old))


def _differs(record: StageRecord, wanted: StageRecord, described: Described) -> bool:
    # Values are compared, not texts: 86000 is 86000.00.
    if described.is_extra:
        return bool(record.extra.get(described.name) != wanted.extra.get(described.name))
    attname = _column(record, described.name).attname
    return bool(getattr(record, attname) != getattr(wanted, attname))


def _change(record: StageRecord, wanted: StageRecord, described: Described) -> Change:
    old_shown, new_shown = value_of(record, described, False), value_of(wanted, described, False)
    if described.is_extra:
        old, new = record.extra.get(described.name), wanted.extra.get(described.name)
        return Change(described.name, "extra", described.label, old, new, old_shown, new_shown)
    field = _column(record, described.name)
    old, new = getattr(record, field.attname), getattr(wanted, field.attname)
    if described.type is ValueType.PERSON and old != new and old_shown == new_shown:
        new_shown += _NEW_NUMBER
    return Change(described.name, str(field.column), described.label, _plain(old), _plain(new), old_shown, new_shown)


def _figures(record: EnterpriseIndicators, wanted: EnterpriseIndicators) -> list[Change]:
    shown = (record.indicator_text, wanted.indicator_text)
    return [
        Change(FIGURES, FIGURES, "技术指标", record.indicators, wanted.indicators, *shown),
        Change(FIGURES_TEXT, FIGURES_TEXT, "技术指标（文本）", *shown, *shown, is_derived=True),
    ]


def _column(record: StageRecord, name: str) -> "models.Field[Any, Any]":
    column = record._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def _plain(value: Any) -> Any:
    """A column's value as JSON that PostgreSQL reads back into the column."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value
