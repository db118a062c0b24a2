"""Checking a range of leaves: each against its event, against what was exported, and against the tiles above it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

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
    walk = _Walk(outside.leaves(first, end), first, end, {*sizes, end})
    leaves.copy(
        "l.index",
        "l.hash",
        "l.event_id",
        "audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id"
        f" WHERE l.index >= {first} AND l.index < {end} ORDER BY l.index",
        walk.leaf,
    )
    walk.stop_at_a_gap(end)
    return walk.part


class _Walk:
    def __init__(self, exported: bytes, first: int, end: int, sizes: set[int]) -> None:
        self.exported, self.first, self.expected, self.sizes = exported, first, first, sizes
        self.part = Part(end)
        self.entries, self.hashes = EntryCheck(), list[bytes]()
        self.stored = tiles.read((0, index) for index in range(first // WIDTH, end // WIDTH))

    def leaf(self, index: int, stored: bytes, words: bytes) -> None:
        """The next row, unless all is lost already."""
        if index != self.expected or self.part.broken:
            self.stop_at_a_gap(index)
            return
        place = (index - self.first) * HASH_BYTES
        exported = self.exported[place : place + HASH_BYTES] or stored
        if leaves.hash_of_words(words) != stored or exported != stored or not self.entries.holds(words):
            what = _wrong(index, stored, words, exported)
            if what:
                self._stop(what)
                return
        self.hashes.append(stored)
        self.expected += 1
        if self.expected in self.sizes:
            self.part.edges[self.expected] = self.hashes[:] if self.expected % WIDTH else []
        if len(self.hashes) == WIDTH:
            self._tile(self.expected // WIDTH - 1)

    def stop_at_a_gap(self, index: int) -> None:
        """When the leaf before ``index`` was not there."""
        if not self.part.broken and index != self.expected:
            self._stop(Break(None, "the leaf is missing", self.expected))

    def _tile(self, index: int) -> None:
        broken = different(self.stored.get((0, index), b""), 0, index, self.hashes)
        if broken:
            self.expected -= 1
            self._stop(broken)
            return
        self.part.roots.append(merkle.fold(self.hashes))
        self.hashes = []

    def _stop(self, broken: Break) -> None:
        self.part.broken, self.part.at = broken, self.expected


def _wrong(index: int, stored: bytes, words: bytes, exported: bytes) -> Break | None:
    event_id = leaves.number_of(words)
    if leaves.is_absent(words):
        return Break(event_id, "the event is not in the ledger", index)
    broken = difference(words)
    if broken:
        return Break(event_id, broken.what, index)
    if leaves.hash_of_words(words) != stored:
        return Break(event_id, "the event is not what was hashed", index)
    return None if exported == stored else Break(event_id, "the leaf is not the one that was exported", index)


def different(stored: bytes, level: int, index: int, hashes: Sequence[bytes]) -> Break | None:
    """The first entry of a stored tile that is not the one that the leaves make."""
    if stored == b"".join(hashes):
        return None
    pairs = zip(hashes, [*tiles.split(stored), *[b""] * WIDTH], strict=False)
    wrong = next((place for place, (one, other) in enumerate(pairs) if one != other), len(hashes))
    return Break(
        None, f"tile {level}/{index} is not that of the leaves", (index * WIDTH + wrong) << tiles.LEVELS * level
    )
