"""Conditional rules on what a record says (domain.md 2.0 to 2.8). Pure: a mapping of facts in, refusals out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.errors import RuleError
from common.identifiers import explain_credit_code
from projects.rules.dictionaries import LINEAR_PURPOSES, PermitKind, ProjectClass, Purpose, Sector
from projects.rules.tender_codes import MANAGED_TENDERS, TenderMethod

CODES_SINCE = date(2016, 1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and the remedy."""

    field: str
    message: str


class FactsAreFaulty(RuleError):
    """One or more fields break a rule of the data standard. ``faults`` has them all."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("；".join(fault.message for fault in faults), field=faults[0].field)
        self.faults = faults


def require_sound(faults: list[Fault]) -> None:
    """Let pass facts without faults.

    :raises FactsAreFaulty: with every fault.
    """
    if faults:
        raise FactsAreFaulty(faults)


def project_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of the basic information, beyond what single fields show."""
    purpose = Purpose(facts["purpose"])
    faults = later_than_today(facts, ("approved_on",), today)
    if not facts.get("investment_code") and facts["approved_on"] >= CODES_SINCE:
        faults.append(Fault("investment_code", "2016年起立项的项目须填写项目代码，请对照立项文件填写"))
    if not facts.get("investment_code") and not facts.get("remark"):
        faults.append(Fault("remark", "2016年以前立项且没有项目代码的，请在备注中说明"))
    if sector.project_class not in (ProjectClass.OTHER, purpose.project_class):
        faults.append(Fault("purpose", f"工程用途“{purpose.label}”不属于{sector.label}，请重新选择"))
    if sector == Sector.HOUSING and not facts.get("total_area"):
        faults.append(Fault("total_area", "房屋建筑工程须填写总面积（平方米）"))
    if purpose in LINEAR_PURPOSES and not facts.get("total_length"):
        faults.append(Fault("total_length", f"{purpose.label}工程须填写总长度（米）"))
    return faults + wrong_order(facts, "planned_start_on", "planned_end_on", "计划竣工日期不能早于计划开工日期")


def tender_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a tender."""
    faults = later_than_today(facts, ("awarded_on",), today)
    if sector == Sector.HOUSING and not facts.get("area"):
        faults.append(Fault("area", "房屋建筑工程须填写面积（平方米）"))
    if facts["method"] != TenderMethod.DIRECT and not facts.get("agency_name"):
        faults.append(
            Fault("agency_name", "须填写招标代理单位；未经招标的，请将招标方式改为“直接委托（直接发包）”后留空")
        )
    if facts["method"] != TenderMethod.DIRECT or facts.get("agency_name"):
        faults += _without_code(facts, "agency", "招标代理单位")
    if facts["kind"] in MANAGED_TENDERS and not facts.get("manager_name"):
        faults.append(Fault("manager_name", "施工招标须填写项目经理，监理招标须填写总监理工程师，请对照中标通知书填写"))
    return faults


def drawing_review_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a review of the construction drawings; those of fire and air defence may be left out."""
    faults = later_than_today(facts, ("reviewed_on", "fire_reviewed_on", "air_defence_reviewed_on"), today)
    if facts.get("violations") and not facts.get("violated_articles"):
        faults.append(Fault("violated_articles", "一次审查有违反强制性条文的，须列出所违反的条目"))
    return faults


def permit_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a permit or commencement report."""
    faults = later_than_today(facts, ("released_on",), today)
    # domain.md 2.6: commencement reports exist outside 房建 and 市政, where permits are required by law.
    if facts["kind"] == PermitKind.COMMENCEMENT_REPORT and sector in (Sector.HOUSING, Sector.MUNICIPAL):
        faults.append(
            Fault("kind", f"{sector.label}工程应填报施工许可证；开工报告适用于石油化工、冶金、矿山、电力、机电等工程")
        )
    if sector == Sector.HOUSING and not facts.get("area"):
        faults.append(Fault("area", "房屋建筑工程须填写面积（平方米）"))
    if facts.get("supervisor_name") and not facts.get("supervisor_code"):
        faults.append(Fault("supervisor_code", "填写了监理单位的，须填写其统一社会信用代码"))
    if facts.get("supervisor_name") and not facts.get("chief_supervisor_name"):
        faults.append(Fault("chief_supervisor_name", "填写了监理单位的，须填写总监理工程师"))
    if facts.get("chief_supervisor_name") and not facts.get("supervisor_name"):
        faults.append(Fault("supervisor_name", "填写了总监理工程师的，须填写监理单位"))
    return faults


def completion_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a completion."""
    faults = later_than_today(facts, ("started_on", "finished_on"), today)
    faults += wrong_order(facts, "started_on", "finished_on", "竣工验收（备案）日期不能早于实际开工日期")
    if sector == Sector.HOUSING and not facts.get("actual_area"):
        faults.append(Fault("actual_area", "房屋建筑工程须填写实际面积（平方米）"))
    if sector == Sector.HOUSING and not facts.get("structure_system"):
        faults.append(Fault("structure_system", "房屋建筑工程须选择结构体系"))
    return faults


def credit_code_fault(field: str, code: str) -> list[Fault]:
    """The fault of a credit code, if any."""
    reason = explain_credit_code(code) if code else None
    return [Fault(field, reason)] if reason else []


def _without_code(facts: Mapping[str, Any], party: str, label: str) -> list[Fault]:
    if facts.get(f"{party}_code"):
        return []
    return [Fault(f"{party}_code", f"须填写{label}的统一社会信用代码，请对照其营业执照填写")]


def later_than_today(facts: Mapping[str, Any], fields: tuple[str, ...], today: date) -> list[Fault]:
    """Faults of dates that lie ahead."""
    return [
        Fault(field, f"日期 {facts[field]:%Y-%m-%d} 晚于今天，请核对")
        for field in fields
        if facts.get(field) and facts[field] > today
    ]


def wrong_order(facts: Mapping[str, Any], first: str, last: str, message: str) -> list[Fault]:
    """The fault of a span that ends before it starts."""
    start, end = facts.get(first), facts.get(last)
    return [Fault(last, message)] if start and end and end < start else []
