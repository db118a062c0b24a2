"""An event against its own bytes: the columns repeat what the payload says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from audit.leaves import FIELDS

# As the payload writes them, whatever the session is set to; of audit_event as ``e``.
WRITTEN = {
    "transaction_id": "e.transaction_id::text",
    "recorded_at": "(to_jsonb(e.recorded_at AT TIME ZONE 'UTC') #>> '{}') || '+00:00'",
}
_SAME = [(place, name) for place, name in enumerate(FIELDS) if name not in ("id", "payload", *WRITTEN)]


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold: where, and what.

    :param index: the first leaf of the log from which on it does not hold, when the log can tell.
    """

    event_id: int | None
    what: str
    index: int | None = None

    def __str__(self) -> str:
        places = {"leaf": self.index, "event": self.event_id}
        where = ", ".join(f"{name} {number}" for name, number in places.items() if number is not None)
        return f"{where}: {self.what}" if where else self.what


def check_entry(event_id: int, columns: Sequence[object], written: Sequence[object]) -> Break | None:
    """The first column that the payload contradicts.

    :param columns: as ``audit.leaves.FIELDS``.
    :param written: as ``WRITTEN``.
    """
    payload = columns[-1]
    assert isinstance(payload, bytes | memoryview)
    try:
        entry = json.loads(bytes(payload))
    except ValueError:
        return Break(event_id, "the payload is not readable")
    if not isinstance(entry, dict):
        return Break(event_id, "the payload is not an entry")
    for place, name in _SAME:
        if entry.get(name) != columns[place]:
            return Break(event_id, f"column {name} differs from the payload")
    for name, value in zip(WRITTEN, written, strict=True):
        if entry.get(name) != value:
            return Break(event_id, f"column {name} differs from the payload")
    return None
