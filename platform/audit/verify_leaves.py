"""Checking a range of leaves: each against its event, against what was exported, and against the tiles above it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import connection

from audit import exports, leaves, merkle, tiles
from audit.entries import Break, EntryCheck, difference
from audit.exports import Exported
from audit.merkle import HASH_BYTES
from audit.tiles import WIDTH


@dataclass
class Outside:
    """What the folder holds, listed before the database is read so that nothing in it can be newer.

    :param sizes: the checkpoints, from the first on, whose files hold all leaves up to the next.
    """

    checkpoints: dict[int, Exported] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path | None, up_to: int | None = None) -> "Outside":
        """Everything in a folder, or what it had when the tree had ``up_to`` leaves; nothing without one."""
        found = [one for one in (exports.exported(folder) if folder else ()) if up_to is None or one.size <= up_to]
        sizes: list[int] = []
        for one in found:
            if one.leaf_bytes != (one.size - max(sizes, default=0)) * HASH_BYTES:
                break  # a file that misses its leaves ends what can be compared one by one; roots still are
            sizes.append(one.size)
        return cls({one.size: one for one in found}, sizes)

    def leaves(self, first: int, end: int) -> bytes:
        """The exported hashes from leaf ``first`` to before ``end``, as far as there are any."""
        begin, last = bisect_right(self.sizes, first), bisect_left(self.sizes, end)
        found = b"".join(self.checkpoints[size].leaves for size in self.sizes[begin : last + 1])
        start = self.sizes[begin - 1] if begin else 0
        return found[(first - start) * HASH_BYTES : (end - start) * HASH_BYTES]


@dataclass
class Part:
    """What a range of leaves showed.

    :param end: the leaf before which it ends.
    :param roots: of its whole tiles of level 0, in order.
    :param edges: by size, the hashes of the tile that is unfinished in a tree of that size.
    :param broken: the first break, and the leaf at which it was seen.
    """

    end: int
    roots: list[bytes] = field(default_factory=list)
    edges: dict[int, list[bytes]] = field(default_factory=dict)
    broken: Break | None = None
    at: int = 0


def check_leaves(outside: Outside, first: int, end: int, sizes: Sequence[int]) -> Part:
    """Check the leaves from ``first``, where a tile begins, to before ``end``.

    :param sizes: of the trees whose edges are wanted; the whole of the range is always among them.
    """
    walk = _Walk(first, end, outside.leaves(first, end))
    wrong = walk.first_wrong()
    hashes = walk.hashes[: wrong.index - first] if wrong and wrong.index is not None else walk.hashes
    part = Part(end)
    if wrong:
        part.broken, part.at = wrong, first + len(hashes)
    _cut(part, first, hashes)
    for size in {*sizes, end}:
        if size <= first + len(hashes):
            part.edges[size] = hashes[(size - first) // WIDTH * WIDTH : size - first]
    return part


def stored_leaves(first: int, end: int) -> tuple[list[int], list[bytes]]:
    """Events and hashes of the leaves from ``first`` to before ``end``, or to before the first that is missing."""
    with connection.cursor() as cursor:
        cursor.execute(_AT_ONCE, [first, first, end])
        whole, events, hashes = cursor.fetchone()
        if whole:
            return events, tiles.split(bytes(hashes))
        cursor.execute(_ROWS, [first, end])
        rows = cursor.fetchall()
    there = next((place for place, row in enumerate(rows) if row[0] != first + place), len(rows))
    return [row[1] for row in rows[:there]], [bytes(row[2]) for row in rows[:there]]


_ROWS = "SELECT index, event_id, hash FROM audit_leaf WHERE index >= %s AND index < %s ORDER BY index"
_AT_ONCE = """
    SELECT min(index) = %s AND max(index) - min(index) + 1 = count(*) AND bool_and(octet_length(hash) = 32),
      array_agg(event_id ORDER BY index), string_agg(hash, '' ORDER BY index)
    FROM audit_leaf WHERE index >= %s AND index < %s
"""


class _Walk:
    """The leaves of a range, and what is wrong with them by their place in it."""

    def __init__(self, first: int, end: int, exported: bytes) -> None:
        self.first, self.end, self.exported = first, end, tiles.split(exported)
        self.events, self.hashes = stored_leaves(first, end)
        self.entries, self.wrong = EntryCheck(), dict[int, Break]()
        self.places: dict[int, int] = {}
        for place, event_id in enumerate(self.events):
            if self.places.setdefault(event_id, place) != place:
                self.wrong[place] = Break(event_id, "the event has two leaves")

    def first_wrong(self) -> Break | None:
        """Have every event looked at, in the order of their numbers; what is wrong at the lowest place."""
        leaves.copy_events(self.events, self._take)
        for event_id, place in self.places.items():
            self.wrong[place] = Break(event_id, "the event is not in the ledger")
        if self.exported != self.hashes[: len(self.exported)]:
            self._compare_exported()
        if len(self.hashes) < self.end - self.first:
            self.wrong[len(self.hashes)] = Break(None, "the leaf is missing")
        if not self.wrong:
            return None
        place = min(self.wrong)
        return replace(self.wrong[place], index=self.first + place)

    def _take(self, number: int, _: bytes, words: bytes) -> None:
        place = self.places.pop(number, None)
        if place is None:
            return
        stored = self.hashes[place]
        if leaves.hash_of_words(words) != stored or not self.entries.holds(words):
            broken = _wrong(number, stored, words)
            if broken:
                self.wrong.setdefault(place, broken)

    def _compare_exported(self) -> None:
        for place, (exported, stored) in enumerate(zip(self.exported, self.hashes, strict=False)):
            if exported != stored:
                broken = Break(self.events[place], "the leaf is not the one that was exported")
                self.wrong.setdefault(place, broken)


def _wrong(event_id: int, stored: bytes, words: bytes) -> Break | None:
    broken = difference(words)
    if not broken and leaves.hash_of_words(words) != stored:
        broken = Break(event_id, "the event is not what was hashed")
    return broken


def _cut(part: Part, first: int, hashes: Sequence[bytes]) -> None:
    """The roots of the whole tiles, up to the first that is not stored so."""
    stored = tiles.read((0, index) for index in range(first // WIDTH, (first + len(hashes)) // WIDTH))
    for start in range(0, len(hashes) - WIDTH + 1, WIDTH):
        some, index = hashes[start : start + WIDTH], (first + start) // WIDTH
        broken = different(stored.get((0, index), b""), 0, index, some)
        if broken:
            part.broken, part.at = broken, first + start + WIDTH - 1
            return
        part.roots.append(merkle.fold(some))


def different(stored: bytes, level: int, index: int, hashes: Sequence[bytes]) -> Break | None:
    """The first entry of a stored tile that is not the one that the leaves make."""
    if stored == b"".join(hashes):
        return None
    pairs = zip(hashes, [*tiles.split(stored), *[b""] * WIDTH], strict=False)
    wrong = next((place for place, (one, other) in enumerate(pairs) if one != other), len(hashes))
    return Break(
        None, f"tile {level}/{index} is not that of the leaves", (index * WIDTH + wrong) << tiles.LEVELS * level
    )
