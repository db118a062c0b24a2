"""Conditional rules on unit projects, participants and track records (domain.md 2.2, 2.9, 2.11, 2.12). Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from common.notice import of_notice
from projects.rules.dictionaries import Sector
from projects.rules.facts import Fault, later_than_today, wrong_order
from projects.rules.indicators import TEXT_AT_MOST, rendered
from projects.rules.qualifications import QUALIFICATIONS
from projects.rules.record_codes import DUTIES_OF_KIND, Duty, TrackRecordKind

_ROUNDING = Decimal("0.01")


def unit_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a unit project."""
    faults = []
    if sector == Sector.HOUSING:
        for field, label in (
            ("area", "建筑面积（平方米）"),
            ("floors_above", "地上层数"),
            ("structure_system", "结构体系"),
        ):
            if not facts.get(field):
                faults.append(Fault(field, f"房屋建筑工程的单体须填写{label}"))
    above, below = facts.get("area_above"), facts.get("area_below")
    if facts.get("area") and above is not None and below is not None and abs(facts["area"] - above - below) > _ROUNDING:
        faults.append(Fault("area", f"建筑面积应等于地上与地下面积之和 {above + below:f} ㎡，请核对"))
    if facts.get("is_green") and not facts.get("green_level"):
        faults.append(Fault("green_level", "绿色建筑须选择绿色建筑等级"))
    return faults


def participant_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a participant."""
    if facts.get("permit") or facts.get("drawing_review") or facts.get("completion"):
        return []
    return [Fault("permit", "参建单位至少关联施工许可、施工图审查、竣工验收（备案）中的一个环节")]


def indicators_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of an enterprise's indicators."""
    faults = later_than_today(facts, ("started_on", "ended_on"), today)
    faults += wrong_order(facts, "started_on", "ended_on", "结束日期不能早于开始日期")
    qualification = QUALIFICATIONS[facts["category"]]
    if qualification.excluded:
        clause = of_notice("一（二）")
        faults.append(Fault("category", f"{qualification.label}属于暂不在省平台录入的专业（{clause}），请核对"))
    if qualification.kind != facts["kind"]:
        kind = TrackRecordKind(facts["kind"]).label
        faults.append(Fault("category", f"{qualification.label}不是{kind}业绩对应的资质，请重新选择"))
    if faults:
        return faults
    if not facts.get("indicators"):
        faults.append(Fault("category", "技术指标至少填写一项；请在下面按该类别资质标准填写"))
    elif len(rendered(facts["category"], facts["indicators"])) > TEXT_AT_MOST:
        faults.append(Fault("category", f"技术指标合计超过{TEXT_AT_MOST}字，请精简文字说明"))
    return faults


def personal_faults(facts: Mapping[str, Any], sector: Sector, today: date) -> list[Fault]:
    """Faults of a personal track record, held against the enterprise's indicators that it goes with (BR-22)."""
    faults = later_than_today(facts, ("started_on", "ended_on"), today)
    faults += wrong_order(facts, "started_on", "ended_on", "结束日期不能早于开始日期")
    enterprise_row = facts["indicators"]
    kind = TrackRecordKind(enterprise_row.kind)
    allowed = DUTIES_OF_KIND[kind]
    if Duty(facts["duty"]) not in allowed:
        names = "、".join(duty.label for duty in Duty if duty in allowed)
        faults.append(Fault("duty", f"{kind.label}业绩的人员作用应为：{names}"))
    span = f"{enterprise_row.started_on:%Y-%m-%d} 至 {enterprise_row.ended_on:%Y-%m-%d}"
    if facts["started_on"] < enterprise_row.started_on:
        faults.append(Fault("started_on", f"须在企业业绩的起止时间之内（{span}）"))
    if facts["ended_on"] > enterprise_row.ended_on:
        faults.append(Fault("ended_on", f"须在企业业绩的起止时间之内（{span}）"))
    return faults
