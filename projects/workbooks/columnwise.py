"""Reading a column of a chunk at once: what repeats is read once, plain texts without a look at each."""

from collections.abc import Sequence
from typing import Any

from projects.rules.kinds import RecordKind
from projects.rules.values import ValueIsRefused
from projects.workbooks.compiled import reader_of, texts_of
from projects.workbooks.layout import Column

# Values of a column that are kept to be found again in later chunks.
KEPT_VALUES = 2_048


class Refusal:
    """Stands for a cell whose value was refused."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


class ColumnReader:
    """Reads the cells of one column, chunk after chunk.

    :ivar refuses: whether any cell was refused so far; before that nobody need look for refusals.
    """

    def __init__(self, column: Column, kind: RecordKind) -> None:
        self._read, self._texts = reader_of(column, kind), texts_of(column)
        self._known: dict[Any, Any] = {}
        self.refuses = False

    def read(self, cells: Sequence[Any]) -> list[Any]:
        """A value for each cell, or its :class:`Refusal`."""
        known = self._known
        try:
            return [known[cell] for cell in cells]
        except KeyError:
            pass
        texts = self._texts(cells)
        if texts is not None:
            return texts
        fresh = {cell: self._one(cell) for cell in set(cells).difference(known)}
        if len(known) + len(fresh) <= KEPT_VALUES:
            known.update(fresh)
            return [known[cell] for cell in cells]
        return [fresh[cell] if cell in fresh else known[cell] for cell in cells]

    def _one(self, cell: Any) -> Any:
        try:
            return self._read(cell)
        except ValueIsRefused as error:
            self.refuses = True
            return Refusal(str(error))
