"""Reading the ledger: acts with what they changed, and the check of the whole."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from audit.models import Event

EVENTS_A_PAGE = 300


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
    """Everything that one transaction changed about a subject: one line of the timeline."""

    transaction_id: int
    recorded_at: datetime
    action: str
    actor_name: str
    role: str
    unit: str
    reason: str
    request_id: str
    rule_version: str
    changes: tuple[FieldChange, ...]
    first_event: int


def timeline(subject: str, *, before: int | None = None) -> tuple[list[Act], int | None]:
    """Acts about a subject, newest first. Two queries.

    :param before: the event id below which to go on.
    :returns: the acts and the ``before`` of the next page; None on the last.
    """
    found = Event.objects.filter(subject=subject).order_by("-id")
    events = list((found.filter(pk__lt=before) if before else found)[:EVENTS_A_PAGE])
    rows = {_key(event, event.object_version): _row(event) for event in events}
    rows |= _previous(events, rows)
    by_transaction: dict[int, list[Event]] = {}
    for event in events:
        by_transaction.setdefault(event.transaction_id, []).append(event)
    acts = [_act(group, rows) for group in by_transaction.values()]
    return acts, events[-1].pk if len(events) == EVENTS_A_PAGE else None


def _previous(events: Iterable[Event], known: dict[tuple[str, str, int], dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    wanted = Q(pk__in=[])
    for event in events:
        if event.object_version > 1 and _key(event, event.object_version - 1) not in known:
            wanted |= Q(
                object_type=event.object_type, object_id=event.object_id, object_version=event.object_version - 1
            )
    return {_key(event, event.object_version): _row(event) for event in Event.objects.filter(wanted)}


def _act(events: list[Event], rows: dict[tuple[str, str, int], dict[str, Any]]) -> Act:
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
        request_id=newest.request_id,
        rule_version=newest.rule_version,
        changes=tuple(changes),
        first_event=events[-1].pk,
    )


def _changes(event: Event, rows: dict[tuple[str, str, int], dict[str, Any]]) -> list[FieldChange]:
    after = rows[_key(event, event.object_version)]
    before = rows.get(_key(event, event.object_version - 1), {})
    if event.operation == "DELETE":
        before, after = after, {}
    return [
        FieldChange(event.object_type, event.object_id, column, before.get(column), after.get(column))
        for column in (after or before)
        if before.get(column) != after.get(column)
    ]


def _key(event: Event, version: int) -> tuple[str, str, int]:
    return event.object_type, event.object_id, version


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(bytes(event.payload))["row"]
    return row
