"""Where a case goes: the routing rules asked about a project."""

from collections.abc import Collection
from datetime import date

from accounts.models import Authority
from accounts.queries import authority_at, business_line_for, county_authority
from accounts.rules import BusinessLine, EnterpriseKind
from common.notice import of_notice
from confirmation.models import UnitRoute
from confirmation.rules.routing import FirstStop, UnitRule, first_stop, narrowest
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import CaseKind
from grading.rules.grades import TIER_OF_GRADE, Grade
from projects.models import Project
from projects.queries import sector_of


def route_of(
    kind: CaseKind, target: Grade, project: Project, qualifications: Collection[str], rules: RuleSet
) -> tuple[FirstStop, Authority]:
    """Where a case goes: a backfill to the first tier of its place, an upgrade to the tier that gives the grade.

    :param qualifications: codes of the categories that its records claim.
    """
    if kind == CaseKind.UPGRADE:
        tier = TIER_OF_GRADE[target]
        stop = FirstStop(tier, f"申请{target}级，由{tier.label}住房城乡建设主管部门确认", of_notice("二（二）"))
        return stop, authority_at(tier, project.division)
    stop = first_stop(
        sector=sector_of(project),
        qualifications=qualifications,
        division_name=project.division.name,
        county_confirms=county_authority(project.division) is not None,
        rules=rules.routing,
    )
    return stop, authority_at(stop.tier, project.division)


def line_of(
    kind: EnterpriseKind, target: Grade, authority: Authority, project: Project, today: date
) -> tuple[BusinessLine, str]:
    """The department of the authority that takes a filing, and the rule that said so (四（二）, BR-38). Two queries.

    :param kind: as what the enterprise files.
    """
    rows = UnitRoute.objects.current(today).filter(authority=authority).order_by("-starts_on")
    rules = [
        UnitRule(row.enterprise_kind, row.sector, row.target_grade, BusinessLine(row.business_line)) for row in rows
    ]
    rule = narrowest(rules, kind=kind, sector=project.sector, grade=target)
    if rule is not None:
        return rule.line, f"按本单位分派规则由{rule.line.label}业务部门办理"
    line = business_line_for(authority, kind, today)
    return line, f"{kind.label}申报由{line.label}业务部门办理"
