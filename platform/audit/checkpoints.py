"""Signing the tree: what has grown is read back from storage, proved to continue the last checkpoint, then signed."""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from audit import exports, merkle, notes, tiles
from audit.models import Checkpoint
from audit.notes import Head, SigningKey
from audit.proved import proved
from audit.tiles import LEVELS, SHA256, SM3, WIDTH, LogIsBroken, Tree


class HistoryWasRolledBack(LogIsBroken):
    """The folder holds a checkpoint that the database does not have or has otherwise: an old backup, or a rewriting."""


def sign(*, key: SigningKey, at: datetime, sm3: bool = False) -> Checkpoint | None:
    """Sign the tree when it has grown since the last checkpoint; None when it has not.

    :param sm3: sign the second tree with it, as soon as that has the same leaves.
    :raises LogIsBroken: what is stored is not what was hashed, or does not continue the last checkpoint.
    """
    with transaction.atomic():
        before = Checkpoint.objects.order_by("-size").first()
        size = tiles.stored_edge().size
        first = before.size if before else 0
        if size == first:
            return None
        second = sm3 and tiles.stored_edge(SM3).size == size
        _read_back(first, size, second)
        signed = notes.head_of(before.note, key.verifier).sm3 if before else b""
        head = Head(
            key.name,
            size,
            _continued(SHA256, first, size, bytes(before.root) if before else b""),
            _continued(SM3, first, size, signed) if second else b"",
        )
        note = key.sign(head.body)
        notes.head_of(note, key.verifier)  # a signature that does not hold would stay for ever
        return Checkpoint.objects.create(size=size, root=head.root, note=note, signed_at=at)


def export_missing(folder: Path) -> None:
    """Bring the folder up to the newest checkpoint.

    :raises audit.exports.ExportDiffers: the folder has another checkpoint of one of the sizes.
    """
    newest = exports.newest(folder)
    first = newest.size if newest else 0
    for checkpoint in Checkpoint.objects.filter(size__gt=first).order_by("size"):
        exports.export(folder, checkpoint.size, checkpoint.note, _hashes_of(first, checkpoint.size))
        first = checkpoint.size


def require_continuation(folder: Path, key: notes.VerifierKey) -> None:
    """Return when the stored tree has everything that was exported.

    :raises HistoryWasRolledBack: it has less, or something else.
    """
    newest = exports.newest(folder)
    if newest is None:
        return
    head = notes.head_of(newest.note, key)
    if head.size > tiles.stored_edge().size:
        raise HistoryWasRolledBack(f"{newest.path.name} was exported, and the log is smaller: is this an old backup?")
    if tiles.root(head.size) != head.root or (head.sm3 and not _has_second(head)):
        raise HistoryWasRolledBack(f"{newest.path.name} was exported, and the log has another root at this size")


def _has_second(head: Head) -> bool:
    return tiles.stored_edge(SM3).size >= head.size and tiles.root(head.size, SM3) == head.sm3


def _continued(tree: Tree, first: int, size: int, before: bytes) -> bytes:
    """The root of a tree, which continues the one that was signed before, if one was."""
    root = tiles.root(size, tree)
    if before:
        proof = tiles.consistency_proof(first, size, tree)
        merkle.verify_consistency(first, size, proof, before, root, tree.by)
    return root


def _read_back(first: int, size: int, second: bool) -> None:
    """Every new leaf from its event's stored bytes, every new tile from its leaves or from the tiles below."""
    edge_first = first // WIDTH * WIDTH
    hashes = proved(first, size, SM3.by if second else None)
    _require_tiles(SHA256, first, size, _stored_leaves(edge_first, first) + hashes.first)
    if second:
        _require_tiles(SM3, first, size, _stored(SM3, 0, edge_first, first) + hashes.second)


def _require_tiles(tree: Tree, first: int, size: int, row: list[bytes]) -> None:
    level, start = 0, first // WIDTH * WIDTH
    while row:
        names = [(level, start // WIDTH + number) for number in range(-(-len(row) // WIDTH))]
        stored = tiles.read(names, tree)
        if b"".join(stored.get(name, b"") for name in names) != b"".join(row):
            raise LogIsBroken(f"the tiles of level {level} are not those of the leaves")
        level, start, row = level + 1, *_row_above(tree, level + 1, first, size, stored)


def _row_above(
    tree: Tree, level: int, first: int, size: int, below: dict[tuple[int, int], bytes]
) -> tuple[int, list[bytes]]:
    """The hashes that the tiles below make in the next level, begun where a tile begins."""
    begun, ended = first >> LEVELS * level, size >> LEVELS * level
    start = begun // WIDTH * WIDTH
    if begun == ended:
        return start, []
    new = [merkle.fold(tiles.split(below[level - 1, index]), tree.by) for index in range(begun, ended)]
    return start, _stored(tree, level, start, begun) + new


def _stored(tree: Tree, level: int, start: int, end: int) -> list[bytes]:
    """What the tile that begins at ``start`` had before ``end``."""
    return tiles.split(tiles.read([(level, start // WIDTH)], tree).get((level, start // WIDTH), b""))[: end - start]


def _hashes_of(first: int, end: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(hash, '' ORDER BY index) FROM audit_leaf WHERE index >= %s AND index < %s", [first, end]
        )
        return bytes(cursor.fetchone()[0] or b"")


def _stored_leaves(first: int, end: int) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM audit_leaf WHERE index >= %s AND index < %s ORDER BY index", [first, end])
        return [bytes(leaf) for (leaf,) in cursor.fetchall()]
