"""Reading ahead changes nothing but the time: every chunk comes once, in its order, and a damaged one in its turn."""

import pytest

from projects.workbooks.ahead import ReadAhead
from projects.workbooks.opening import WorkbookIsRefused


class Reader:
    """Reads chunks and notes which."""

    def __init__(self):
        self.seen = []

    def read(self, chunk):
        self.seen.append(chunk)
        return f"checked {chunk}"


def damaged_after(*chunks):
    yield from chunks
    raise WorkbookIsRefused("已损坏", field="file")


def test_chunks_come_once_and_in_order_however_often_the_next_is_looked_at():
    reader = Reader()
    ahead = ReadAhead(iter([1, 2, 3]), reader)
    got = []
    for checked in ahead:
        got.append(checked)
        ahead.look_ahead()
        ahead.look_ahead()

    assert got == ["checked 1", "checked 2", "checked 3"]
    assert reader.seen == [1, 2, 3]


def test_no_more_than_one_chunk_is_read_ahead():
    reader = Reader()
    ahead = ReadAhead(iter([1, 2, 3]), reader)
    next(ahead)
    for _ in range(5):
        ahead.look_ahead()

    assert reader.seen == [1, 2]


def test_damage_that_is_met_ahead_is_told_when_its_turn_comes():
    ahead = ReadAhead(damaged_after(1), Reader())
    assert next(ahead) == "checked 1"
    ahead.look_ahead()

    with pytest.raises(WorkbookIsRefused, match="已损坏"):
        next(ahead)
