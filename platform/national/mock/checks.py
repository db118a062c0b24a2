"""What the platform refuses, in its own words."""

from collections.abc import Iterator, Mapping
from typing import Any

from national import contract


def faults(payload: Any) -> list[str]:
    """Everything that is wrong with an envelope, as Chinese sentences; empty when it may come in."""
    if not isinstance(payload, Mapping):
        return ["报文应为对象"]
    return [*_envelope(payload), *_tables(payload.get("tables"))]


def _envelope(payload: Mapping[str, Any]) -> Iterator[str]:
    expected = contract.ENVELOPE_SCHEMA["properties"]
    for name in payload:
        if name not in expected:
            yield f"报文含有未约定的字段 {name}"
    if payload.get("schema") != contract.SCHEMA:
        yield f"报文标准应为 {contract.SCHEMA}，现为 {payload.get('schema')}"
    aggregate = payload.get("aggregate")
    if not isinstance(aggregate, str) or not 0 < len(aggregate) <= 64:
        yield "报文缺少数据主键 aggregate"
    version = payload.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        yield "报文版本 version 应为正整数"
    if payload.get("update_flag") not in contract.UPDATE_FLAGS:
        yield "更新标识 update_flag 应为 U 或 D"


def _tables(tables: Any) -> Iterator[str]:
    if not isinstance(tables, Mapping):
        yield "报文缺少数据表 tables"
        return
    for name, rows in tables.items():
        if name not in contract.TABLES:
            yield f"未知的数据表 {name}"
        elif not isinstance(rows, list):
            yield f"数据表 {name} 应为记录的列表"
        else:
            for place, row in enumerate(rows, 1):
                yield from (f"{name} 第{place}条：{words}" for words in _row(row))
    projects = tables.get("TBProjectInfo")
    if not isinstance(projects, list) or len(projects) != 1:
        yield "TBProjectInfo 应有且只有一条记录"


def _row(row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield "记录应为对象"
        return
    for field, label in {"RowGuid": "地方数据主键", "PrjNum": "项目编号"}.items():
        if not isinstance(row.get(field), str) or not row[field]:
            yield f"{label} {field} 不能为空"
    level = row.get("DataLevel")
    if level == "D":
        yield "数据等级 DataLevel 为 D，未经确认的数据不予接收"
    elif level not in contract.PUBLISHED_GRADES:
        yield f"数据等级 DataLevel 应为 A、B 或 C，现为 {level}"
