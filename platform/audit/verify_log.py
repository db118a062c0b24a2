"""Checking the Merkle log: every leaf against its event, every tile, every root, every signature, inside and outside.

The leaves are checked range by range, by several processes where there are many (``audit.verify_leaves``); the tree is
built anew from what these found, in order, so that the first break is told. What was exported is the measure: whoever
rewrites the database and signs it again with the log's own key differs from it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from django.db import connection

from audit import keys, notes, tiles
from audit.crew import Crew, alone
from audit.entries import Break
from audit.models import Checkpoint, Cosignature
from audit.notes import NoteFails
from audit.tiles import WIDTH, Edge
from audit.verify_leaves import Outside, Part, check_leaves, different
from audit.verify_sm3 import verify_second

RANGE = 128 * WIDTH  # leaves


@dataclass
class LogVerified:
    """How much of the log was checked, and the first break.

    :param second: checkpoints that sign the second tree with the first.
    """

    leaves: int = 0
    checkpoints: int = 0
    exported: int = 0
    witnessed: int = 0
    second: int = 0
    broken: Break | None = None


def verify_log(outside: Outside, crew: Crew = alone) -> LogVerified:
    """Check the whole log; stops at the first break."""
    walk = _Walk(outside, crew)
    walk.found.broken = walk.run()
    return walk.found


class _Walk:
    def __init__(self, outside: Outside, crew: Crew) -> None:
        self.outside, self.crew = outside, crew
        self.found = LogVerified()
        self.edge = Edge()
        self.log, self.witness = keys.log_key(), keys.witness_key()
        self.signed = {one.size: one for one in Checkpoint.objects.all()}
        self.cosigned = {(one.size, one.witness): one.line for one in Cosignature.objects.all()}
        self.sizes = sorted(self.signed.keys() | outside.checkpoints.keys())
        self.second: dict[int, bytes] = {}  # by size, the roots by SM3 that were signed
        self.last_good = 0

    def run(self) -> Break | None:
        broken = self._checkpoint_of_nothing() or _leaf_before_the_first()
        for part in [] if broken else self._parts():
            broken = self._part(part)
            if broken:
                return broken
        self.found.leaves = self.edge.size
        return broken or self._unfinished() or self._end() or self._second()

    def _parts(self) -> Iterator[Part]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(index), -1) + 1 FROM audit_leaf")
            size = cursor.fetchone()[0]
        ranges = pairwise([*range(0, size, RANGE), size])
        wanted = ((first, end, self._sizes_in(first, end)) for first, end in ranges)
        return self.crew(partial(check_leaves, self.outside), wanted)

    def _sizes_in(self, first: int, end: int) -> list[int]:
        return self.sizes[bisect_right(self.sizes, first) : bisect_right(self.sizes, end)]

    def _part(self, part: Part) -> Break | None:
        """Let the tree grow by what a range showed, with tiles and checkpoints in their turn, up to its break."""
        last = part.at if part.broken else part.end
        for root in part.roots:
            broken = self._checkpoints(part, min(self.edge.size + WIDTH - 1, last))
            for tile in [] if broken else self.edge.append_tile(root):
                stored = tiles.read([(tile.level, tile.index)]).get((tile.level, tile.index), b"")
                broken = broken or different(stored, tile.level, tile.index, tiles.hashes_of(tile))
            if broken:
                return broken
        broken = self._checkpoints(part, last) or part.broken
        if not broken and part.end % WIDTH:
            self.edge = self._edge_at(part.end, part)
        return broken

    def _checkpoints(self, part: Part, last: int) -> Break | None:
        """Those whose trees have up to ``last`` leaves, of which all whole tiles are in the tree by now."""
        while self.found.checkpoints < len(self.sizes) and self.sizes[self.found.checkpoints] <= last:
            size = self.sizes[self.found.checkpoints]
            self.found.checkpoints += 1
            why = self._wrong_checkpoint(size, self._edge_at(size, part).root())
            if why:
                return Break(None, f"checkpoint {size} {why}", self.last_good if "root" in why else size - 1)
            self.last_good = size
        return None

    def _edge_at(self, size: int, part: Part) -> Edge:
        return Edge(size, [part.edges[size], *self.edge.levels[1:]])

    def _unfinished(self) -> Break | None:
        edge = list(self.edge.unfinished())
        stored = tiles.read([(tile.level, tile.index) for tile in edge])
        for tile in edge:
            name = tile.level, tile.index
            broken = different(stored.get(name, b""), *name, tiles.hashes_of(tile))
            if broken:
                return broken
        whole = tiles.number_of_tiles(self.edge.size)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_tile")
            number = cursor.fetchone()[0]
        return None if number == whole else Break(None, f"there are {number} tiles, the leaves make {whole}")

    def _checkpoint_of_nothing(self) -> Break | None:
        wrong = [size for size in self.sizes if size < 1]
        return Break(None, f"checkpoint {wrong[0]} is of no tree") if wrong else None

    def _wrong_checkpoint(self, size: int, root: bytes) -> str:
        inside, outside = self.signed.get(size), self.outside.checkpoints.get(size)
        if inside is None:
            return "was exported and is not in the database"
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
        if head.sm3 != self.second.setdefault(size, head.sm3):
            return "was exported with another SM3 root"
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

    def _second(self) -> Break | None:
        signed = {size: root for size, root in self.second.items() if root}
        self.found.second = len(signed)
        return verify_second(signed, self.edge.size, RANGE, self.crew)

    def _end(self) -> Break | None:
        beyond = [size for size in self.sizes if size > self.edge.size]
        if beyond:
            return Break(None, f"checkpoint {beyond[0]} was signed, the log ends before", self.edge.size)
        strangers = sorted(size for size, _ in self.cosigned if size not in self.signed)
        return Break(None, f"checkpoint {strangers[0]} was witnessed and is not there") if strangers else None


def _leaf_before_the_first() -> Break | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(index) FROM audit_leaf")
        first = cursor.fetchone()[0]
    return Break(None, "the leaf stands before the first", first) if first is not None and first < 0 else None
