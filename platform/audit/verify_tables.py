"""Checking tables against the ledger: each row is what the last entry about it says, and there are no other rows.

A large table is held against the ledger portion by portion, so that several processes share it.
"""

from itertools import pairwise
from typing import Any

from django.db import connection

from audit.crew import Crew
from audit.entries import Break

PORTION = 50_000  # rows

Ledgered = dict[str, tuple[str, tuple[str, ...]]]  # of each table, its primary key's column and the columns it omits


def ledgered_tables() -> Ledgered:
    """Every table with a ledger trigger."""
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


class TablesCheck:
    """Gives out the work when it is made; its end is asked for later."""

    def __init__(self, crew: Crew, tables: Ledgered | None = None) -> None:
        """:param tables: those of which it is asked; all, when nothing is said."""
        self._tables = ledgered_tables() if tables is None else tables
        large = _large()
        tasks = [
            (table, *columns, *bounds)
            for table, columns in self._tables.items()
            for bounds in (_portions(table, columns[0]) if table in large else [(None, None)])
        ]
        self._of = [task[0] for task in tasks]
        self._counts = crew(_told_rows, [()])
        self._portions = crew(_same_rows, tasks)

    def first_broken(self) -> tuple[int, Break | None]:
        """How many tables are as the ledger has them, up to the first that is not, and what is wrong with that one."""
        rows: dict[str, int | None] = dict.fromkeys(self._tables, 0)
        told = next(self._counts)
        for table, same in zip(self._of, self._portions, strict=True):
            before = rows[table]
            rows[table] = None if before is None or same is None else before + same
        for number, (table, (key, omitted)) in enumerate(self._tables.items()):
            difference = _difference(table, key, omitted) if rows[table] != told.get(table, 0) else ""
            if difference:
                return number, Break(None, difference)
        return len(rows), None


def _large() -> set[str]:
    """Tables that are worth cutting: a guess, which decides nothing but who works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE reltuples >= %s", [2 * PORTION])
        return {name for (name,) in cursor.fetchall()}


def _portions(table: str, key: str) -> list[tuple[Any, Any]]:
    """The keys between which a table is cut, an end that is open as None."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM (SELECT {key} AS key, row_number() OVER (ORDER BY {key}) AS place FROM {table}) numbered"  # noqa: S608
            f" WHERE place % {PORTION} = 0 ORDER BY key"
        )
        cuts = [row[0] for row in cursor.fetchall()]
    return list(pairwise([None, *cuts, None]))


def _told_rows() -> dict[str, int]:
    """How many rows each table has after all that the ledger tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_type, count(*) FILTER (WHERE operation = 'INSERT') - count(*) FILTER"
            " (WHERE operation = 'DELETE') FROM audit_event GROUP BY 1"
        )
        return dict(cursor.fetchall())


def _same_rows(table: str, key: str, omitted: tuple[str, ...], low: Any, high: Any) -> int | None:
    """How many rows a portion has; None when one of them is not what the ledger says."""
    bounds = [(f"t.{key} > %s", low), (f"t.{key} <= %s", high)]
    given = [(condition, value) for condition, value in bounds if value is not None]
    where = " AND ".join(["true", *(condition for condition, _ in given)])
    query = _SAME.format(table=table, key=key, where=where)
    (rows, same), *_ = _in_utc(query, [list(omitted), table, *(value for _, value in given)])
    return rows if rows == same else None


def _difference(table: str, key: str, omitted: tuple[str, ...]) -> str:
    found = _in_utc(_DIFFERENCE.format(table=table, key=key), [table, list(omitted)])
    if not found:
        return ""
    row = found[0]
    fault = (
        "is not in the ledger"
        if row[1]
        else "stands in the ledger but not in the table"
        if row[2]
        else "differs from it"
    )
    return f"{table} {row[0]} {fault}"


def _in_utc(query: str, parameters: list[Any]) -> list[Any]:
    """What a query finds. Rows are told in the session's settings; the ledger's bytes were written in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('timezone', 'UTC', false)")
        cursor.execute(query, parameters)
        rows = list(cursor.fetchall())
        cursor.execute("SELECT set_config('timezone', %s, false)", [connection.timezone_name])
    return rows


# How many rows there are, and how many are what the last payload about them begins with.
_SAME = """
    SELECT count(*), count(*) FILTER (
      WHERE last.operation <> 'DELETE' AND substring(last.payload FOR octet_length(told)) = told
    )
    FROM {table} t
    CROSS JOIN LATERAL (
      SELECT convert_to('{{"row": ' || (to_jsonb(t) - %s::text[])::text || ', "role": ', 'UTF8') AS told OFFSET 0
    ) AS live
    LEFT JOIN LATERAL (
      SELECT operation, payload FROM audit_event e WHERE e.object_type = %s AND e.object_id = (t.{key})::text
      ORDER BY object_version DESC LIMIT 1
    ) AS last ON true
    WHERE {where}
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
