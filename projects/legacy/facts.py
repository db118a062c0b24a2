"""What an old record says: facts of a confirmed one, or why they cannot be stored; old values of a D record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from accounts.rules import IdentityDocument, masked_number
from common.identifiers import explain_identity_number, is_identity_number
from common.text import compatible, folded
from projects.catalogue import catalogue
from projects.models import MODEL_OF_KIND
from projects.rules.described import Described
from projects.rules.indicators import TEXT_AT_MOST, read_indicators
from projects.rules.kinds import RecordKind
from projects.rules.legacy import LegacyRow
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.values import ValueIsRefused, ValueType

FIGURE = "figure_"
INDICATOR_TEXT = "indicator_text"


@dataclass(slots=True)
class LegacyFacts:
    """A confirmed row as ``projects.actions.writing.write_facts`` takes it, references still as rows.

    :ivar faults: why it cannot be stored, a sentence each.
    """

    row: LegacyRow
    facts: dict[str, Any] = field(default_factory=dict)
    references: dict[str, LegacyRow] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_facts(row: LegacyRow, project: Sequence[LegacyRow], day: date) -> LegacyFacts:
    """The facts of a confirmed row by the field list of a day.

    Fields that the list requires now and the old platform did not ask for are no fault: the record was confirmed
    without them. A column that must not be empty is one.

    :param project: all rows of the project, among which references are found.
    """
    read = LegacyFacts(row)
    for described in catalogue().fields_on(row.kind, day).fields:
        if described.type is ValueType.PERSON:
            _read_person(read, described)
        elif described.type is ValueType.RECORD:
            _read_reference(read, described, project)
        else:
            _read_value(read, described, day)
    if row.kind is RecordKind.INDICATORS:
        _read_figures(read)
    return read


def old_values(row: LegacyRow, day: date) -> dict[str, str]:
    """What a D record carries along: the fields of its kind as text. An identity number is masked (decisions 8)."""
    fields = catalogue().fields_on(row.kind, day)
    names = {name for described in fields.fields for name in names_of(described)}
    known = {
        name: value
        for name, value in row.values.items()
        if name in names or (row.kind is RecordKind.INDICATORS and (name.startswith(FIGURE) or name == INDICATOR_TEXT))
    }
    numbers = {f"{d.name}_number" for d in fields.fields if d.type is ValueType.PERSON}
    return {
        name: masked_number(value) if name in numbers or is_identity_number(compatible(value).upper()) else value
        for name, value in known.items()
    }


def names_of(described: Described) -> tuple[str, ...]:
    """The columns of a file, and the inputs of a form, that a field has."""
    if described.type is ValueType.PERSON:
        return (f"{described.name}_name", f"{described.name}_document", f"{described.name}_number")
    return (described.name,)


def _read_value(read: LegacyFacts, described: Described, day: date) -> None:
    value = read.row.values.get(described.name, "")
    if not value:
        _read_nothing(read, described)
        return
    try:
        read.facts[described.name] = described.read(value, catalogue().choices(described, day, current=value))
    except ValueIsRefused as error:
        read.faults.append(f"{described.label}：{error}")


def _read_nothing(read: LegacyFacts, described: Described) -> None:
    if described.is_extra:
        return
    column = _column(read.row.kind, described)
    if isinstance(column, models.BooleanField) and not column.null:
        read.facts[described.name] = False
    elif column.blank or column.null:
        read.facts[described.name] = described.nothing
    else:
        read.faults.append(f"{described.label}：{described.missing}")


def _column(kind: RecordKind, described: Described) -> "models.Field[Any, Any]":
    column = MODEL_OF_KIND[kind]._meta.get_field(described.name)
    assert isinstance(column, models.Field)
    return column


def _read_person(read: LegacyFacts, described: Described) -> None:
    name_of, document_of, number_of = names_of(described)
    name = folded(read.row.values.get(name_of, ""))
    document = read.row.values.get(document_of, "") or IdentityDocument.RESIDENT.value
    number = compatible(read.row.values.get(number_of, "")).upper()
    if not name:
        if not _column(read.row.kind, described).null:
            read.faults.append(f"{described.label}：{described.missing}")
        return
    if len(name) > 50:
        read.faults.append(f"{described.label}：姓名最多50个字")
    if document not in IdentityDocument.values:
        read.faults.append(f"{described.label}：证件类型“{document}”不在{'、'.join(IdentityDocument.values)}之中")
        return
    if number and document == IdentityDocument.RESIDENT and (fault := explain_identity_number(number)):
        read.faults.append(f"{described.label}：{fault}")
    read.facts |= {name_of: name, document_of: document, number_of: number}


def _read_reference(read: LegacyFacts, described: Described, project: Sequence[LegacyRow]) -> None:
    value = read.row.values.get(described.name, "")
    if not value:
        if not _column(read.row.kind, described).null:
            read.faults.append(f"{described.label}：{described.missing}")
        return
    named = [row for row in project if row.kind is described.refers_to and row.is_confirmed and is_named(row, value)]
    if len(named) == 1:
        read.references[described.name] = named[0]
        return
    count = "没有" if not named else "不止一条"
    read.faults.append(f"{described.label}：同一项目的已确认记录中{count}以“{value}”为 row_guid、证书编号或编号的")


def is_named(row: LegacyRow, value: str) -> bool:
    """Whether a reference means this row: by its key, its paper's number or its own number."""
    return value in (str(row.row_guid), row.values.get("paper_number"), row.number)


def _read_figures(read: LegacyFacts) -> None:
    given = figures_in(read.row.values)
    text = folded(read.row.values.get(INDICATOR_TEXT, ""))
    if len(text) > TEXT_AT_MOST:
        read.faults.append(f"技术指标最多{TEXT_AT_MOST}个字")
    category = read.facts.get("category")
    if category not in QUALIFICATIONS or not given:
        # Before the notice the figures were one text; it stays as it was confirmed.
        read.facts |= {"indicators": [], INDICATOR_TEXT: text}
        return
    values, faults = read_indicators(category, given)
    read.facts["indicators"] = values
    read.faults += [f"技术指标 {code}：{fault}" for code, fault in faults.items()]


def figures_in(values: Mapping[str, str]) -> dict[str, str]:
    """The figures of a track record by code, as text."""
    return {name.removeprefix(FIGURE): value for name, value in values.items() if name.startswith(FIGURE)}
