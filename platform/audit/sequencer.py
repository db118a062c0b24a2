"""The one writer of the Merkle log: takes pending events, gives them leaves, lets the tiles grow.

One transaction a round, no state between rounds: whatever ends it in the middle leaves the log as it was.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from audit import leaves, tiles
from audit.proved import proved
from audit.tiles import SM3, LogIsBroken, StoredTile

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
        _write_leaves(edge.size, events)
        changed: list[StoredTile] = []
        for _, leaf in events:
            changed += edge.append(leaf)
        tiles.write([*changed, *edge.unfinished()])
        _take_away([event_id for event_id, _ in events])
    return len(events)


def follow(limit: int = 2 * ROUND) -> int:
    """One round of the second tree: by SM3, from the events' stored bytes, the leaves that it has not yet.

    Twice a round, so that it catches up from leaf 0 while the first tree grows.

    :returns: how many; fewer than ``limit`` means that both trees have the same leaves.
    :raises LogIsBroken: an event is not what the first tree has of it; nothing is written.
    """
    with transaction.atomic():
        edge = tiles.stored_edge(SM3)
        end = min(tiles.stored_edge().size, edge.size + limit)
        number = end - edge.size
        if number:
            changed: list[StoredTile] = []
            for leaf in proved(edge.size, end, SM3.by).second:
                changed += edge.append(leaf)
            tiles.write([*changed, *edge.unfinished()], SM3)
    return number


def _pending(limit: int) -> list[tuple[int, bytes]]:
    """The next events and their leaf hashes."""
    found: list[tuple[int, bytes]] = []
    missing: list[int] = []

    def take(event_id: int, _: bytes, words: bytes) -> None:
        if leaves.is_absent(words):
            missing.append(event_id)
        found.append((event_id, leaves.hash_of_words(words)))

    source = f"(SELECT event_id FROM audit_pending ORDER BY event_id LIMIT {limit}) p LEFT JOIN audit_event e"  # noqa: S608
    leaves.copy("p.event_id", "NULL::bytea", "p.event_id", f"{source} ON e.id = p.event_id ORDER BY 1", take)
    if missing:
        raise LogIsBroken(f"pending event {missing[0]} is not in the ledger")
    return found


def _require_continuation(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM audit_leaf")
        leaves_there = cursor.fetchone()[0]
    if leaves_there != size:
        raise LogIsBroken(f"there are {leaves_there} leaves and tiles for {size}")


def _write_leaves(first: int, events: Sequence[tuple[int, bytes]]) -> None:
    rows = io.StringIO(
        "".join(f"{index}\t{event_id}\t\\\\x{leaf.hex()}\n" for index, (event_id, leaf) in enumerate(events, first))
    )
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY audit_leaf (index, event_id, hash) FROM STDIN", rows)


def _take_away(event_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_pending WHERE event_id = ANY(%s)", [event_ids])
