"""Where a case goes: the routing rules asked about a project."""

from accounts.models import Authority
from accounts.queries import authority_at, county_authority
from common.notice import of_notice
from confirmation.rules.routing import FirstStop, first_stop
from confirmation.rules.ruleset import RuleSet
from confirmation.rules.states import CaseKind
from grading.rules.grades import TIER_OF_GRADE, Grade
from projects.models import Project
from projects.queries import sector_of


def route_of(project: Project, kind: CaseKind, target: Grade, rules: RuleSet) -> tuple[FirstStop, Authority]:
    """Where a case goes: a backfill to the first tier of its place, an upgrade to the tier that gives the grade."""
    if kind == CaseKind.UPGRADE:
        tier = TIER_OF_GRADE[target]
        stop = FirstStop(tier, f"申请{target}级，由{tier.label}住房城乡建设主管部门确认", of_notice("二（二）"))
        return stop, authority_at(tier, project.division)
    stop = first_stop(
        sector=sector_of(project),
        qualifications=(),
        division_name=project.division.name,
        county_confirms=county_authority(project.division) is not None,
        rules=rules.routing,
    )
    return stop, authority_at(stop.tier, project.division)
