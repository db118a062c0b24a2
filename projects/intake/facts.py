"""The fields of a message as facts, by the field list of the day and in the words of the data standard."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from accounts.rules import IdentityDocument, masked_number
from common.identifiers import is_identity_number
from common.text import compatible, folded
from projects.catalogue import catalogue
from projects.intake.shape import IntakeItem
from projects.models import MODEL_OF_KIND
from projects.rules.described import Described
from projects.rules.intake import (
    OWN_NAMES,
    PROJECT_CODE,
    PROJECT_NUMBER,
    SYSTEM_NAMES,
    Doubtful,
    IntakeCause,
    IntakeSystem,
)
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueIsRefused, ValueType, is_empty

# A code list, or a field that has none, and what they call one of its codes.
CodeKey = tuple[str, str]
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
CODE_AT_MOST = 100  # characters; what is longer is no code
_CODED = (ValueType.CHOICE, ValueType.DIVISION)


@dataclass(slots=True)
class IntakeFacts:
    """What a message says of its record.

    :ivar facts: as ``projects.actions.writing.write_facts`` takes them.
    :ivar references: by field, the kind and the number of the earlier record of the project that it names.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    references: dict[str, tuple[RecordKind, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_facts(item: IntakeItem, codes: Mapping[CodeKey, str], day: date) -> IntakeFacts:
    """The facts of a message.

    :param codes: what a person has matched of the system's codes with ours.
    :raises Doubtful: for the first code that is in no list, and else for everything that is no value of its field.
    """
    values, read = under_our_names(item, day), IntakeFacts()
    for described in catalogue().fields_on(item.kind, day).fields:
        if described.type is ValueType.PERSON:
            _read_person(read, described, values)
        elif described.type is ValueType.RECORD:
            _read_reference(read, described, values.get(described.name, ""))
        else:
            _read_value(
                read, item.kind, described, values.get(described.name, ""), partial(_ours, described, codes, day)
            )
    if read.faults:
        raise Doubtful(IntakeCause.FAULTY_FACTS, "；".join(read.faults))
    return read


def names_of(system: IntakeSystem, kind: RecordKind, day: date) -> dict[str, str]:
    """The system's names in small letters, each with ours; a person has three of ours."""
    names: dict[str, str] = {}
    for described in catalogue().fields_on(kind, day).fields:
        ours = _PARTS[described.type](described.name) if described.type in _PARTS else (described.name,)
        # A person's document that the standard does not ask for is written "-".
        names |= {theirs: our for theirs, our in zip(described.wire, ours, strict=False) if theirs != "-"}
    names |= OWN_NAMES.get(kind, {})
    names |= SYSTEM_NAMES[system].get(kind, {})
    return {theirs.lower(): our for theirs, our in names.items()}


def labels_of(kind: RecordKind, day: date) -> dict[str, str]:
    """What our names are called, in the order of the field list; a person's three by the person."""
    labels: dict[str, str] = {}
    for described in catalogue().fields_on(kind, day).fields:
        if described.type in _PARTS:
            parts = zip(_PARTS[described.type](described.name), ("姓名", "证件类型", "证件号码"), strict=True)
            labels |= {name: f"{described.label}{part}" for name, part in parts}
        else:
            labels[described.name] = described.label
    return labels


_PARTS = {ValueType.PERSON: lambda name: (f"{name}_name", f"{name}_document", f"{name}_number")}


def under_our_names(item: IntakeItem, day: date) -> dict[str, str]:
    """The values that have a place here, under our names."""
    names = names_of(item.system, item.kind, day)
    return {names[theirs.lower()]: value for theirs, value in item.record.items() if theirs.lower() in names}


def left_aside(item: IntakeItem, day: date) -> list[str]:
    """Names of the message that have no place here; its sender is told, since one of them may be a slip."""
    names = {*names_of(item.system, item.kind, day), PROJECT_CODE.lower(), PROJECT_NUMBER.lower()}
    return sorted(theirs for theirs in item.record if theirs.lower() not in names)


def said_of_project(item: IntakeItem, name: str) -> str:
    """The project's code or number as the message has it; empty when it does not say."""
    return next((compatible(value) for theirs, value in item.record.items() if theirs.lower() == name.lower()), "")


def shown_values(item: IntakeItem, day: date) -> dict[str, str]:
    """The message's values as people may see them: identity numbers masked (decisions 8), also in the wrong field.

    Numbers of papers stay readable: a permit's is made like an identity number, and one in eleven passes for one.
    """
    names = names_of(item.system, item.kind, day)
    fields = catalogue().fields_on(item.kind, day).fields
    people = {f"{described.name}_number" for described in fields if described.type is ValueType.PERSON}
    papers = {described.name for described in fields if described.type is ValueType.RECORD} | {"paper_number"}

    def shown(ours: str, value: str) -> str:
        if ours in papers:
            return value
        is_number = ours in people or is_identity_number(compatible(value).upper())
        return masked_number(value) if is_number else without_numbers(value)

    return {theirs: shown(names.get(theirs.lower(), ""), value) for theirs, value in item.record.items()}


def without_numbers(text: str) -> str:
    """A text for people with the identity numbers masked that stand in it, wherever their sender put them."""
    return _NUMBER.sub(
        lambda found: masked_number(found[0]) if is_identity_number(found[0].upper()) else found[0], text
    )


def _ours(described: Described, codes: Mapping[CodeKey, str], day: date, raw: str) -> Any:
    if described.type not in _CODED or is_empty(raw):
        return described.read(raw, {})
    name, choices = described.dictionary or described.name, catalogue().choices(described, day)
    try:
        return described.read(codes.get((name, raw), raw), choices)
    except ValueIsRefused as error:
        if len(raw) > CODE_AT_MOST:
            raise
        raise Doubtful(
            IntakeCause.UNKNOWN_CODE, f"{described.label}的代码“{raw[:60]}”不在字典内", name=name, theirs=raw
        ) from error


def _read_value(read: IntakeFacts, kind: RecordKind, described: Described, raw: str, ours: Any) -> None:
    if described.type is ValueType.YES_NO and is_empty(raw) and not described.is_extra:
        if MODEL_OF_KIND[kind]._meta.get_field(described.name).null:
            read.facts[described.name] = None
        return  # a column that is no when it is left alone
    try:
        read.facts[described.name] = ours(raw)
    except ValueIsRefused as error:
        read.faults.append(f"{described.label}：{error}")


def _read_reference(read: IntakeFacts, described: Described, raw: str) -> None:
    if folded(raw) and described.refers_to is not None:
        read.references[described.name] = (described.refers_to, folded(raw))
    elif described.required:
        read.faults.append(f"{described.label}：{described.missing}")


def _read_person(read: IntakeFacts, described: Described, values: Mapping[str, str]) -> None:
    name_of, document_of, number_of = _PARTS[ValueType.PERSON](described.name)
    name, number = folded(values.get(name_of, "")), compatible(values.get(number_of, "")).upper()
    document = values.get(document_of, "") or IdentityDocument.RESIDENT.value
    if not name and not number:
        if described.required:
            read.faults.append(f"{described.label}：{described.missing}")
        read.facts |= {name_of: "", document_of: document, number_of: ""}
        return
    if fault := _person_fault(name, document, number):
        read.faults.append(f"{described.label}：{fault}")
    read.facts |= {name_of: name, document_of: document, number_of: number}


def _person_fault(name: str, document: str, number: str) -> str | None:
    if not name or len(name) > 50:
        return "须填写姓名，最多50个字"
    if document not in IdentityDocument.values:
        return f"证件类型“{document[:20]}”不在{'、'.join(IdentityDocument.values)}之中"
    if not 1 <= len(number) <= 30:
        return "须填写证件号码"
    if document == IdentityDocument.RESIDENT and not is_identity_number(number):
        return "身份证号码的位数、出生日期或校验码不符"  # what is wrong where would tell the hidden digits
    return None
