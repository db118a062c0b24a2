"""Writing facts into a record as its field list describes them. Verbs of other verbs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts import vault
from accounts.models import Person
from projects.models import EnterpriseIndicators, StageRecord
from projects.rules.described import Described, FieldList
from projects.rules.facts import Fault, credit_code_fault
from projects.rules.values import ValueType, apart


def code_faults(facts: Mapping[str, Any], fields: FieldList) -> list[Fault]:
    """Faults of the credit codes; an empty one has none."""
    kinds = (ValueType.CREDIT_CODE, ValueType.CREDIT_CODES)
    names = [described.name for described in fields.fields if described.type in kinds]
    return [fault for name in names for code in apart(facts.get(name) or "") for fault in credit_code_fault(name, code)]


def write_facts(record: StageRecord, facts: Mapping[str, Any], fields: FieldList, at: datetime) -> None:
    """Write the facts into the record and save it; see :func:`set_facts`."""
    set_facts(record, facts, fields, at)
    record.form_version = fields.code
    record.updated_at = at
    record.save()


def set_facts(record: StageRecord, facts: Mapping[str, Any], fields: FieldList, at: datetime) -> None:
    """Write the facts into the record as it lies in memory; a person who is named for the first time is kept.

    A person stands in the facts as ``<field>_name``, ``_document`` and ``_number``; an empty number with an unchanged
    name keeps the person. A fact that is not given leaves its column alone.
    """
    for described in fields.fields:
        if described.type is ValueType.PERSON:
            setattr(record, described.name, _person(record, facts, described.name, at))
        elif described.is_extra:
            record.extra = {**record.extra, **_extra(described, facts)}
        elif described.name in facts:
            value = facts[described.name]
            setattr(
                record,
                f"{described.name}_id"
                if isinstance(value, str) and described.type is ValueType.DIVISION
                else described.name,
                value,
            )
    if isinstance(record, EnterpriseIndicators):
        record.indicators = facts["indicators"]
        record.render()


def _extra(described: Described, facts: Mapping[str, Any]) -> dict[str, Any]:
    if described.name not in facts:
        return {}
    value = facts[described.name]
    if isinstance(value, Decimal):
        value = f"{value:f}"
    return {described.name: value.isoformat() if isinstance(value, date) else value}


def _person(record: StageRecord, facts: Mapping[str, Any], role: str, at: datetime) -> Person | None:
    name, number = facts.get(f"{role}_name"), facts.get(f"{role}_number")
    if not name:
        return None
    known: Person | None = getattr(record, role) if getattr(record, f"{role}_id") else None
    if not number and known is not None and known.name == name:
        return known
    return vault.keep(name=name, document_kind=facts[f"{role}_document"], number=number or "", at=at)
