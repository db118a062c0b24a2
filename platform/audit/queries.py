"""Reading the ledger: acts with what they changed, and the check of the whole."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from audit.asking import Asked
from audit.models import Event

ACTS_A_PAGE = 30
EVENTS_AN_ACT = 60

_VERSIONS = """
SELECT e.* FROM unnest(%s::text[], %s::text[], %s::int[]) AS asked (object_type, object_id, object_version)
  JOIN audit_event e USING (object_type, object_id, object_version)
"""
Key = tuple[str, str, int]  # a table, a row's id, its version


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column before and after; None where the row did not exist."""

    table: str
    object_id: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Act:
    """What one transaction changed of what was asked for: one line of the timeline.

    :param events: numbers of the entries that are told, the oldest first.
    :param is_cut: it changed more than the ``EVENTS_AN_ACT`` rows that are told here.
    """

    transaction_id: int
    recorded_at: datetime
    action: str
    actor_name: str
    role: str
    unit: str
    reason: str
    subject: str
    request_id: str
    rule_version: str
    changes: tuple[FieldChange, ...]
    events: tuple[int, ...]
    is_cut: bool


def timeline(subject: str, *, before: int | None = None) -> tuple[list[Act], int | None]:
    """Acts about a subject, newest first; see :func:`acts`."""
    return acts(Asked(subjects=(subject,)), before=before)


def acts(asked: Asked, *, before: int | None = None) -> tuple[list[Act], int | None]:
    """Acts with what is asked for in them, newest first: one line for each transaction. Seven queries at most.

    An act stands where its newest event stands and on no other page. Where no index leads to what is asked for, a page
    may have few acts or none and yet be followed by another: it has read as many events as one page reads.

    :param before: the event id below which to go on.
    :returns: the acts and the ``before`` of the next page; None on the last.
    """
    found, floor = asked.search(before)
    later = found.filter(transaction_id=OuterRef("transaction_id"), pk__gt=OuterRef("pk"))
    heads = found.filter(pk__gt=floor).exclude(Exists(later)).order_by("-pk")
    if before is not None:
        heads = heads.filter(pk__lt=before)
    page = list(heads.values_list("pk", "transaction_id")[: ACTS_A_PAGE + 1])
    events = _events_of(found, [transaction for _, transaction in page[:ACTS_A_PAGE]])
    rows = {_key(event, event.object_version): _row(event) for event in events}
    rows |= _previous(events, rows)
    by_transaction: dict[int, list[Event]] = {}
    for event in events:
        by_transaction.setdefault(event.transaction_id, []).append(event)
    listed = [_act(by_transaction[transaction], rows) for _, transaction in page[:ACTS_A_PAGE]]
    if len(page) > ACTS_A_PAGE:
        return listed, page[ACTS_A_PAGE - 1][0]
    return listed, floor + 1 if floor else None


def _events_of(found: QuerySet[Event], transactions: list[int]) -> list[Event]:
    """The newest events of each act, newest first."""
    place = Window(RowNumber(), partition_by=[F("transaction_id")], order_by=F("pk").desc())
    numbered = found.filter(transaction_id__in=transactions).annotate(place=place).filter(place__lte=EVENTS_AN_ACT)
    return list(Event.objects.filter(pk__in=list(numbered.values_list("pk", flat=True))).order_by("-pk"))


def _previous(events: Iterable[Event], known: dict[Key, dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    wanted = [_key(event, event.object_version - 1) for event in events if event.object_version > 1]
    return versions([key for key in wanted if key not in known])


def versions(keys: list[Key]) -> dict[Key, dict[str, Any]]:
    """Rows as some versions of them were: tables, ids and versions. One query."""
    if not keys:
        return {}
    tables, ids, numbers = (list(part) for part in zip(*keys, strict=True))
    found = Event.objects.raw(_VERSIONS, [tables, ids, numbers])
    return {_key(event, event.object_version): _row(event) for event in found}


def _act(events: list[Event], rows: dict[Key, dict[str, Any]]) -> Act:
    newest = events[0]
    changes = [change for event in reversed(events) for change in _changes(event, rows)]
    return Act(
        transaction_id=newest.transaction_id,
        recorded_at=newest.recorded_at,
        action=newest.action,
        actor_name=newest.actor_name,
        role=newest.role,
        unit=newest.unit,
        reason=newest.reason,
        subject=newest.subject,
        request_id=newest.request_id,
        rule_version=newest.rule_version,
        changes=tuple(changes),
        events=tuple(event.pk for event in reversed(events)),
        is_cut=len(events) == EVENTS_AN_ACT,
    )


def _changes(event: Event, rows: dict[Key, dict[str, Any]]) -> list[FieldChange]:
    after = rows[_key(event, event.object_version)]
    before = rows.get(_key(event, event.object_version - 1), {})
    if event.operation == "DELETE":
        before, after = after, {}
    return [
        FieldChange(event.object_type, event.object_id, column, before.get(column), after.get(column))
        for column in (after or before)
        if before.get(column) != after.get(column)
    ]


def _key(event: Event, version: int) -> Key:
    return event.object_type, event.object_id, version


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(bytes(event.payload))["row"]
    return row
