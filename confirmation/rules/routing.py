"""Which authority confirms first, and at which tier (二（二）, 一（六）4, decisions 19)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from accounts.rules import BusinessLine, Tier
from common.notice import ISSUED_ON, of_notice
from projects.rules.dictionaries import Sector
from projects.rules.qualifications import QUALIFICATIONS

CLAUSE_LOCAL = of_notice("一（六）4、二（二）3")
CLAUSE_SPECIAL = of_notice("二（二）3")


class CategoryKind(models.TextChoices):
    """What a rule of routing goes by (A-09)."""

    SECTOR = "SECTOR", "工程类别"
    QUALIFICATION = "QUALIFICATION", "资质类别"


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """At which tier the first confirmation of a category lies, from one day to another."""

    kind: CategoryKind
    category: str
    first_tier: Tier
    clause: str
    starts_on: date
    ends_on: date | None = None


# 二（二）3: these general contracts are confirmed by the city; the rest begin with the county.
_CITY_FIRST = (Sector.PETROCHEMICAL, Sector.METALLURGY, Sector.MINING, Sector.POWER, Sector.ELECTROMECHANICAL)
_COUNTY_FIRST = (Sector.HOUSING, Sector.MUNICIPAL)
NOTICE_ROUTING: tuple[RoutingRule, ...] = (
    *(RoutingRule(CategoryKind.SECTOR, code, Tier.CITY, CLAUSE_SPECIAL, ISSUED_ON) for code in _CITY_FIRST),
    *(RoutingRule(CategoryKind.SECTOR, code, Tier.COUNTY, CLAUSE_LOCAL, ISSUED_ON) for code in _COUNTY_FIRST),
    *(
        RoutingRule(CategoryKind.QUALIFICATION, row.code, Tier.CITY, CLAUSE_SPECIAL, ISSUED_ON)
        for row in QUALIFICATIONS.values()
        if row.city_first
    ),
)


@dataclass(frozen=True, slots=True)
class FirstStop:
    """The tier of the first confirmation and the sentence that says why; stored on the case."""

    tier: Tier
    reason: str
    clause: str


def first_stop(
    *,
    sector: Sector,
    qualifications: Collection[str],
    division_name: str,
    county_confirms: bool,
    rules: Sequence[RoutingRule],
) -> FirstStop:
    """Where a new filing goes first.

    :param qualifications: codes of the categories that the filing's own records claim (A-09).
    :param county_confirms: whether the place has an authority of its own at the county tier; 梅河口, 长白山 and
        the zones have none.
    :param rules: the routing rules in force.
    """
    special = city_first(sector=sector, qualifications=qualifications, rules=rules)
    if special is not None:
        reason = f"{_label(special)}类工程由市级住房城乡建设主管部门确认，通过后定为B级"
        return FirstStop(Tier.CITY, reason, special.clause)
    if not county_confirms:
        return FirstStop(
            Tier.CITY, f"{division_name}不设县级确认，由市级住房城乡建设主管部门确认，通过后定为B级", CLAUSE_LOCAL
        )
    return FirstStop(Tier.COUNTY, "由项目所在地县级住房城乡建设主管部门确认，通过后定为C级", CLAUSE_LOCAL)


def city_first(*, sector: Sector, qualifications: Collection[str], rules: Sequence[RoutingRule]) -> RoutingRule | None:
    """The rule that sends a filing to the city from the start; None when there is none. The project's sector first."""
    for rule in sorted(rules, key=lambda rule: rule.kind != CategoryKind.SECTOR):
        categories = (sector,) if rule.kind == CategoryKind.SECTOR else qualifications
        if rule.first_tier == Tier.CITY and rule.category in categories:
            return rule
    return None


def _label(rule: RoutingRule) -> str:
    if rule.kind == CategoryKind.SECTOR:
        return str(Sector(rule.category).label)
    return QUALIFICATIONS[rule.category].label


@dataclass(frozen=True, slots=True)
class UnitRule:
    """Which department of an authority takes which cases; an empty field fits everything (四（二）, BR-38)."""

    kind: str
    sector: str
    grade: str
    line: BusinessLine


def narrowest(rules: Sequence[UnitRule], *, kind: str, sector: str, grade: str) -> UnitRule | None:
    """The rule that names most of what a case is; None when none fits. Of two equally narrow ones the first."""
    fitting = [
        rule for rule in rules if rule.kind in ("", kind) and rule.sector in ("", sector) and rule.grade in ("", grade)
    ]
    return max(fitting, key=lambda rule: (rule.sector != "", rule.kind != "", rule.grade != ""), default=None)
