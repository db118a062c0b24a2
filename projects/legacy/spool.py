"""The rows of a file by project, however large the file is and in whatever order its lines stand."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from projects.rules.kinds import RecordKind
from projects.rules.legacy import LegacyException, LegacyRow


class LegacySpool:
    """Rows on disk, in a file without name that ends with the process; a context manager.

    :ivar exceptions: of lines that are no rows, and of what comes twice in the file.
    :ivar read: how many rows there are of each grade; what is no row has the grade "".
    """

    def __init__(self, found: Iterable[LegacyRow | LegacyException]) -> None:
        self.exceptions: list[LegacyException] = []
        self.read: Counter[str] = Counter()
        self._file = sqlite3.connect("")
        self._file.executescript(
            "CREATE TABLE row (line INTEGER PRIMARY KEY, key TEXT, first INTEGER, content TEXT);"
            "CREATE TABLE claim (what TEXT PRIMARY KEY);"
        )
        self._keep(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def _keep(self, found: Iterable[LegacyRow | LegacyException]) -> None:
        lines_without_row: set[int] = set()
        for row in found:
            if isinstance(row, LegacyException):
                self.exceptions.append(row)
                lines_without_row.add(row.line)
                continue
            self.read[row.grade] += 1
            twice = self._claimed_twice(row)
            if twice:
                self.exceptions += [LegacyException(row.line, f"{what}在文件中重复", row.project_key) for what in twice]
            content = json.dumps(asdict(row), ensure_ascii=False, default=str)
            self._file.execute("INSERT INTO row VALUES (?, ?, NULL, ?)", (row.line, row.project_key, content))
        self.read[""] = len(lines_without_row)
        self._file.executescript(
            "CREATE INDEX by_key ON row (key, line);"
            "UPDATE row SET first = (SELECT min(o.line) FROM row o WHERE o.key = row.key);"
            "CREATE INDEX in_order ON row (first, line);"
        )

    def _claimed_twice(self, row: LegacyRow) -> list[str]:
        claims = [f"数据主键 {row.row_guid} "]
        if row.is_confirmed:
            claims += [f"{what} {text} " for what, text in _unique(row) if text]
        twice = []
        for claim in claims:
            try:
                self._file.execute("INSERT INTO claim VALUES (?)", (claim,))
            except sqlite3.IntegrityError:
                twice.append(claim)
        return twice

    def projects(self, rows_at_least: int = 500) -> Iterator[list[LegacyRow]]:
        """Whole projects, together so many rows that judging them costs few queries."""
        gathered: list[LegacyRow] = []
        for line, first, content in self._file.execute("SELECT line, first, content FROM row ORDER BY first, line"):
            if line == first and len(gathered) >= rows_at_least:
                yield gathered
                gathered = []
            gathered.append(_row(json.loads(content)))
        if gathered:
            yield gathered


def _unique(row: LegacyRow) -> list[tuple[str, str]]:
    own = [("编号", row.number)]
    if row.kind is RecordKind.PROJECT:
        own += [("全国项目编号", row.national_number), ("项目代码", row.values.get("investment_code", ""))]
    return own


def _row(content: dict[str, Any]) -> LegacyRow:
    day = content["confirmed_on"]
    return LegacyRow(
        **content
        | {
            "row_guid": UUID(content["row_guid"]),
            "kind": RecordKind(content["kind"]),
            "confirmed_on": date.fromisoformat(day) if day else None,
            "enterprise_kinds": tuple(content["enterprise_kinds"]),
        }
    )
