"""What the platform refuses: the code, the place and the platform's own words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from national import contract
from national.contract_tables import COMMON, FIELDS, GRADES, REQUIRED, Field

_LABELS = {"RowGuid": "地方数据主键", "PrjNum": "项目编号", "DataLevel": "数据等级"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: ``code`` of ``contract.REFUSALS``, ``where`` as in ``TBProjectInfo[1].PrjNum``."""

    code: str
    where: str
    words: str


def faults(payload: Any) -> list[Fault]:
    """Everything that is wrong with an envelope; empty when it may come in."""
    if not isinstance(payload, Mapping):
        return [Fault("ENVELOPE", "", "报文应为对象")]
    return [*_envelope(payload), *_tables(payload.get("tables"))]


def _envelope(payload: Mapping[str, Any]) -> Iterator[Fault]:
    expected = contract.ENVELOPE_SCHEMA["properties"]
    for name in payload:
        if name not in expected:
            yield Fault("ENVELOPE", name, f"报文含有未约定的字段 {name}")
    if payload.get("schema") != contract.SCHEMA:
        yield Fault("ENVELOPE", "schema", f"报文标准应为 {contract.SCHEMA}，现为 {payload.get('schema')}")
    aggregate = payload.get("aggregate")
    if not isinstance(aggregate, str) or not 0 < len(aggregate) <= 64:
        yield Fault("ENVELOPE", "aggregate", "报文缺少数据主键 aggregate")
    version = payload.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield Fault("ENVELOPE", "version", "报文版本 version 应为正整数")
    if payload.get("update_flag") not in contract.UPDATE_FLAGS:
        yield Fault("ENVELOPE", "update_flag", "更新标识 update_flag 应为 U 或 D")


def _tables(tables: Any) -> Iterator[Fault]:
    if not isinstance(tables, Mapping):
        yield Fault("ENVELOPE", "tables", "报文缺少数据表 tables")
        return
    for name, rows in tables.items():
        if name not in contract.TABLES:
            yield Fault("UNKNOWN_TABLE", name, f"未知的数据表 {name}")
        elif not isinstance(rows, list):
            yield Fault("ENVELOPE", name, f"数据表 {name} 应为记录的列表")
        else:
            for place, row in enumerate(rows, 1):
                yield from _row(name, place, row)
    projects = tables.get("TBProjectInfo")
    if not isinstance(projects, list) or len(projects) != 1:
        yield Fault("ONE_PROJECT", "TBProjectInfo", "TBProjectInfo 应有且只有一条记录")


def _row(table: str, place: int, row: Any) -> Iterator[Fault]:
    here = f"{table} 第{place}条："
    if not isinstance(row, Mapping):
        yield Fault("WRONG_TYPE", f"{table}[{place}]", f"{here}记录应为对象")
        return
    fields = {**COMMON, **FIELDS[table]}
    for name in (*REQUIRED, *(name for name in row if name in fields and name not in REQUIRED)):
        found = _required(name, row.get(name)) if name in REQUIRED else _value(name, row[name], fields[name])
        if found is not None:
            yield Fault(found[0], f"{table}[{place}].{name}", here + found[1])


def _required(name: str, value: Any) -> tuple[str, str] | None:
    label = f"{_LABELS[name]} {name}"
    if name != "DataLevel":
        if not isinstance(value, str) or not value:
            return "MISSING", f"{label} 不能为空"
        return _value(name, value, COMMON[name])
    if value == "D":
        return "GRADE_D", f"{label} 为 D，未经确认的数据不予接收"
    return None if value in GRADES else ("NOT_A_CODE", f"{label} 应为 A、B 或 C，现为 {value}")


def _value(name: str, value: Any, field: Field) -> tuple[str, str] | None:
    if "enum" in field:
        # 1 and True are one in Python and two in JSON.
        is_known = value in field["enum"] and not isinstance(value, bool)
        return None if is_known else ("NOT_A_CODE", f"{name} 不在可用的取值内，现为 {value}")
    if field["type"] != "string":
        return None if _is_count(value, field) else ("NOT_A_NUMBER", f"{name} 应为约定范围内的整数，现为 {value}")
    if not isinstance(value, str):
        return "WRONG_TYPE", f"{name} 应为文本，现为 {value}"
    if len(value) > field.get("maxLength", len(value)):
        return "TOO_LONG", f"{name} 最多{field['maxLength']}个字符，现有{len(value)}个"
    if "pattern" in field and not re.search(field["pattern"], value):
        return _misshapen(name, value, field["pattern"])
    return None


def _is_count(value: Any, field: Field) -> bool:
    if value is None:
        return "null" in field["type"]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and bool(field["minimum"] <= value <= field.get("maximum", value))


def _misshapen(name: str, value: str, pattern: str) -> tuple[str, str]:
    if "-" in pattern[:16] and "{4}" in pattern:
        return "NOT_A_DATE", f"{name} 应为 YYYY-MM-DD 的日期，现为 {value}"
    if "A-Z" in pattern:
        return "NOT_A_CODE", f"{name} 不是约定的代码，现为 {value}"
    return "NOT_A_NUMBER", f"{name} 的整数位或小数位超出约定，现为 {value}"
