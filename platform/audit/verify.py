"""Checking the whole ledger: every entry against its own bytes, every table against the ledger.

The Merkle log will prove that nothing was taken out or put in afterwards; this first shape proves that the ledger is
whole in itself and explains every row of every ledgered table.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

COLUMNS = (
    "object_type", "object_id", "object_version", "operation", "actor_id", "actor_name", "role", "unit", "action",
    "reason", "subject", "request_id", "channel", "rule_version",
)  # fmt: skip
# As the payload writes them, whatever the session is set to.
WRITTEN = {
    "transaction_id": "transaction_id::text",
    "recorded_at": "(to_jsonb(recorded_at AT TIME ZONE 'UTC') #>> '{}') || '+00:00'",
}
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold: where, and what."""

    event_id: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and the first break, if any."""

    events: int
    tables: int
    broken: Break | None


def ledgered_tables() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every table with a ledger trigger: its primary key's column and the columns that it omits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgargs FROM pg_trigger"
            " WHERE tgname = 'ledger' AND NOT tgisinternal ORDER BY 1"
        )
        rows = cursor.fetchall()
    tables = {}
    for table, arguments in rows:
        key, _subject, *omitted = bytes(arguments).decode().split("\0")[:-1]
        tables[table] = (key, tuple(omitted))
    return tables


def verify() -> Verified:
    """Check every entry and every ledgered table; stops at the first break."""
    events = 0
    for event in _events():
        broken = _check_entry(event)
        if broken:
            return Verified(events, 0, broken)
        events += 1
    gap = _version_gap()
    if gap:
        return Verified(events, 0, gap)
    tables = ledgered_tables()
    for number, (table, (key, omitted)) in enumerate(tables.items()):
        difference = _table_difference(table, key, omitted)
        if difference:
            return Verified(events, number, Break(None, difference))
    return Verified(events, len(tables), None)


def _events() -> Iterator[tuple[int, dict[str, object], bytes]]:
    last = 0
    columns = ", ".join([*COLUMNS, *WRITTEN.values()])
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, payload, {columns} FROM audit_event WHERE id > %s ORDER BY id LIMIT %s",  # noqa: S608
                [last, BATCH],
            )
            rows = cursor.fetchall()
        for row in rows:
            yield row[0], dict(zip([*COLUMNS, *WRITTEN], row[2:], strict=True)), bytes(row[1])
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _check_entry(event: tuple[int, dict[str, object], bytes]) -> Break | None:
    event_id, columns, payload = event
    try:
        entry = json.loads(payload)
    except ValueError:
        return Break(event_id, "the payload is not readable")
    if not isinstance(entry, dict):
        return Break(event_id, "the payload is not an entry")
    for name, value in columns.items():
        if entry.get(name) != value:
            return Break(event_id, f"column {name} differs from the payload")
    return None


def _version_gap() -> Break | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT object_type, object_id FROM audit_event GROUP BY 1, 2
               HAVING max(object_version) <> count(*) OR min(object_version) <> 1 LIMIT 1"""
        )
        row = cursor.fetchone()
    return Break(None, f"versions of {row[0]} {row[1]} are not contiguous") if row else None


def _table_difference(table: str, key: str, omitted: tuple[str, ...]) -> str:
    # A column that a migration added or dropped since stands on one side alone; the others are compared.
    # Both sides are compared in the session's settings; the ledger's bytes were written in UTC, so the live row is too.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('timezone', 'UTC', false)")
        cursor.execute(
            f"""
            WITH latest AS (
              SELECT DISTINCT ON (object_id) object_id, operation, payload FROM audit_event WHERE object_type = %s
              ORDER BY object_id, object_version DESC
            ), told AS (
              SELECT object_id, (convert_from(payload, 'UTF8')::jsonb) -> 'row' AS image FROM latest
              WHERE operation <> 'DELETE'
            ), live AS (
              SELECT ({key})::text AS object_id, to_jsonb(t) - %s::text[] AS image FROM {table} t
            )
            SELECT coalesce(told.object_id, live.object_id), told.image IS NULL, live.image IS NULL
            FROM told FULL JOIN live USING (object_id)
            WHERE told.image IS NULL OR live.image IS NULL OR EXISTS (
              SELECT 1 FROM jsonb_each(told.image) t JOIN jsonb_each(live.image) l USING (key) WHERE t.value <> l.value
            ) LIMIT 1
            """,  # noqa: S608 - table and column names come from the catalogue
            [table, list(omitted)],
        )
        row = cursor.fetchone()
        cursor.execute("SELECT set_config('timezone', %s, false)", [connection.timezone_name])
    if row is None:
        return ""
    fault = (
        "is not in the ledger"
        if row[1]
        else "stands in the ledger but not in the table"
        if row[2]
        else "differs from it"
    )
    return f"{table} {row[0]} {fault}"
