"""The units to which a case can be handed over."""

from dataclasses import dataclass

from accounts.models import Authority
from accounts.rules import BusinessLine, Tier
from confirmation.models import Case, Decision
from confirmation.rules.states import Action


@dataclass(frozen=True, slots=True)
class Unit:
    """A department of an authority.

    :param line: code of the business line.
    """

    authority_id: int
    line: str


def units_for(case: Case) -> dict[Unit, str]:
    """The other departments of the case's authority, and the authorities of its tier under the same city; by name.

    A unit that has handed this submission on is not asked again. Two queries.
    """
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    handed = Decision.objects.filter(submission__in=case.submissions.newest(), action=Action.HAND_OVER)
    gone = {Unit(*pair) for pair in handed.values_list("authority_id", "business_line")}
    candidates = {Unit(case.authority.pk, line): f"本单位{line.label}业务部门" for line in BusinessLine}
    for authority in _neighbours(case):
        unit = Unit(authority.pk, case.business_line)
        candidates[unit] = f"{authority.name}{BusinessLine(case.business_line).label}业务部门"
    own = Unit(case.authority.pk, case.business_line)
    return {unit: name for unit, name in candidates.items() if unit != own and unit not in gone}


def _neighbours(case: Case) -> list[Authority]:
    if case.tier != Tier.COUNTY:
        return []
    same_city = Authority.objects.filter(tier=Tier.COUNTY, division__city_code=case.city_code)
    return list(same_city.exclude(pk=case.authority_id or 0).order_by("division_id"))


def authority_below(case: Case) -> Authority | None:
    """The authority of a lower tier that confirmed the project's basic information last; None when there is none."""
    confirmed = Authority.objects.filter(pk=case.project.check_authority_id or 0).select_related("division").first()
    below = confirmed is not None and Tier(confirmed.tier).rank < Tier(case.tier).rank
    return confirmed if below else None
