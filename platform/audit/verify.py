"""Checking the whole history: the log and what was exported of it, every entry, every table against the ledger."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from audit import leaves
from audit.crew import Crew, alone, several
from audit.entries import Break, EntryCheck, difference
from audit.verify_leaves import Outside
from audit.verify_log import LogVerified, verify_log


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and the first break, if any.

    :param waiting: events that have no leaf yet.
    """

    events: int
    tables: int
    broken: Break | None
    log: LogVerified
    waiting: int = 0


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


def verify(folder: Path | None = None, up_to: int | None = None, processes: int = 1) -> Verified:
    """Check everything as of one moment; stops at the first break.

    :param folder: where checkpoints were exported to; without it a history that was rewritten and signed again with the
        log's own key is not noticed.
    :param up_to: leave out of account what was exported of larger trees: for a backup of before.
    :param processes: how many share the work; inside a transaction, whose work no other process sees, it is one.
    """
    outside = Outside.of(folder, up_to)
    with _one_moment(processes) as crew:
        tables = ledgered_tables()
        checks = crew(_checked, [(_stray_event,), (_version_gap,)])
        differences = crew(_table_difference, [(table, *columns) for table, columns in tables.items()])
        log = verify_log(outside, crew)
        broken, waiting = log.broken or next(checks), _Waiting()
        if not broken:
            waiting.read()
        broken = broken or waiting.broken or next(checks)
        for number, difference in enumerate([] if broken else differences):
            if difference:
                return Verified(log.leaves + waiting.number, number, Break(None, difference), log, waiting.number)
    return Verified(log.leaves + waiting.number, 0 if broken else len(tables), broken, log, waiting.number)


@contextmanager
def _one_moment(processes: int) -> Iterator[Crew]:
    """A snapshot, so that writers at work make no false alarm; inside a transaction, what that one sees."""
    if connection.in_atomic_block:
        yield alone
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if processes == 1:
            yield alone
            return
        with several(processes) as crew:
            yield crew


def _checked(check: Callable[[], Break | None]) -> Break | None:
    return check()


def _stray_event() -> Break | None:
    """An event without a leaf must wait for one, and nothing waits that has one or is not there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.id, p.event_id, l.event_id FROM audit_event e FULL JOIN audit_pending p ON p.event_id = e.id
               LEFT JOIN audit_leaf l ON l.event_id = coalesce(e.id, p.event_id)
               WHERE e.id IS NULL OR (p.event_id IS NULL) = (l.event_id IS NULL)
               ORDER BY coalesce(e.id, p.event_id) LIMIT 1"""
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] is None:
        return Break(row[1], "the event waits for a leaf and is not in the ledger")
    return Break(
        row[0], "the event has a leaf and waits for one" if row[1] else "the event has no leaf and waits for none"
    )


@dataclass
class _Waiting:
    """The events that have no leaf yet: how many, up to the first that contradicts itself."""

    number: int = 0
    broken: Break | None = None
    entries: EntryCheck = field(default_factory=EntryCheck)

    def read(self) -> None:
        source = "audit_pending p JOIN audit_event e ON e.id = p.event_id ORDER BY 1"
        leaves.copy("p.event_id", "NULL::bytea", "p.event_id", source, self._take)

    def _take(self, number: int, beside: bytes, words: bytes) -> None:
        if not self.broken and not self.entries.holds(words):
            self.broken = difference(words)
        self.number += not self.broken


def _version_gap() -> Break | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT object_type, object_id FROM audit_event GROUP BY 1, 2
               HAVING max(object_version) <> count(*) OR min(object_version) <> 1 LIMIT 1"""
        )
        row = cursor.fetchone()
    return Break(None, f"versions of {row[0]} {row[1]} are not contiguous") if row else None


def _table_difference(table: str, key: str, omitted: tuple[str, ...]) -> str:
    # Both sides are compared in the session's settings; the ledger's bytes were written in UTC, so the live row is too.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('timezone', 'UTC', false)")
        cursor.execute(_SAME.format(table=table, key=key), [list(omitted), table, table])
        (same,) = cursor.fetchone()
        row = None
        if not same:
            cursor.execute(_DIFFERENCE.format(table=table, key=key), [table, list(omitted)])
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


# Whether each live row is what the last payload about it begins with, and there are no more rows than the ledger has.
_SAME = """
    WITH compared AS (
      SELECT count(*) AS rows, count(*) FILTER (
        WHERE last.operation <> 'DELETE' AND substring(last.payload FOR octet_length(told)) = told
      ) AS same
      FROM {table} t
      CROSS JOIN LATERAL (
        SELECT convert_to('{{"row": ' || (to_jsonb(t) - %s::text[])::text || ', "role": ', 'UTF8') AS told OFFSET 0
      ) AS live
      LEFT JOIN LATERAL (
        SELECT operation, payload FROM audit_event e WHERE e.object_type = %s AND e.object_id = (t.{key})::text
        ORDER BY object_version DESC LIMIT 1
      ) AS last ON true
    )
    SELECT rows = same AND rows = (
      SELECT count(*) FILTER (WHERE operation = 'INSERT') - count(*) FILTER (WHERE operation = 'DELETE')
      FROM audit_event WHERE object_type = %s
    ) FROM compared
"""
# Where not: the first that differs. A column that a migration added or dropped since stands on one side alone; the
# others are compared.
_DIFFERENCE = """
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
"""
