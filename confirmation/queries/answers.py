"""A record as people read it: labels, words for codes, units. One way for check-answers, review and the public."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts import vault
from accounts.models import Person
from common.clock import SHANGHAI, day_of
from projects.catalogue import catalogue
from projects.models import EnterpriseIndicators, StageRecord
from projects.rules.described import Described
from projects.rules.values import ValueType


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a record; ``indicators`` is the name of a track record's figures."""

    name: str
    label: str
    value: str


def facts_of(record: StageRecord, *, with_numbers: bool = False) -> list[tuple[str, str]]:
    """Label and value of every fact, in the order of the field list by which the record was filled in.

    :param with_numbers: whether a person's masked document number stands behind the name; never for the public.
    """
    return [(fact.label, fact.value) for fact in named_facts_of(record, with_numbers=with_numbers)]


def named_facts_of(record: StageRecord, *, with_numbers: bool = False) -> list[Fact]:
    """The same with the fields' names."""
    facts = [
        Fact(described.name, described.label, value_of(record, described, with_numbers))
        for described in catalogue().fields_of(record).fields
    ]
    if isinstance(record, EnterpriseIndicators):
        facts.append(Fact("indicators", "技术指标", record.indicator_text))
    return facts


def value_of(record: StageRecord, described: Described, with_numbers: bool) -> str:
    """One fact as text; empty when there is none."""
    value = record.extra.get(described.name) if described.is_extra else getattr(record, described.name)
    if isinstance(value, Person):
        return f"{value.name}（{vault.masked(value)}）" if with_numbers else value.name
    if described.type is ValueType.CHOICE and value:
        # An old record keeps the old label (A05).
        return catalogue().label(described.dictionary, str(value), day_of(record.updated_at))
    return plain(value, described.unit)


def plain(value: Any, unit: str = "") -> str:
    """A value as text: dates as YYYY-MM-DD, amounts without needless zeros, yes and no in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value.normalize():,f}" if isinstance(value, Decimal) else str(value)
    return f"{text} {unit}" if unit else text
