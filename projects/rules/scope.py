"""Scope: which sectors are filed here and which are not for now (一（二）)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.errors import RuleError
from common.notice import ISSUED_ON, of_notice
from projects.rules.dictionaries import Sector
from projects.rules.qualifications import Qualification

CLAUSE = of_notice("一（二）")


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """Whether a sector is filed here, from one day to another.

    :param department: for an excluded sector, the department that will settle how it is confirmed.
    """

    sector: Sector
    in_scope: bool
    department: str
    clause: str
    starts_on: date
    ends_on: date | None = None


class SectorIsOutOfScope(RuleError):
    """The project's sector is not filed on this platform for now."""


_IN_SCOPE = (
    Sector.HOUSING,
    Sector.MUNICIPAL,
    Sector.PETROCHEMICAL,
    Sector.METALLURGY,
    Sector.MINING,
    Sector.POWER,
    Sector.ELECTROMECHANICAL,
)
_EXCLUDED = {
    Sector.HIGHWAY: "交通运输",
    Sector.PORT: "交通运输",
    Sector.WATER: "水利",
    Sector.TELECOM: "工业和信息化（通信管理）",
    Sector.RAILWAY: "铁路",
    Sector.AVIATION: "民航",
}
NOTICE_SCOPE: tuple[ScopeRule, ...] = (
    *(ScopeRule(sector, True, "", CLAUSE, ISSUED_ON) for sector in _IN_SCOPE),
    *(ScopeRule(sector, False, department, CLAUSE, ISSUED_ON) for sector, department in _EXCLUDED.items()),
)


def require_in_scope(sector: Sector, rules: Sequence[ScopeRule]) -> None:
    """Let pass a sector that the rules in force name as filed here. The list is closed: 99 is refused with advice.

    :param rules: those in force on the day, see ``projects.queries.scope_rules``.
    :raises SectorIsOutOfScope: with the department in charge, where the notice names one.
    """
    rule = next((rule for rule in rules if rule.sector == sector), None)
    if rule is not None and rule.in_scope:
        return
    if rule is None:
        raise SectorIsOutOfScope(
            f"“{sector.label}”不在补录范围内。补录范围为房建、市政、石油化工、冶金、矿山、电力、机电类工程及相关专业工程；"
            "装饰装修、钢结构、消防、桥梁等专业工程，请按其所属工程选择类别",
            clause=CLAUSE,
            field="sector",
        )
    raise SectorIsOutOfScope(
        f"{sector.label}工程暂无需在省平台录入，由{rule.department}主管部门确定项目信息确认方式，待住房城乡建设部明确后另行通知",
        clause=rule.clause,
        field="sector",
    )


class QualificationIsOutOfScope(RuleError):
    """The qualification that a filing claims is of a family that is not filed here for now."""


def require_family_in_scope(qualification: Qualification) -> None:
    """Let pass a qualification outside the six excluded families (decisions 20).

    :raises QualificationIsOutOfScope: otherwise.
    """
    if qualification.excluded:
        raise QualificationIsOutOfScope(
            f"“{qualification.label}”属公路、水运、水利、通信、铁路、民航等专业，其业绩暂无需在省平台录入",
            clause=CLAUSE,
            field="qualification",
        )
