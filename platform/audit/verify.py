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
from audit.verify_tables import TablesCheck


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


def verify(folder: Path | None = None, up_to: int | None = None, processes: int = 1) -> Verified:
    """Check everything as of one moment; stops at the first break.

    :param folder: where checkpoints were exported to; without it a history that was rewritten and signed again with the
        log's own key is not noticed.
    :param up_to: leave out of account what was exported of larger trees: for a backup of before.
    :param processes: how many share the work; inside a transaction, whose work no other process sees, it is one.
    """
    outside = Outside.of(folder, up_to)
    with _one_moment(processes) as crew:
        checks = crew(_checked, [(_stray_event,), (_version_gap,)])
        tables = TablesCheck(crew)
        log = verify_log(outside, crew)
        broken, waiting = log.broken or next(checks), _Waiting()
        if not broken:
            waiting.read()
        broken = broken or waiting.broken or next(checks)
        number, broken = (0, broken) if broken else tables.first_broken()
    return Verified(log.leaves + waiting.number, number, broken, log, waiting.number)


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
