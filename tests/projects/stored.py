"""A stored record as the facts with which it could be saved again, unchanged."""

from projects.catalogue import catalogue
from projects.models import EnterpriseIndicators
from projects.rules.values import ValueType


def facts_of_record(record):
    """The facts as ``save_record`` takes them; persons by name, without a number."""
    facts = {}
    for described in catalogue().fields_of(record).fields:
        if described.type is ValueType.PERSON:
            person = getattr(record, described.name)
            facts[f"{described.name}_name"] = person.name if person else ""
            facts[f"{described.name}_document"] = person.document_kind if person else ""
            facts[f"{described.name}_number"] = ""
        elif described.is_extra:
            facts[described.name] = record.extra.get(described.name)
        else:
            facts[described.name] = getattr(record, described.name)
    if isinstance(record, EnterpriseIndicators):
        facts["indicators"] = record.indicators
    return facts
