"""The one writer of the Merkle log: takes pending events, gives them leaves, lets the tiles grow.

One transaction a round, no state between rounds: whatever ends it in the middle leaves the log as it was.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from audit import leaves, tiles
from audit.tiles import LogIsBroken, StoredTile

ROUND = 5_000  # events a transaction
_LOCK = 6962_00001


class AnotherSequencerRuns(Exception):
    """The lock is held: one sequencer is active at a time."""


@contextmanager
def only_one() -> Iterator[None]:
    """Be the active sequencer for the length of the block, or of the connection.

    :raises AnotherSequencerRuns: somebody is it already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise AnotherSequencerRuns("another sequencer is active")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def seal(limit: int = ROUND) -> int:
    """One round: give pending events the next leaves, the lowest numbers first.

    :returns: how many; fewer than ``limit`` means that nothing waits.
    :raises LogIsBroken: a pending event is not there, or leaves and tiles disagree; nothing is written.
    """
    with transaction.atomic():
        events = _pending(limit)
        if not events:
            return 0
        edge = tiles.stored_edge()
        _require_continuation(edge.size)
        hashes = [leaves.hash_of(event) for event in events]
        _write_leaves(edge.size, events, hashes)
        changed: list[StoredTile] = []
        for leaf in hashes:
            changed += edge.append(leaf)
        tiles.write([*changed, *edge.unfinished()])
        _take_away([event[0] for event in events])
    return len(events)


def _pending(limit: int) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.event_id, {leaves.COLUMNS}
                FROM (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT %s) p
                LEFT JOIN audit_event e ON e.id = p.event_id ORDER BY 1""",  # noqa: S608 - names of columns
            [limit],
        )
        rows = cursor.fetchall()
    for row in rows:
        if row[1] is None:
            raise LogIsBroken(f"pending event {row[0]} is not in the ledger")
    return [row[1:] for row in rows]


def _require_continuation(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM audit_leaf")
        leaves_there = cursor.fetchone()[0]
    if leaves_there != size:
        raise LogIsBroken(f"there are {leaves_there} leaves and tiles for {size}")


def _write_leaves(first: int, events: Sequence[Sequence[Any]], hashes: Sequence[bytes]) -> None:
    rows = io.StringIO(
        "".join(
            f"{first + number}\t{event[0]}\t\\\\x{leaf.hex()}\n"
            for number, (event, leaf) in enumerate(zip(events, hashes, strict=True))
        )
    )
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY audit_leaf (index, event_id, hash) FROM STDIN", rows)


def _take_away(event_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_pending WHERE event_id = ANY(%s)", [event_ids])
