"""Work for several processes that see the database as of one moment."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import starmap
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections

# Does a piece of work on each of some tasks and gives the answers in order.
Crew = Callable[[Callable[..., Any], Iterable[tuple[Any, ...]]], Iterator[Any]]


def alone(work: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """One after the other in this process, each when its answer is asked for."""
    return starmap(work, tasks)


@contextmanager
def several(processes: int) -> Iterator[Crew]:
    """Processes with connections of their own, which read what the open transaction reads.

    Its isolation level is REPEATABLE READ; work begins as soon as it is given.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    with get_context("fork").Pool(processes, _join, (snapshot,)) as pool:
        yield lambda work, tasks: pool.imap(partial(_done, work), list(tasks))


def _join(snapshot: str) -> None:
    # The connection that was inherited is the parent's; psycopg2 does not close it here.
    connections[connection.alias] = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])


def _done(work: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    return work(*task)
