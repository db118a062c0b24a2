"""Reading a file of old records row by row: CSV, or JSON lines."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from projects.rules.kinds import RecordKind
from projects.rules.legacy import GRADES, META, OPTIONAL_META, LegacyException, LegacyRow, row_faults


class LegacyFileIsUnreadable(Exception):
    """The file is no CSV and no JSON lines, or lacks the columns that say what a row is."""


def read_legacy(path: Path) -> Iterator[LegacyRow | LegacyException]:
    """Each line of a file as a row, or why it is none. Values are not judged yet; one line is held at a time.

    :param path: ``*.jsonl`` has one JSON object a line; anything else is CSV in UTF-8 with a head.
    :raises LegacyFileIsUnreadable: when it is neither.
    """
    for line, raw in _objects(path):
        text = {name: "" if value is None else str(value).replace("\0", "").strip() for name, value in raw.items()}
        key = text.get("project_key", "")
        try:
            row = _row(line, key, text)
        except ValueError as error:
            yield LegacyException(line, str(error), key)
            continue
        faults = row_faults(row)
        yield from (LegacyException(line, fault, key) for fault in faults)
        if not faults:
            yield row


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
        except (json.JSONDecodeError, RecursionError) as error:
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


def _row(line: int, key: str, text: Mapping[str, str]) -> LegacyRow:
    kind, grade = text.get("record_kind", ""), text.get("grade", "")
    if kind not in RecordKind.values:
        raise ValueError(f"记录种类“{kind}”不在{'、'.join(RecordKind.values)}之中")
    if grade not in GRADES:
        raise ValueError(f"数据等级“{grade}”须为A、B、C、D之一")
    meta = (*META, *OPTIONAL_META)
    return LegacyRow(
        line=line,
        project_key=key,
        row_guid=_guid(text.get("row_guid", "")),
        kind=RecordKind(kind),
        grade=grade,
        enterprise_code=text.get("enterprise_code", ""),
        authority_code=text.get("authority_code", ""),
        check_person=text.get("check_person", ""),
        confirmed_on=_day(text.get("confirmed_on", "")),
        number=text.get("number", ""),
        national_number=text.get("national_number", ""),
        enterprise_name=text.get("enterprise_name", ""),
        enterprise_kinds=tuple(part for part in re.split(r"[\s,;、，；]+", text.get("enterprise_kinds", "")) if part),
        values={name: value for name, value in text.items() if name not in meta and value},
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
