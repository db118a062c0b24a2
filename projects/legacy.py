"""Reading a file of old records: CSV, or JSON lines. Nothing is stored here (decisions 2)."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models

from projects.catalogue import Described, catalogue
from projects.models import MODEL_OF_KIND
from projects.rules.kinds import RecordKind
from projects.rules.legacy import GRADES, META, LegacyException, LegacyRow, row_faults
from projects.rules.values import ValueIsRefused, ValueType


class LegacyFileIsUnreadable(Exception):
    """The file is no CSV and no JSON lines, or lacks the columns that say what a row is."""


def read_legacy(path: Path) -> tuple[list[LegacyRow], list[LegacyException]]:
    """The rows of a file, and those that cannot be read with the reason. Values are not judged yet.

    :param path: ``*.jsonl`` has one JSON object a line; anything else is CSV in UTF-8 with a head.
    :raises LegacyFileIsUnreadable: when it is neither.
    """
    rows: list[LegacyRow] = []
    exceptions: list[LegacyException] = []
    seen: set[UUID] = set()
    for line, raw in _objects(path):
        try:
            row = _row(line, raw)
        except ValueError as error:
            exceptions.append(LegacyException(line, str(error)))
            continue
        faults = row_faults(row) + ([f"数据主键 {row.row_guid} 在文件中重复"] if row.row_guid in seen else [])
        seen.add(row.row_guid)
        exceptions += [LegacyException(line, fault) for fault in faults]
        if not faults:
            rows.append(row)
    return rows, exceptions


def value_faults(row: LegacyRow, day: date) -> list[LegacyException]:
    """What the values of a confirmed row say that the field list of a day does not admit.

    Fields that the list requires now and the old platform did not ask for are no fault: the record was confirmed
    without them. A column that must not be empty is one.
    """
    found: list[LegacyException] = []
    for described in catalogue().fields_on(row.kind, day).fields:
        message = _fault(row, described, day)
        if message:
            found.append(LegacyException(row.line, f"{described.label}：{message}"))
    return found


def _fault(row: LegacyRow, described: Described, day: date) -> str:
    suffix = "_name" if described.type is ValueType.PERSON else ""
    value = row.values.get(f"{described.name}{suffix}", "")
    if not value:
        return described.missing if _has_to_be_there(row.kind, described) else ""
    if described.type is ValueType.PERSON:
        return ""
    if described.type is ValueType.RECORD:
        return _reference_fault(value)
    try:
        described.read(value, catalogue().choices(described, day, current=value))
    except ValueIsRefused as error:
        return str(error)
    return ""


def _has_to_be_there(kind: RecordKind, described: Described) -> bool:
    if described.is_extra:
        return False
    column = MODEL_OF_KIND[kind]._meta.get_field(described.name)
    assert isinstance(column, models.Field)
    return not (column.blank or column.null or isinstance(column, models.BooleanField))


def _reference_fault(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        return f"“{value}”不是数据主键：须填写同一项目中那条记录的 row_guid"
    return ""


def _objects(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _json_lines(file) if path.suffix == ".jsonl" else _csv_lines(file)
    except (UnicodeDecodeError, csv.Error) as error:
        raise LegacyFileIsUnreadable(f"{path.name}: {error}") from error


def _json_lines(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            raw = json.loads(text)
        except json.JSONDecodeError as error:
            raise LegacyFileIsUnreadable(f"line {number}: {error}") from error
        if not isinstance(raw, dict):
            raise LegacyFileIsUnreadable(f"line {number}: not an object")
        yield number, raw


def _csv_lines(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(lines)
    missing = [name for name in META if name not in (reader.fieldnames or ())]
    if missing:
        raise LegacyFileIsUnreadable(f"columns are missing: {', '.join(missing)}")
    for raw in reader:
        yield reader.line_num, {name: value for name, value in raw.items() if name is not None}


def _row(line: int, raw: Mapping[str, Any]) -> LegacyRow:
    text = {name: "" if value is None else str(value).strip() for name, value in raw.items()}
    kind, grade = text.get("record_kind", ""), text.get("grade", "")
    if kind not in RecordKind.values:
        raise ValueError(f"记录种类“{kind}”不在{'、'.join(RecordKind.values)}之中")
    if grade not in GRADES:
        raise ValueError(f"数据等级“{grade}”须为A、B、C、D之一")
    return LegacyRow(
        line=line,
        project_key=text.get("project_key", ""),
        row_guid=_guid(text.get("row_guid", "")),
        kind=RecordKind(kind),
        grade=grade,
        enterprise_code=text.get("enterprise_code", ""),
        authority_code=text.get("authority_code", ""),
        check_person=text.get("check_person", ""),
        confirmed_on=_day(text.get("confirmed_on", "")),
        values={name: value for name, value in text.items() if name not in META and value},
    )


def _guid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(f"数据主键“{text}”不是UUID") from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"确认日期“{text}”须写作 YYYY-MM-DD") from None
