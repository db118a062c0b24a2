"""The register of authorities as the province keeps it, and what is missing before one can begin (A02, A03)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Appointment, Authority, AuthorityLine, HandlingPeriod, LeadDepartment, ResponsiblePerson
from accounts.rules import BusinessLine, EnterpriseKind, Role, Tier
from confirmation.models import SignatureRule
from confirmation.rules.decisions import LEAST_SIGNATURES


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One authority with what the register says today; ``gaps`` are the sentences of the checklist."""

    unit: Authority
    department: str
    phone: str
    days: str
    people: int
    gaps: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """What the register says of all units on a day, by the unit's id."""

    leads: dict[int, LeadDepartment]
    periods: dict[int, list[HandlingPeriod]]
    lines: dict[int, dict[str, str]]
    signatures: dict[int, list[SignatureRule]]
    people: Counter[int]
    reviewers: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))


def unit_rows(today: date) -> list[UnitRow]:
    """Every authority by its division's code, the province first. Seven queries, however many there are."""
    known = _known(today)
    return [_row(unit, known) for unit in Authority.objects.select_related("division").order_by("division_id")]


def _known(today: date) -> _Known:
    known = _Known(
        leads={row.authority_id: row for row in LeadDepartment.objects.current(today).order_by("starts_on")},
        periods=_grouped(HandlingPeriod.objects.current(today).order_by("business_line", "starts_on")),
        lines=defaultdict(dict),
        signatures=_grouped(SignatureRule.objects.current(today)),
        people=Counter(ResponsiblePerson.objects.current(today).values_list("authority_id", flat=True)),
    )
    for line in AuthorityLine.objects.current(today).order_by("starts_on"):
        known.lines[line.authority_id][line.enterprise_kind] = line.business_line
    for duty in Appointment.objects.current(today).filter(role=Role.REVIEWER, user__is_active=True):
        known.reviewers[duty.authority_id, duty.business_line].add(duty.user_id)
    return known


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.authority_id].append(row)
    return found


def _row(unit: Authority, known: _Known) -> UnitRow:
    lead, periods = known.leads.get(unit.pk), known.periods.get(unit.pk, [])
    gaps = [] if lead else ["未登记牵头部门"]
    if not known.people[unit.pk]:
        gaps.append("未登记专人")
    mapped = known.lines.get(unit.pk, {})
    gaps += [f"{kind.label}未对应业务条线" for kind in EnterpriseKind if kind.value not in mapped]
    for line in BusinessLine:
        if line.value in mapped.values():
            gaps += _line_gaps(unit, line, known)
    return UnitRow(
        unit=unit,
        department=lead.name if lead else "",
        phone=lead.phone if lead else "",
        days="、".join(f"{row.get_business_line_display() or '全部条线'} {row.days}" for row in periods),
        people=known.people[unit.pk],
        gaps=tuple(gaps),
    )


def _line_gaps(unit: Authority, line: BusinessLine, known: _Known) -> list[str]:
    asked = [row.count for row in known.signatures.get(unit.pk, []) if row.business_line in ("", line.value)]
    needed = max(LEAST_SIGNATURES[Tier(unit.tier)], *asked, 1)
    signers = len(known.reviewers.get((unit.pk, line.value), ()))
    gaps = []
    if not signers:
        gaps.append(f"{line.label}条线没有审核人员")
    elif signers < needed:
        gaps.append(f"{line.label}条线须{needed}人签署，现有{signers}人")
    if not {"", line.value} & {row.business_line for row in known.periods.get(unit.pk, [])}:
        gaps.append(f"{line.label}条线未登记办理周期")
    return gaps
