"""Every change of what was confirmed, read from the ledger, with the paper that it rests on (U10, 四（三）).

It is read from the ledger and not from errata: what went around them stands here too, without a paper.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.models import Event
from common.clock import day_of
from confirmation.models import Case
from errata.models import Erratum, FalseCase, FalseCaseRecord
from errata.queries.changed_rows import PAPERS, READ_AT_MOST, ChangedRow, changed_rows
from errata.queries.notes import letters_among
from errata.rules.afterwards import Basis, Beside, Lettered, Paper, changed_columns, paper_of, paper_of_attachment
from projects.models import Project

_AT_ONCE = 1_000
_OF_A_NEW_PAPER = ("kind", "filename", "file_id")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one confirmed record, or of a paper of one.

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
    """What changed of confirmed records of an area. Four queries, and eleven more for each thousand changes at most.

    :param area: code of a city or county; empty for the province.
    :param since, until: the first is included, the second is not.
    """
    rows = changed_rows(area, since, until)
    kept = rows[:READ_AT_MOST]
    found = [change for first in range(0, len(kept), _AT_ONCE) for change in _judged(kept[first : first + _AT_ONCE])]
    return Report(found, len(rows) > READ_AT_MOST)


def _judged(rows: Sequence[ChangedRow]) -> Iterator[Change]:
    beside = _beside({row.transaction_id for row in rows})
    projects = Project.objects.in_bulk({row.project for row in rows})
    for row in rows:
        columns = _columns(row)
        if row.is_now is not None and not columns:
            continue  # a column that is new to the table
        judge = paper_of_attachment if row.object_type == PAPERS else paper_of
        yield Change(
            event_id=row.id,
            at=row.recorded_at,
            table=row.object_type,
            label=row.label,
            project=projects.get(row.project),
            action=row.action,
            actor=row.actor_name,
            role=row.role,
            unit=row.unit,
            reason=row.reason,
            columns=tuple((name, (row.was or {}).get(name), row.is_now.get(name)) for name in columns),
            paper=judge(row.was, row.is_now, beside.get(row.transaction_id, Beside())),
        )


def _columns(row: ChangedRow) -> Sequence[str]:
    if row.is_now is None:
        return ()
    return _OF_A_NEW_PAPER if row.was is None else changed_columns(row.was, row.is_now)


_BASES = ("errata_erratum", "errata_falsecase", "grading_gradeentry", "confirmation_decision")


def _beside(transactions: set[int]) -> dict[int, Beside]:
    """What each transaction wrote of errata, findings, grades and decisions. Five queries at most."""
    written: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for event in Event.objects.filter(transaction_id__in=transactions, object_type__in=_BASES).order_by("pk"):
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
    rows = Erratum.objects.filter(pk__in=ids).prefetch_related("acts__paper", "items", "replacements")
    return {row.pk: _lettered(row) for row in rows}


def _lettered(row: Erratum) -> Lettered:
    papers = letters_among(sorted(row.acts.all(), key=lambda act: act.pk))
    return Lettered(
        number=row.number or "",
        letters=tuple(paper.letter_number for paper in papers),
        dated_on=max((paper.dated_on for paper in papers if paper.dated_on), default=None),
        columns=frozenset((str(item.record_guid), item.column) for item in row.items.all()),
        papers={one.paper_id: one.file_id for one in row.replacements.all()},
    )


def _findings(ids: set[int]) -> dict[int, tuple[str, date | None, frozenset[str]]]:
    guids: dict[int, set[str]] = {}
    for case, guid in FalseCaseRecord.objects.filter(case__in=ids).values_list("case_id", "record_guid"):
        guids.setdefault(case, set()).add(str(guid))
    return {
        row.pk: (str(row), row.found_on, frozenset(guids.get(row.pk, ())))
        for row in FalseCase.objects.filter(pk__in=ids)
    }
