"""业绩指标 by qualification category (domain.md 5): which figures are asked for, and how they read as one text.

Thresholds are hints for the form and never a reason to block a confirmation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.rules.qualifications import QUALIFICATIONS, Qualification
from projects.rules.record_codes import TrackRecordKind
from projects.rules.values import Limits, ValueIsRefused, ValueType, read_decimal, read_text

TEXT_AT_MOST = 2000  # TechParamInfo, domain.md 2.11
NUMBER = Limits(digits=15, places=4, minimum=Decimal(0))
WORDS = Limits(max_length=200)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of a track record.

    :param hint: what the qualification standards ask for, where it was found.
    """

    code: str
    label: str
    unit: str = ""
    type: ValueType = ValueType.DECIMAL
    hint: str = ""


def _figures(*rows: tuple[str, ...]) -> tuple[Indicator, ...]:
    return tuple(Indicator(row[0], row[1], row[2], hint=row[3] if len(row) > 3 else "") for row in rows)


_AMOUNT = Indicator("contract_amount", "单项合同额", "万元")
_SIZE = Indicator("size_class", "规模等级（大、中、小型）", type=ValueType.TEXT)
_CONTENT = Indicator("content", "工程内容", type=ValueType.TEXT)
_BUILDING = (
    *_figures(
        ("floors", "地上层数", "层", "一级：25层以上1项或18至24层2项；二级：12层以上1项或8至11层2项"),
        ("structure_height", "构筑物高度", "m", "一级：100m以上1项或80至100m 2项；二级：50m以上1项或35至50m 2项"),
        ("unit_area", "单体建筑面积", "㎡", "二级：1万㎡以上1项或0.6至1万㎡ 2项"),
        ("total_area", "总建筑面积", "㎡", "一级：12万㎡以上1项或10万㎡以上2项"),
        ("span_concrete", "钢筋混凝土结构单跨", "m", "一级：30m以上1项或27至30m 2项"),
        ("span_steel", "钢结构单跨", "m", "一级：36m以上1项或30至36m 2项"),
    ),
    _AMOUNT,
)
_MUNICIPAL = (
    *_figures(
        ("main_road", "主干道长度", "km", "一级：25km"),
        ("road_area", "道路面积", "㎡", "一级：次干道以上150万㎡"),
        ("square_area", "广场铺装面积", "㎡", "一级：10万㎡"),
        ("bridge_area", "桥梁面积", "㎡", "一级：10万㎡"),
        ("bridge_span", "桥梁单跨", "m", "一级：40m 3座"),
        ("bridges", "桥梁座数", "座"),
        ("pipe_diameter", "管径", "m", "一级：排水1m、给水0.6m、中压燃气0.3m、热力0.5m"),
        ("pipe_length", "管道长度", "km", "一级：20km"),
        ("water_capacity", "污水（供水）处理能力", "万吨/日", "一级：污水8万吨或供水10万吨 2项"),
        ("pump_capacity", "泵站能力", "万吨/日", "一级：给水20万吨或排水10万吨 4座"),
        ("waste_capacity", "垃圾处理能力", "吨/日", "一级：500吨 2项"),
        ("tunnel_section", "隧道断面", "㎡", "一级：20㎡"),
        ("tunnel_length", "隧道长度", "km", "一级：3km"),
    ),
    _AMOUNT,
)
_POWER = _figures(
    ("station_capacity", "电站装机容量", "万kW", "一级：180万kW；二级：100万kW"),
    ("unit_capacity", "单机容量", "万kW", "一级：20万kW 6台；二级：10万kW 4台"),
    ("line_voltage", "送电线路电压", "kV", "一级：220kV；二级：110kV"),
    ("line_length", "送电线路长度", "km", "一级：600km；二级：700km"),
    ("substation_voltage", "变电站电压", "kV"),
    ("substations", "变电站座数", "座", "一级：220kV 8座；二级：110kV 7座"),
    ("cable_voltage", "电缆电压", "kV"),
    ("cable_length", "电缆长度", "km", "一级：220kV 100km；二级：110kV 200km"),
)
_PETROCHEMICAL = (
    _SIZE,
    Indicator("contract_amount", "单项合同额", "万元", hint="一级：1亿元以上中型3项"),
    *_figures(("tank_volume", "储罐容量", "m³"), ("overhaul_amount", "检维修合同额", "万元", "一级：3500万元 3项")),
    Indicator("plant_capacity", "装置能力", type=ValueType.TEXT),
)
_METALLURGY = _figures(
    ("annual_output", "年产量", "万吨", "一级：炼钢连铸100、轧钢80、炼铁100"),
    ("furnace_capacity", "转炉（电炉）容量", "t", "一级：转炉120t或电炉90t"),
    ("blast_volume", "高炉容积", "m³", "一级：1200m³"),
    ("sinter_area", "烧结面积", "㎡", "一级：180㎡"),
    ("coke_output", "焦化年产量", "万吨", "一级：90"),
    ("oxygen_output", "制氧能力", "m³/h", "一级：10000"),
    ("nonferrous_output", "氧化铝（有色）年产量", "万吨", "一级：氧化铝30"),
    ("cement_output", "水泥日产量", "t/d", "一级：2000"),
    ("glass_output", "浮法玻璃日产量", "t/d", "一级：400"),
)
_MINING = (
    *_figures(
        ("annual_output", "年产量", "万吨", "一级：铁100、煤120、磷硫60"),
        ("shaft_depth", "井深", "m"),
        ("roadway", "巷道长度", "m"),
        ("stripping", "剥离量", "m³"),
    ),
    Indicator("mineral", "矿种", type=ValueType.TEXT),
)
_ELECTROMECHANICAL = (
    Indicator("contract_amount", "单项合同额", "万元", hint="一级：2000万元 2项；二级：1000万元 2项"),
    _CONTENT,
)
_INSTALLATION = (Indicator("contract_amount", "单项合同额", "万元", hint="一级：1500万元 2项"), _CONTENT)
_OFFSHORE = (
    _AMOUNT, _SIZE, Indicator("platform", "平台", type=ValueType.TEXT), *_figures(("pipeline", "管线长度", "km")),
)  # fmt: skip
_STEEL = _figures(
    ("height", "高度", "m"), ("single_span", "单跨", "m"), ("grid_side", "网架（网壳）边长", "m"),
    ("unit_area", "单体建筑面积", "㎡"), ("steel_tonnage", "用钢量", "t"),
)  # fmt: skip
_BRIDGE = _figures(("bridge_length", "桥长", "m"), ("single_span", "单跨", "m"), ("pier_height", "墩高", "m"))
_TUNNEL = _figures(("tunnel_section", "隧道断面", "㎡"), ("tube_length", "单洞长度", "m"))
_TRANSMISSION = _figures(
    ("voltage", "电压等级", "kV"), ("line_length", "线路长度", "km"), ("substations", "变电站座数", "座"),
    ("cable_length", "电缆长度", "km"),
)  # fmt: skip
_NUCLEAR = (
    *_figures(("unit_capacity", "机组容量", "万kW")),
    Indicator("facility", "核设施类型", type=ValueType.TEXT),
    _AMOUNT,
)
_SPECIALIST = (
    _AMOUNT,
    *_figures(("area", "面积", "㎡"), ("height", "高度", "m")),
    Indicator("capacity", "处理规模", type=ValueType.TEXT),
)
_SURVEY_DESIGN = (
    _SIZE,
    Indicator("engineering_class", "工程等级（一、二、三级）", type=ValueType.TEXT),
    *_figures(
        ("total_area", "建筑面积", "㎡"),
        ("floors", "层数", "层"),
        ("single_span", "跨度", "m"),
        ("investment", "投资额", "万元"),
    ),
)
_SUPERVISION = (
    Indicator("engineering_class", "工程等级（一、二、三级）", type=ValueType.TEXT),
    *_figures(("investment", "投资额", "万元"), ("total_area", "建筑面积", "㎡"), ("floors", "层数", "层")),
)
_BY_LABEL = {
    "建筑工程施工总承包": _BUILDING,
    "市政公用工程施工总承包": _MUNICIPAL,
    "电力工程施工总承包": _POWER,
    "石油化工工程施工总承包": _PETROCHEMICAL,
    "冶金工程施工总承包": _METALLURGY,
    "矿山工程施工总承包": _MINING,
    "机电工程施工总承包": _ELECTROMECHANICAL,
    "建筑机电安装工程专业承包": _INSTALLATION,
    "海洋石油工程专业承包": _OFFSHORE,
    "钢结构工程专业承包": _STEEL,
    "桥梁工程专业承包": _BRIDGE,
    "隧道工程专业承包": _TUNNEL,
    "输变电工程专业承包": _TRANSMISSION,
    "核工程专业承包": _NUCLEAR,
}
_BY_KIND = {
    TrackRecordKind.CONSTRUCTION: _SPECIALIST,
    TrackRecordKind.SURVEY: _SURVEY_DESIGN,
    TrackRecordKind.DESIGN: _SURVEY_DESIGN,
    TrackRecordKind.SUPERVISION: _SUPERVISION,
}


def indicators_of(qualification: Qualification) -> tuple[Indicator, ...]:
    """The figures that a category asks for, in the order of the form."""
    return _BY_LABEL.get(qualification.label, _BY_KIND[qualification.kind])


def read_indicators(category: str, given: Mapping[str, Any]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The figures given for a category, and the faults by indicator's code.

    :param category: a code of ``QUALIFICATIONS``.
    :param given: raw values by code; empty ones are left out.
    :returns: ``[{"code": …, "value": …}]`` in the order of the form, numbers as plain decimal text.
    """
    values, faults = [], {}
    for indicator in indicators_of(QUALIFICATIONS[category]):
        raw = given.get(indicator.code)
        if raw is None or not str(raw).strip():
            continue
        try:
            values.append({"code": indicator.code, "value": _read(indicator, raw)})
        except ValueIsRefused as error:
            faults[indicator.code] = str(error)
    return values, faults


def _read(indicator: Indicator, raw: Any) -> str:
    if indicator.type is ValueType.DECIMAL:
        return f"{read_decimal(raw, NUMBER).normalize():f}"
    return read_text(raw, WORDS)


def rendered(category: str, values: Iterable[Mapping[str, str]]) -> str:
    """The figures as one text: ``地上层数:26层；总建筑面积:120000㎡`` (domain.md 5)."""
    known = {indicator.code: indicator for indicator in indicators_of(QUALIFICATIONS[category])}
    return "；".join(f"{known[row['code']].label}:{row['value']}{known[row['code']].unit}" for row in values)
