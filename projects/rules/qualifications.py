"""企业资质类别 (domain.md 4.16): what a track record counts for. The ministry's codes were not found."""

import re
from dataclasses import dataclass

from projects.rules.record_codes import TrackRecordKind

_BUILD, _SURVEY = TrackRecordKind.CONSTRUCTION, TrackRecordKind.SURVEY
_DESIGN, _SUPERVISE = TrackRecordKind.DESIGN, TrackRecordKind.SUPERVISION


@dataclass(frozen=True, slots=True)
class Qualification:
    """One category.

    :param excluded: of the six families that 一（二） leaves to other departments for now.
    :param city_first: confirmed by the city from the start (二（二）3).
    """

    code: str
    label: str
    kind: TrackRecordKind
    excluded: bool = False
    city_first: bool = False


def _general() -> tuple[Qualification, ...]:
    names = "建筑 公路* 铁路* 港口与航道* 水利水电* 电力! 矿山! 冶金! 石油化工! 市政公用 通信* 机电!"
    return _marked("Z", names, "工程施工总承包")


def _specialist() -> tuple[Qualification, ...]:
    names = (
        "地基基础 起重设备安装 预拌混凝土 电子与智能化 消防设施 防水防腐保温 桥梁! 隧道! 钢结构! 模板脚手架 "
        "建筑装修装饰 建筑机电安装 建筑幕墙 古建筑 城市及道路照明 公路路面* 公路路基* 公路交通* 铁路电务* "
        "铁路铺轨架梁* 铁路电气化* 机场场道* 民航空管及机场弱电* 机场目视助航* 港口与海岸* 航道* 通航建筑物* "
        "港航设备安装及水上交管* 水工金属结构* 水利水电机电* 河湖整治* 输变电! 核工程! 海洋石油! 环保 特种"
    )
    return _marked("Y", names, "工程专业承包")


def _marked(letter: str, names: str, suffix: str) -> tuple[Qualification, ...]:
    # "*" stands behind an excluded family, "!" behind one that the city confirms.
    return tuple(
        Qualification(
            code=f"{letter}{serial:02d}",
            label=name.rstrip("*!").removesuffix("工程") + suffix,
            kind=_BUILD,
            excluded=name.endswith("*"),
            city_first=name.endswith("!"),
        )
        for serial, name in enumerate(names.split(), start=1)
    )


def _advisory() -> tuple[Qualification, ...]:
    lists = (
        ("K", _SURVEY, "工程勘察综合 岩土工程勘察 水文地质勘察 工程测量 工程勘察劳务"),
        ("S", _DESIGN, "工程设计综合 建筑行业设计 市政行业设计 电力行业设计 化工石化医药行业设计 冶金行业设计 "
         "煤炭矿山行业设计 机械行业设计 建筑工程专业设计 专项设计 设计事务所"),
        ("J", _SUPERVISE, "工程监理综合 房屋建筑工程监理 市政公用工程监理 电力工程监理 化工石油工程监理 冶炼工程监理 "
         "矿山工程监理 机电安装工程监理 监理事务所"),
    )  # fmt: skip
    return tuple(
        Qualification(f"{letter}{serial:02d}", label, kind)
        for letter, kind, names in lists
        for serial, label in enumerate(names.split(), start=1)
    )


QUALIFICATIONS: dict[str, Qualification] = {row.code: row for row in (*_general(), *_specialist(), *_advisory())}

# Labour works have no class of their own, and survey, design and supervision are named in 4.16 by kinds of certificate.
_WITHOUT_ROW = frozenset(
    "施工劳务 综合甲级 综合 专业 行业 专项 事务所 劳务 岩土 岩土工程 水文地质 测量".split()  # noqa: SIM905
)
_SUFFIX = re.compile(r"(工程)?(施工总承包|总承包|专业承包|专业分包|分包)?(资质)?$")
_BY_NAME = {name: row for row in QUALIFICATIONS.values() for name in (row.label, _SUFFIX.sub("", row.label))}


def qualification_named(name: str) -> Qualification | None:
    """The category of a Chinese name as 4.16 writes it, with or without 工程 and the kind of contract behind it.

    None for names of 4.16 that stand for no category of works, such as 施工劳务.

    :raises KeyError: when 4.16 has no such name.
    """
    short = _SUFFIX.sub("", name)
    found = _BY_NAME.get(name) or _BY_NAME.get(short)
    if found is None and not {name, short} & _WITHOUT_ROW:
        raise KeyError(name)
    return found
