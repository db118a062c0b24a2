"""Which authority confirms first, and at which tier (二（二）, 一（六）4, decisions 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.rules import Tier
from common.notice import ISSUED_ON, of_notice
from projects.rules.dictionaries import Sector

CLAUSE_LOCAL = of_notice("一（六）4、二（二）3")
CLAUSE_SPECIAL = of_notice("二（二）3")


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """At which tier the first confirmation of a sector lies, from one day to another."""

    sector: Sector
    first_tier: Tier
    clause: str
    starts_on: date
    ends_on: date | None = None


# 二（二）3: these general contracts are confirmed by the city; the rest begin with the county.
_CITY_FIRST = (Sector.PETROCHEMICAL, Sector.METALLURGY, Sector.MINING, Sector.POWER, Sector.ELECTROMECHANICAL)
_COUNTY_FIRST = (Sector.HOUSING, Sector.MUNICIPAL)
NOTICE_ROUTING: tuple[RoutingRule, ...] = (
    *(RoutingRule(sector, Tier.CITY, CLAUSE_SPECIAL, ISSUED_ON) for sector in _CITY_FIRST),
    *(RoutingRule(sector, Tier.COUNTY, CLAUSE_LOCAL, ISSUED_ON) for sector in _COUNTY_FIRST),
)


@dataclass(frozen=True, slots=True)
class FirstStop:
    """The tier of the first confirmation and the sentence that says why; stored on the case."""

    tier: Tier
    reason: str
    clause: str


def first_stop(*, sector: Sector, division_name: str, county_confirms: bool, rules: Sequence[RoutingRule]) -> FirstStop:
    """Where a new filing goes first.

    :param county_confirms: whether the place has an authority of its own at the county tier; 梅河口, 长白山 and
        the zones have none.
    :param rules: the routing rules in force.
    """
    rule = next((rule for rule in rules if rule.sector == sector), None)
    if rule is not None and rule.first_tier == Tier.CITY:
        return FirstStop(Tier.CITY, f"{sector.label}类工程由市级住房城乡建设主管部门确认，通过后定为B级", rule.clause)
    if not county_confirms:
        return FirstStop(
            Tier.CITY, f"{division_name}不设县级确认，由市级住房城乡建设主管部门确认，通过后定为B级", CLAUSE_LOCAL
        )
    return FirstStop(Tier.COUNTY, "由项目所在地县级住房城乡建设主管部门确认，通过后定为C级", CLAUSE_LOCAL)
