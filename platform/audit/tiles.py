"""A tree as it is stored: tiles of 256 hashes (C2SP tlog-tiles), the edge at which it grows, and proofs out of it.

The log's tree is that of SHA-256. Where ``LEDGER_SM3`` is set, one by SM3 grows beside it over the same leaves.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

from django.db import connection

from audit import merkle
from audit.merkle import HASH_BYTES, Hash, NodeSource, fold, node_hash

Answer = TypeVar("Answer")
WIDTH = 256
LEVELS = 8  # of the tree's, to a tile


class LogIsBroken(Exception):
    """What is stored of the log contradicts itself."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Where a tree's tiles are stored, and what it hashes with."""

    table: str
    by: Hash


SHA256 = Tree("audit_tile", sha256)
SM3 = Tree("audit_sm3tile", merkle.sm3)


@dataclass(frozen=True, slots=True)
class StoredTile:
    """A tile as it stands, or is to stand, in a tree's table."""

    level: int
    index: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes it has."""
        return len(self.hashes) // HASH_BYTES


@dataclass
class Edge:
    """The unfinished tile of each level: all that is needed to let the tree grow and to know its root.

    :param size: number of leaves.
    :param levels: the hashes of the unfinished tile of each level, fewer than 256.
    """

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)
    tree: Tree = SHA256

    def append(self, leaf: bytes) -> Iterator[StoredTile]:
        """Add one leaf; the tiles that it completes."""
        self.size += 1
        yield from self._grow(0, leaf)

    def append_tile(self, root: bytes) -> Iterator[StoredTile]:
        """Add a whole tile of leaves at once, where one begins; the tiles above it that it completes."""
        self.size += WIDTH
        self.levels = self.levels or [[]]
        yield from self._grow(1, root)

    def _grow(self, level: int, entry: bytes) -> Iterator[StoredTile]:
        while True:
            if level == len(self.levels):
                self.levels.append([])
            hashes = self.levels[level]
            hashes.append(entry)
            if len(hashes) < WIDTH:
                return
            yield StoredTile(level, (self.size >> LEVELS * (level + 1)) - 1, b"".join(hashes))
            entry = fold(hashes, self.tree.by)
            hashes.clear()
            level += 1

    def unfinished(self) -> Iterator[StoredTile]:
        """The tiles at the edge."""
        for level, hashes in enumerate(self.levels):
            if hashes:
                yield StoredTile(level, self.size >> LEVELS * (level + 1), b"".join(hashes))

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        found = None
        for hashes in self.levels:
            end = len(hashes)
            while end:
                width = end & -end
                part = fold(hashes[end - width : end], self.tree.by)
                found = part if found is None else node_hash(part, found, self.tree.by)
                end -= width
        return found or self.tree.by(b"").digest()


def stored_edge(tree: Tree = SHA256) -> Edge:
    """The edge as the stored tiles have it.

    :raises LogIsBroken: tiles are missing between the levels.
    """
    edge, expected = Edge(tree=tree), 0
    for level in range(LEVELS):
        tile = _last(tree, level)
        if tile is None:
            break
        whole = tile.index * WIDTH + tile.width
        if level == 0:
            edge.size = expected = whole
        if whole != expected:
            raise LogIsBroken(f"level {level} of the tiles has {whole} hashes, not {expected}")
        edge.levels.append(hashes_of(tile) if tile.width < WIDTH else [])
        expected = whole // WIDTH
    return edge


def write(tiles: Iterable[StoredTile], tree: Tree = SHA256) -> None:
    """Store tiles that are new or have grown."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {tree.table} AS old (level, index, width, hashes) VALUES (%s, %s, %s, %s)"  # noqa: S608
            " ON CONFLICT (level, index)"
            " DO UPDATE SET width = excluded.width, hashes = excluded.hashes WHERE old.width < excluded.width",
            [(tile.level, tile.index, tile.width, tile.hashes) for tile in tiles],
        )


def read(names: Iterable[tuple[int, int]], tree: Tree = SHA256) -> dict[tuple[int, int], bytes]:
    """The hashes of some tiles by level and index; those that are not there are missing. One query."""
    wanted = list(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT level, index, hashes FROM {tree.table}"  # noqa: S608
            " JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index) USING (level, index)",
            [[level for level, _ in wanted], [index for _, index in wanted]],
        )
        return {(level, index): bytes(hashes) for level, index, hashes in cursor.fetchall()}


def place(level: int, index: int) -> tuple[tuple[int, int], int, int]:
    """Where a node of the tree stands: its tile, the first of its hashes there, and their number."""
    tile_level, rest = divmod(level, LEVELS)
    first = index << rest
    return (tile_level, first // WIDTH), first % WIDTH, 1 << rest


def node_in(tiles: dict[tuple[int, int], bytes], tree: Tree = SHA256) -> NodeSource:
    """The nodes of the tree out of tiles.

    :raises LogIsBroken: from the source, for a node that the tiles do not have.
    """

    def node(level: int, index: int) -> bytes:
        name, first, number = place(level, index)
        hashes = tiles.get(name, b"")[first * HASH_BYTES : (first + number) * HASH_BYTES]
        if len(hashes) < number * HASH_BYTES:
            raise LogIsBroken(f"tile {name[0]}/{name[1]} does not hold node {level}/{index}")
        return fold(split(hashes), tree.by)

    return node


def inclusion_proof(index: int, size: int) -> list[bytes]:
    """The path from a leaf to the root of the tree's first ``size`` leaves. One query."""
    return computed(lambda node: merkle.inclusion_proof_from(index, size, node))


def consistency_proof(size1: int, size2: int, tree: Tree = SHA256) -> list[bytes]:
    """The proof that the tree's first ``size2`` leaves begin with its first ``size1``. One query."""
    return computed(lambda node: merkle.consistency_proof_from(size1, size2, node, tree.by), tree)


def root(size: int, tree: Tree = SHA256) -> bytes:
    """The root of the tree's first ``size`` leaves. One query."""
    return computed(lambda node: merkle.root_from(size, node, tree.by), tree)


def computed(computation: Callable[[NodeSource], Answer], tree: Tree = SHA256) -> Answer:
    """The answer of a computation over nodes, with the tiles that it needs read at once: it is made twice."""
    needed: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        needed.add(place(level, index)[0])
        return bytes(HASH_BYTES)

    computation(note)
    return computation(node_in(read(needed, tree), tree))


def split(hashes: bytes) -> list[bytes]:
    """A tile's bytes as hashes."""
    return [hashes[i : i + HASH_BYTES] for i in range(0, len(hashes), HASH_BYTES)]


def hashes_of(tile: StoredTile) -> list[bytes]:
    """A tile's hashes."""
    return split(tile.hashes)


def number_of_tiles(size: int) -> int:
    """How many tiles a tree of ``size`` leaves has."""
    return sum(-(-(size >> LEVELS * level) // WIDTH) for level in range(LEVELS))


def _last(tree: Tree, level: int) -> StoredTile | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT index, hashes FROM {tree.table} WHERE level = %s ORDER BY index DESC LIMIT 1",  # noqa: S608
            [level],
        )
        row = cursor.fetchone()
    return StoredTile(level, row[0], bytes(row[1])) if row else None
