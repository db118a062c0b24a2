"""What a contract must say; the other members of its consortium (联合体), up to nine with name and credit code each.

Names and codes are two lists in one order, as the data standard has them (domain.md 2.4); each list is one text.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from projects.rules.dictionaries import Sector
from projects.rules.facts import Fault, later_than_today
from projects.rules.values import apart

_LABEL = "联合体承包单位"


def contract_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a contract. A day before the award or after the permit is no fault: older papers have such days."""
    return later_than_today(facts, ("signed_on",), today) + partner_faults(facts)


def partner_faults(facts: Mapping[str, Any]) -> list[Fault]:
    """Faults of a contract's partners: each has both, none comes twice, none is the contractor itself."""
    names, codes = apart(facts.get("partner_name") or ""), apart(facts.get("partner_code") or "")
    if names and not codes:
        return [Fault("partner_code", f"须填写{_LABEL}的统一社会信用代码，请对照其营业执照填写")]
    if codes and not names:
        return [Fault("partner_name", f"填写了{_LABEL}代码的，须填写其名称；不是联合体的请都留空")]
    if len(names) != len(codes):
        return [
            Fault(
                "partner_code",
                f"{_LABEL}有{len(names)}个名称、{len(codes)}个统一社会信用代码，请按同一顺序一一对应填写",
            )
        ]
    return _repeated(names, codes, facts)


def _repeated(names: Sequence[str], codes: Sequence[str], facts: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for field, given, own in (
        ("partner_name", names, facts.get("contractor_name")),
        ("partner_code", codes, facts.get("contractor_code")),
    ):
        if own and own in given:
            faults.append(Fault(field, f"“{own}”是承包单位自身，{_LABEL}只填写联合体的其他成员"))
        faults += [Fault(field, f"“{twice}”填写了两次，{_LABEL}每家只填一次") for twice in _twice(given)]
    return faults


def _twice(given: Sequence[str]) -> list[str]:
    return sorted({item for item in given if given.count(item) > 1})
