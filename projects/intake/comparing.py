"""Whether a newer message says of a record what is confirmed of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts import vault
from accounts.models import Person
from projects.catalogue import catalogue
from projects.models import StageRecord
from projects.rules.described import Described
from projects.rules.values import ValueType


def differences(record: StageRecord, facts: Mapping[str, Any], day: date) -> list[str]:
    """Labels of the fields in which the facts of a message are not those of the record.

    A yes or no that the message does not say is none; whatever else it leaves out would be taken away.
    """
    fields = catalogue().fields_on(record.record_kind, day).fields
    return [described.label for described in fields if _differs(record, described, facts)]


def _differs(record: StageRecord, described: Described, facts: Mapping[str, Any]) -> bool:
    if described.type is ValueType.PERSON:
        return _person(getattr(record, described.name)) != _named(facts, described.name)
    if described.is_extra:
        return str(record.extra.get(described.name) or "") != str(facts.get(described.name) or "")
    column = f"{described.name}_id" if described.type is ValueType.DIVISION else described.name
    ours, theirs = getattr(record, column), facts.get(described.name)
    if described.type is ValueType.YES_NO and theirs is None:
        return False
    return bool((None if ours == "" else ours) != (None if theirs == "" else theirs))


def _person(person: Person | None) -> tuple[str, str, str]:
    return ("", "", "") if person is None else (person.name, person.document_kind, vault.number_of(person))


def _named(facts: Mapping[str, Any], role: str) -> tuple[str, str, str]:
    name, document, number = (str(facts[f"{role}_{part}"]) for part in ("name", "document", "number"))
    return (name, document, number) if name else ("", "", "")
