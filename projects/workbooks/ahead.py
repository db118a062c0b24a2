"""The chunks of a workbook in their order, the next of which is read while the database is busy with one."""

from collections.abc import Iterator

from projects.workbooks.checking import Checker
from projects.workbooks.opening import WorkbookIsRefused
from projects.workbooks.reading import Chunk
from projects.workbooks.rows import Checked


class ReadAhead:
    """Iterates over what ``Checker.read`` makes of each chunk. Once."""

    def __init__(self, chunks: Iterator[Chunk], checker: Checker) -> None:
        self._read = (checker.read(chunk) for chunk in chunks)
        self._next: Checked | None = None
        self._refusal: WorkbookIsRefused | None = None

    def __iter__(self) -> Iterator[Checked]:
        return self

    def __next__(self) -> Checked:
        """The chunk that was read ahead, else the next.

        :raises WorkbookIsRefused: when the file turns out to be damaged here; not while it was only looked ahead.
        """
        self.look_ahead()
        found, self._next = self._next, None
        if self._refusal is not None:
            raise self._refusal
        if found is None:
            raise StopIteration
        return found

    def look_ahead(self) -> None:
        """Read the next chunk now, unless that is done."""
        if self._next is None and self._refusal is None:
            try:
                self._next = next(self._read, None)
            except WorkbookIsRefused as error:
                self._refusal = error
