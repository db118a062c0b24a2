"""Rows of the ledger that changed a confirmed record, or a paper of one (U10)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from audit.asking import SLACK, first_number
from projects.models import STAGE_MODELS, Attachment

READ_AT_MOST = 20_000
PAPERS = Attachment._meta.db_table
_TABLES = [model._meta.db_table for model in STAGE_MODELS]
# An unconfirmed row says so in these bytes, and nothing that is quoted inside a text does; a row with added fields is
# parsed in any case, for their names are not ours.
_IS_DRAFT = """position('"grade": "D"'::bytea IN b.payload) > 0 AND position('"extra": {}'::bytea IN b.payload) > 0"""
_COLUMNS = """id, transaction_id, recorded_at, object_type, operation, actor_name, role, unit, action, reason, was,
  is_now, project"""
_SPAN = "e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND e.id > %(low)s AND e.id < %(high)s"
_AREA = """(%(area)s::text IS NULL OR EXISTS (SELECT FROM projects_project o
    JOIN accounts_division d ON d.code = o.division_id WHERE o.id = p.project AND %(area)s IN (d.code, d.city_code)))"""
_LAST = f"ORDER BY c.id DESC LIMIT {READ_AT_MOST + 1}"
_RECORDS = f"""
SELECT {_COLUMNS}
FROM (
  SELECT e.*, convert_from(b.payload, 'UTF8')::jsonb -> 'row' AS was,
    convert_from(e.payload, 'UTF8')::jsonb -> 'row' AS is_now
  FROM audit_event e JOIN audit_event b
    ON (b.object_type, b.object_id, b.object_version) = (e.object_type, e.object_id, e.object_version - 1)
  WHERE e.object_type = ANY (%(tables)s) AND e.operation IN ('UPDATE', 'DELETE') AND NOT ({_IS_DRAFT}) AND {_SPAN}
  OFFSET 0) c,
  LATERAL (SELECT coalesce((c.was ->> 'project_id')::bigint, (c.was ->> 'id')::bigint) AS project) p
WHERE c.was ->> 'grade' <> 'D' AND (c.operation = 'DELETE' OR c.was - 'updated_at' <> c.is_now - 'updated_at')
  AND {_AREA} {_LAST}
"""  # noqa: S608 - constants
# Whether the record was confirmed then, the ledger of grades tells by the place of its entries in this ledger. Both
# ends of an update count: a paper may be carried to a confirmed record, or away from one.
_ATTACHED = f"""
SELECT {_COLUMNS}
FROM (
  SELECT e.*, convert_from(b.payload, 'UTF8')::jsonb -> 'row' AS was,
    convert_from(e.payload, 'UTF8')::jsonb -> 'row' AS is_now
  FROM audit_event e LEFT JOIN audit_event b
    ON (b.object_type, b.object_id, b.object_version) = (e.object_type, e.object_id, e.object_version - 1)
  WHERE e.object_type = '{PAPERS}' AND {_SPAN}
  OFFSET 0) c,
  LATERAL (SELECT coalesce(c.was ->> 'project_id', c.is_now ->> 'project_id')::bigint AS project) p
WHERE (c.operation <> 'UPDATE' OR c.was <> c.is_now)
  AND EXISTS (SELECT FROM (VALUES (c.was), (c.is_now)) ends (row), LATERAL (
    SELECT g.new_grade FROM projects_project o
      JOIN grading_gradeentry g ON g.project_guid = o.row_guid AND g.record_guid = (ends.row ->> 'record_guid')::uuid
      JOIN audit_event given
        ON (given.object_type, given.object_id, given.object_version) = ('grading_gradeentry', g.id::text, 1)
    WHERE o.id = (ends.row ->> 'project_id')::bigint AND given.id < c.id ORDER BY g.id DESC LIMIT 1) last
    WHERE last.new_grade <> 'D')
  AND {_AREA} {_LAST}
"""  # noqa: S608 - constants


@dataclass(slots=True)
class ChangedRow:
    """One entry of the ledger: of a record or a paper, before and after.

    :ivar was, is_now: None where there was none before, or is none any more.
    """

    id: int
    transaction_id: int
    recorded_at: datetime
    object_type: str
    operation: str
    actor_name: str
    role: str
    unit: str
    action: str
    reason: str
    was: Any
    is_now: Any
    project: int

    def __post_init__(self) -> None:
        self.was, self.is_now = (json.loads(row) if isinstance(row, str) else row for row in (self.was, self.is_now))
        if self.operation == "DELETE":
            self.is_now = None

    @property
    def label(self) -> str:
        """What the row is called: a record by its name, a paper by its file's."""
        row = self.was or self.is_now
        return str(row.get("name") or row.get("filename") or row.get("number") or row["id"])


def changed_rows(area: str, since: datetime, until: datetime) -> list[ChangedRow]:
    """Changes of confirmed records and of their papers, newest first, one more than are read at most. Two queries.

    :param area: code of a city or county; empty for the province.
    :param since, until: the first is included, the second is not.
    """
    asked: dict[str, Any] = {
        "tables": _TABLES,
        "since": since,
        "until": until,
        "low": first_number(since) - SLACK,
        "high": first_number(until) + SLACK,
        "area": area or None,
    }
    found: list[ChangedRow] = []
    for query in (_RECORDS, _ATTACHED):
        with connection.cursor() as cursor:
            cursor.execute(query, asked)
            found += [ChangedRow(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda row: -row.id)[: READ_AT_MOST + 1]
