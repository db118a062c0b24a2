"""What a later field list may not do: which fields the rules ask for, and how an added field must be written (A07)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from projects.rules.fields.entry import EXTRA_TYPES, Entry, FieldListIsFaulty, Section
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType

# Optional in the table, and yet asked for by a rule in some cases (projects/rules/facts.py, part_facts.py): without
# them in the form, what the rule asks for could not be given.
ASKED_BY_RULES: Mapping[RecordKind, frozenset[str]] = {
    RecordKind.PROJECT: frozenset({"investment_code", "remark", "total_area", "total_length"}),
    RecordKind.UNIT: frozenset(
        {"area", "area_above", "area_below", "floors_above", "structure_system", "is_green", "green_level"}
    ),
    RecordKind.PARTICIPANT: frozenset({"permit", "drawing_review", "completion"}),
    RecordKind.TENDER: frozenset({"area", "agency_name", "agency_code", "manager"}),
    RecordKind.CONTRACT: frozenset({"partner_name", "partner_code", "tender"}),
    RecordKind.DRAWING_REVIEW: frozenset({"violated_articles"}),
    RecordKind.PERMIT: frozenset({"area", "supervisor_name", "supervisor_code", "chief_supervisor"}),
    RecordKind.COMPLETION: frozenset({"actual_area", "structure_system"}),
    RecordKind.INDICATORS: frozenset(),
    RecordKind.PERSONAL: frozenset(),
}
# What every message says under these names already, whatever the field list (confirmation/payload.py).
TAKEN_ON_THE_WIRE = frozenset(
    {
        "RowGuid", "PrjNum", "ProvincePrjNum", "PrjCode", "PrjName", "DataLevel", "DataSource", "CheckDepartName",
        "CheckPersonName", "CreateDate", "LastUpdateDate", "UpdateFlag", "Mark", "PrjTypeNum", "ProvinceNum", "CityNum",
        "CountyNum", "CorpName", "CorpCode", "AptitudeContent", "TechParamInfo", "UnitCode", "TenderNum", "RecordNum",
        "CensorNum", "BuilderLicenceNum", "PerfNum", "PersonPerfNum", "PrjFinishCheckNum", "PrjFinishNum",
    }
)  # fmt: skip
LONGEST = 2000
_NAME = re.compile(r"x_[a-z][a-z0-9_]{0,30}")
_WIRE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


def require_sound_list(
    sections: Sequence[Section], *, columns: Mapping[str, bool], kind: RecordKind, dictionaries: Iterable[str]
) -> None:
    """Let pass a field list that a form, a workbook and a message can be made of.

    :param columns: name of each column that the kind's first list has, and whether the table requires it.
    :param dictionaries: the code lists there are.
    :raises FieldListIsFaulty: with the first fault.
    """
    entries = [entry for section in sections for entry in section.entries]
    _require_headings(sections)
    _require_once(entries)
    for entry in entries:
        if entry.is_extra:
            _require_sound_extra(entry, frozenset(dictionaries))
        elif entry.name not in columns:
            raise FieldListIsFaulty(f"字段 {entry.name} 不是{kind.label}的字段；新增字段的名称应以 x_ 开头")
    missing = kept_always(columns, kind) - {entry.name for entry in entries}
    if missing:
        raise FieldListIsFaulty(f"字段 {'、'.join(sorted(missing))} 为必填或填报规则要用，不能去掉")


def kept_always(columns: Mapping[str, bool], kind: RecordKind) -> frozenset[str]:
    """The names that every list of the kind has: required by the table, or asked for by a rule."""
    return frozenset(name for name, required in columns.items() if required) | ASKED_BY_RULES[kind]


def _require_headings(sections: Sequence[Section]) -> None:
    titles = [section.title.strip() for section in sections]
    if not titles or not all(titles) or len(set(titles)) < len(titles):
        raise FieldListIsFaulty("每个分组须有名称，且名称不能重复")
    empty = [section.title for section in sections if not section.entries]
    if empty:
        raise FieldListIsFaulty(f"分组“{empty[0]}”没有字段，请去掉该分组或移入字段")


def _require_once(entries: Sequence[Entry]) -> None:
    names = [entry.name for entry in entries]
    wires = [name for entry in entries for name in entry.wire if name != "-"]
    for said, what in ((names, "字段"), (wires, "全国平台字段名")):
        twice = sorted({name for name in said if said.count(name) > 1})
        if twice:
            raise FieldListIsFaulty(f"{what} {'、'.join(twice)} 出现了两次")


def _require_sound_extra(entry: Entry, dictionaries: frozenset[str]) -> None:
    if not _NAME.fullmatch(entry.name):
        raise FieldListIsFaulty(f"新增字段的名称 {entry.name} 应由 x_ 和小写字母、数字、下划线组成")
    if not entry.label.strip():
        raise FieldListIsFaulty(f"新增字段 {entry.name} 须有显示名称")
    if entry.type not in EXTRA_TYPES:
        raise FieldListIsFaulty(f"新增字段“{entry.label}”的类型不能是 {entry.type}")
    if (entry.type is ValueType.CHOICE) != (entry.dictionary in dictionaries):
        raise FieldListIsFaulty(f"新增字段“{entry.label}”：选择类字段须指定字典，其他类型不能指定")
    if entry.max_length is not None and not 1 <= entry.max_length <= LONGEST:
        raise FieldListIsFaulty(f"新增字段“{entry.label}”的最大字数应在1至{LONGEST}之间")
    if TAKEN_ON_THE_WIRE & set(entry.wire):
        raise FieldListIsFaulty(f"全国平台字段名 {entry.wire[0]} 已由系统使用，请换一个")
    if len(entry.wire) > 1 or not all(_WIRE.fullmatch(name) for name in entry.wire):
        raise FieldListIsFaulty(f"新增字段“{entry.label}”的全国平台字段名应由字母开头，只含字母、数字和下划线")
