"""Every change of what was confirmed, read from the ledger, with the paper that it rests on (U10, 四（三）).

It is read from the ledger and not from errata: what went around them stands here too, without a paper.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from audit.asking import SLACK, first_number
from audit.models import Event
from common.clock import day_of
from confirmation.models import Case
from errata.models import Erratum, FalseCase, FalseCaseRecord
from errata.queries.notes import letters_among
from errata.rules.afterwards import Basis, Beside, Lettered, Paper, changed_columns, paper_of
from projects.models import STAGE_MODELS, Project

READ_AT_MOST = 20_000
_AT_ONCE = 1_000
_TABLES = [model._meta.db_table for model in STAGE_MODELS]
# An unconfirmed row says so in these bytes, and nothing that is quoted inside a text does; a row with added fields is
# parsed in any case, for their names are not ours.
_IS_DRAFT = """position('"grade": "D"'::bytea IN b.payload) > 0 AND position('"extra": {}'::bytea IN b.payload) > 0"""
_CHANGED = f"""
SELECT id, transaction_id, recorded_at, object_type, operation, actor_name, role, unit, action, reason, was, is_now,
  project
FROM (
  SELECT e.*, convert_from(b.payload, 'UTF8')::jsonb -> 'row' AS was,
    convert_from(e.payload, 'UTF8')::jsonb -> 'row' AS is_now
  FROM audit_event e JOIN audit_event b
    ON (b.object_type, b.object_id, b.object_version) = (e.object_type, e.object_id, e.object_version - 1)
  WHERE e.object_type = ANY (%(tables)s) AND e.operation IN ('UPDATE', 'DELETE') AND NOT ({_IS_DRAFT})
    AND e.recorded_at >= %(since)s AND e.recorded_at < %(until)s AND e.id > %(low)s AND e.id < %(high)s
  OFFSET 0) c,
  LATERAL (SELECT coalesce((c.was ->> 'project_id')::bigint, (c.was ->> 'id')::bigint) AS project) p
WHERE c.was ->> 'grade' <> 'D' AND (c.operation = 'DELETE' OR c.was - 'updated_at' <> c.is_now - 'updated_at')
  AND (%(area)s::text IS NULL OR EXISTS (SELECT FROM projects_project o
    JOIN accounts_division d ON d.code = o.division_id WHERE o.id = p.project AND %(area)s IN (d.code, d.city_code)))
ORDER BY c.id DESC LIMIT {READ_AT_MOST + 1}
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one confirmed record.

    :param columns: with what they said before and say now, as the ledger has them; none for a deleted record.
    """

    event_id: int
    at: datetime
    table: str
    label: str
    project: Project | None
    action: str
    actor: str
    role: str
    unit: str
    reason: str
    columns: tuple[tuple[str, Any, Any], ...]
    paper: Paper

    @property
    def is_red(self) -> bool:
        """Whether it has no paper."""
        return self.paper.basis is Basis.NONE


@dataclass(frozen=True, slots=True)
class Report:
    """All changes after confirmation of a span, newest first.

    :param is_cut: there are more than ``READ_AT_MOST``; the oldest of the span are left out.
    """

    changes: list[Change]
    is_cut: bool

    def count(self, basis: Basis) -> int:
        """How many rest on this."""
        return sum(change.paper.basis is basis for change in self.changes)


def changes_after_confirmation(area: str, since: datetime, until: datetime) -> Report:
    """What changed of confirmed records of an area. Three queries, and ten more for each thousand changes at most.

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
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, asked)
        rows = [_Row(*row) for row in cursor.fetchall()]
    kept = rows[:READ_AT_MOST]
    found = [change for first in range(0, len(kept), _AT_ONCE) for change in _judged(kept[first : first + _AT_ONCE])]
    return Report(found, len(rows) > READ_AT_MOST)


@dataclass(slots=True)
class _Row:
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


def _judged(rows: Sequence[_Row]) -> Iterator[Change]:
    beside = _beside({row.transaction_id for row in rows})
    projects = Project.objects.in_bulk({row.project for row in rows})
    for row in rows:
        is_now = None if row.operation == "DELETE" else row.is_now
        columns = changed_columns(row.was, is_now) if is_now is not None else []
        if is_now is not None and not columns:
            continue  # a column that is new to the table
        yield Change(
            event_id=row.id,
            at=row.recorded_at,
            table=row.object_type,
            label=str(row.was.get("name") or row.was.get("number") or row.was["id"]),
            project=projects.get(row.project),
            action=row.action,
            actor=row.actor_name,
            role=row.role,
            unit=row.unit,
            reason=row.reason,
            columns=tuple((name, row.was.get(name), row.is_now.get(name)) for name in columns),
            paper=paper_of(row.was, is_now, beside.get(row.transaction_id, Beside())),
        )


_PAPERS = ("errata_erratum", "errata_falsecase", "grading_gradeentry", "confirmation_decision")


def _beside(transactions: set[int]) -> dict[int, Beside]:
    """What each transaction wrote of errata, findings, grades and decisions. Five queries at most."""
    written: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for event in Event.objects.filter(transaction_id__in=transactions, object_type__in=_PAPERS).order_by("pk"):
        row = json.loads(bytes(event.payload))["row"]
        written.setdefault(event.transaction_id, {}).setdefault(event.object_type, []).append(row)
    every = list(written.values())
    errata = _errata({row["id"] for tables in every for row in tables.get("errata_erratum", []) if _is_executed(row)})
    cases = {row["case_id"] for tables in every for row in tables.get("confirmation_decision", [])}
    numbers = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
    findings = _findings({row["id"] for tables in every for row in tables.get("errata_falsecase", [])})
    return {
        transaction: Beside(
            entries=tables.get("grading_gradeentry", []),
            decisions=[_decided(row, numbers) for row in tables.get("confirmation_decision", [])],
            errata=[errata[row["id"]] for row in tables.get("errata_erratum", []) if _is_executed(row)],
            findings=[findings[row["id"]] for row in tables.get("errata_falsecase", []) if row["id"] in findings],
        )
        for transaction, tables in written.items()
    }


def _is_executed(row: dict[str, Any]) -> bool:
    return bool(row["status"] == "EXECUTED")


def _decided(row: dict[str, Any], numbers: dict[int, str | None]) -> tuple[str, date]:
    return str(numbers.get(row["case_id"]) or ""), day_of(datetime.fromisoformat(row["decided_at"]))


def _errata(ids: set[int]) -> dict[int, Lettered]:
    rows = Erratum.objects.filter(pk__in=ids).prefetch_related("acts__paper", "items")
    return {row.pk: _lettered(row) for row in rows}


def _lettered(row: Erratum) -> Lettered:
    papers = letters_among(sorted(row.acts.all(), key=lambda act: act.pk))
    return Lettered(
        number=row.number or "",
        letters=tuple(paper.letter_number for paper in papers),
        dated_on=max((paper.dated_on for paper in papers if paper.dated_on), default=None),
        columns=frozenset((str(item.record_guid), item.column) for item in row.items.all()),
    )


def _findings(ids: set[int]) -> dict[int, tuple[str, date | None, frozenset[str]]]:
    guids: dict[int, set[str]] = {}
    for case, guid in FalseCaseRecord.objects.filter(case__in=ids).values_list("case_id", "record_guid"):
        guids.setdefault(case, set()).add(str(guid))
    return {
        row.pk: (str(row), row.found_on, frozenset(guids.get(row.pk, ())))
        for row in FalseCase.objects.filter(pk__in=ids)
    }
