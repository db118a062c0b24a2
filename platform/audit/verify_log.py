"""Checking the Merkle log: every leaf against its event, every tile, every root, every signature, inside and outside.

The tree is built anew from the leaves, in order, so that one pass says which leaf is the first that does not hold. What
was exported is the measure: whoever rewrites the database and signs it again with the log's own key differs from it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from audit import exports, keys, leaves, notes, tiles
from audit.entries import WRITTEN, Break, check_entry
from audit.exports import Exported
from audit.merkle import HASH_BYTES
from audit.models import Checkpoint, Cosignature
from audit.notes import NoteFails
from audit.tiles import LEVELS, WIDTH, Edge, StoredTile

_BATCH = 4_096


@dataclass
class Outside:
    """What the folder holds, read before the database so that nothing in it can be newer."""

    checkpoints: dict[int, Exported] = field(default_factory=dict)
    leaves: bytes = b""

    @classmethod
    def of(cls, folder: Path | None, up_to: int | None = None) -> "Outside":
        """Everything in a folder, or what it had when the tree had ``up_to`` leaves; nothing without one."""
        found = [one for one in (exports.exported(folder) if folder else ()) if up_to is None or one.size <= up_to]
        hashes = bytearray()
        for one in found:
            if len(hashes) + len(one.leaves) != one.size * HASH_BYTES:
                break  # a file that misses its leaves ends what can be compared one by one; roots still are
            hashes += one.leaves
        return cls({one.size: one for one in found}, bytes(hashes))


@dataclass
class LogVerified:
    """How much of the log was checked, and the first break."""

    leaves: int = 0
    checkpoints: int = 0
    exported: int = 0
    witnessed: int = 0
    broken: Break | None = None


def verify_log(outside: Outside) -> LogVerified:
    """Check the whole log; stops at the first break."""
    walk = _Walk(outside)
    walk.found.broken = walk.run()
    return walk.found


class _Walk:
    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.found = LogVerified()
        self.edge = Edge()
        self.stored: dict[tuple[int, int], bytes] = {}
        self.log, self.witness = keys.log_key(), keys.witness_key()
        self.signed = {one.size: one for one in Checkpoint.objects.all()}
        self.cosigned = {(one.size, one.witness): one.line for one in Cosignature.objects.all()}
        self.sizes = sorted(self.signed.keys() | outside.checkpoints.keys())
        self.last_good = 0

    def run(self) -> Break | None:
        broken = self._checkpoint_of_nothing()
        for rows in [] if broken else _batches():
            first, last = rows[0][0], rows[-1][0]
            self.stored = tiles.read(_names(first, last))
            for row in rows:
                broken = broken or self._leaf(row) or self._checkpoint()
                if broken:
                    return broken
        self.found.leaves = self.edge.size
        return broken or self._unfinished() or self._end()

    def _leaf(self, row: Sequence[Any]) -> Break | None:
        index, event_id, stored, *event = row
        expected, leaf = self.edge.size, bytes(stored)
        if index != expected:
            return Break(None, "the leaf is missing", expected)
        outside = self.outside.leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES]
        if event[0] is None:
            return Break(event_id, "the event is not in the ledger", index)
        broken = check_entry(event[0], event[: len(leaves.FIELDS)], event[len(leaves.FIELDS) :])
        if broken:
            return Break(broken.event_id, broken.what, index)
        if leaves.hash_of(event[: len(leaves.FIELDS)]) != leaf:
            return Break(event_id, "the event is not what was hashed", index)
        if outside and outside != leaf:
            return Break(event_id, "the leaf is not the one that was exported", index)
        for tile in self.edge.append(leaf):
            broken = broken or self._tile(tile)
        return broken

    def _tile(self, tile: StoredTile) -> Break | None:
        stored = self.stored.get((tile.level, tile.index), b"")
        if stored == tile.hashes:
            return None
        pairs = zip(tiles.hashes_of(tile), tiles.split(stored) + [b""] * WIDTH, strict=False)
        wrong = next((place for place, (one, other) in enumerate(pairs) if one != other), tile.width)
        index = (tile.index * WIDTH + wrong) << LEVELS * tile.level
        return Break(None, f"tile {tile.level}/{tile.index} is not that of the leaves", index)

    def _unfinished(self) -> Break | None:
        edge = list(self.edge.unfinished())
        self.stored = tiles.read([(tile.level, tile.index) for tile in edge])
        for tile in edge:
            broken = self._tile(tile)
            if broken:
                return broken
        whole = sum(-(-(self.edge.size >> LEVELS * level) // WIDTH) for level in range(LEVELS))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_tile")
            number = cursor.fetchone()[0]
        return None if number == whole else Break(None, f"there are {number} tiles, the leaves make {whole}")

    def _checkpoint_of_nothing(self) -> Break | None:
        wrong = [size for size in self.sizes if size < 1]
        return Break(None, f"checkpoint {wrong[0]} is of no tree") if wrong else None

    def _checkpoint(self) -> Break | None:
        size = self.edge.size
        if self.found.checkpoints < len(self.sizes) and self.sizes[self.found.checkpoints] == size:
            self.found.checkpoints += 1
            why = self._wrong_checkpoint(size)
            if why:
                return Break(None, f"checkpoint {size} {why}", self.last_good if "root" in why else size - 1)
            self.last_good = size
        return None

    def _wrong_checkpoint(self, size: int) -> str:
        inside, outside = self.signed.get(size), self.outside.checkpoints.get(size)
        if inside is None:
            return "was exported and is not in the database"
        root = self.edge.root()
        if bytes(inside.root) != root:
            return "has another root than the leaves"
        newest = max(self.outside.checkpoints, default=0)
        if outside is None and size < newest:
            return "is not in the folder, later ones are"
        self.found.exported += outside is not None
        for note in [inside.note, *([outside.note] if outside else [])]:
            why = self._wrong_note(note, size, root)
            if why:
                return why
        return self._wrong_witness(size, inside.note, outside.cosigned if outside else "")

    def _wrong_note(self, note: str, size: int, root: bytes) -> str:
        try:
            head = notes.head_of(note, self.log)
        except NoteFails as error:
            return f"is not signed: {error}"
        if head.size != size:
            return f"speaks of {head.size} leaves"
        return "" if head.root == root else "is signed with another root than that of the leaves"

    def _wrong_witness(self, size: int, note: str, exported: str) -> str:
        if self.witness is None:
            return ""
        line = self.cosigned.get((size, self.witness.name), "")
        for told in ([note + line] if line else []) + ([exported] if exported else []):
            try:
                notes.witnessed_at(told, self.witness)
            except NoteFails as error:
                return f"is not witnessed: {error}"
        if exported and exported != note + line:
            return "was exported with another signature of the witness"
        self.found.witnessed += bool(line)
        return ""

    def _end(self) -> Break | None:
        beyond = [size for size in self.sizes if size > self.edge.size]
        if beyond:
            return Break(None, f"checkpoint {beyond[0]} was signed, the log ends before", self.edge.size)
        strangers = sorted(size for size, _ in self.cosigned if size not in self.signed)
        return Break(None, f"checkpoint {strangers[0]} was witnessed and is not there") if strangers else None


def _names(first: int, last: int) -> list[tuple[int, int]]:
    """The tiles that can be completed by leaves ``first`` to ``last``."""
    return [
        (level, index)
        for level in range(LEVELS)
        for index in range(first >> LEVELS * (level + 1), (last >> LEVELS * (level + 1)) + 1)
    ]


def _batches() -> Iterator[list[tuple[Any, ...]]]:
    written = ", ".join(WRITTEN.values())
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT l.index, l.event_id, l.hash, {leaves.COLUMNS}, {written} FROM audit_leaf l"  # noqa: S608
                " LEFT JOIN audit_event e ON e.id = l.event_id WHERE l.index > %s ORDER BY l.index LIMIT %s",
                [last, _BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
