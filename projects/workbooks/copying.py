"""Rows on their way into a table by COPY, and something else done while the database keeps the history of many."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

# From here on COPY and what the triggers do take long enough for something else to be done meanwhile.
MANY = 200
_BLOCK = 1 << 16


def nothing() -> None:
    """What is done meanwhile when there is nothing to do."""


class Lines:
    """Lines as a file that makes them as they are read.

    :param at_end: is told when the last of them was read.
    """

    def __init__(self, lines: Iterator[str], at_end: Callable[[], None] = nothing) -> None:
        self._lines, self._at_end = lines, at_end
        self._held = b""

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        made, length = [self._held], len(self._held)
        while length < size and (line := next(self._lines, None)) is not None:
            made.append(line.encode())
            length += len(made[-1])
        block = b"".join(made)
        self._held = block[size:]
        if not block:
            self._at_end()
        return block[:size]


def copy(cursor: Any, statement: str, lines: Iterator[str], count: int, meanwhile: Callable[[], None]) -> None:
    """Run ``COPY … FROM STDIN``; the database takes in lines while the next are made.

    :param count: of the lines.
    :param meanwhile: with many lines, is done once the last one is on its way, while the database works.
    """
    if count < MANY:
        cursor.copy_expert(statement, Lines(lines), _BLOCK)
        return
    on_its_way = Event()

    def run() -> None:
        # References are looked up while something else is done, not one after the other when the transaction ends.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.copy_expert(statement, Lines(lines, on_its_way.set), _BLOCK)

    with ThreadPoolExecutor(max_workers=1) as pool:
        # The driver lets other threads run while it waits for the database.
        copying = pool.submit(run)
        copying.add_done_callback(lambda _: on_its_way.set())  # it may fail before the last line
        on_its_way.wait()
        try:
            meanwhile()
        finally:
            copying.result()
