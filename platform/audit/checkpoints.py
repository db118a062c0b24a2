"""Signing the tree: what has grown is read back from storage, proved to continue the last checkpoint, then signed."""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from audit import exports, leaves, merkle, notes, tiles
from audit.models import Checkpoint
from audit.notes import Head, SigningKey
from audit.tiles import LEVELS, WIDTH, LogIsBroken


class HistoryWasRolledBack(LogIsBroken):
    """The folder holds a checkpoint that the database does not have or has otherwise: an old backup, or a rewriting."""


def sign(*, key: SigningKey, at: datetime) -> Checkpoint | None:
    """Sign the tree when it has grown since the last checkpoint; None when it has not.

    :raises LogIsBroken: what is stored is not what was hashed, or does not continue the last checkpoint.
    """
    with transaction.atomic():
        before = Checkpoint.objects.order_by("-size").first()
        size = tiles.stored_edge().size
        first = before.size if before else 0
        if size == first:
            return None
        _read_back(first, size)
        root = tiles.root(size)
        if before:
            proof = tiles.consistency_proof(before.size, size)
            merkle.verify_consistency(before.size, size, proof, bytes(before.root), root)
        note = key.sign(Head(key.name, size, root).body)
        notes.head_of(note, key.verifier)  # a signature that does not hold would stay for ever
        return Checkpoint.objects.create(size=size, root=root, note=note, signed_at=at)


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
    if tiles.root(head.size) != head.root:
        raise HistoryWasRolledBack(f"{newest.path.name} was exported, and the log has another root at this size")


def _read_back(first: int, size: int) -> None:
    """Every new leaf from its event's stored bytes, every new tile from its leaves or from the tiles below."""
    edge_first = first // WIDTH * WIDTH
    hashes = _proved_leaves(first, size)
    row = _stored_leaves(edge_first, first) + hashes
    level, start = 0, edge_first
    while row:
        names = [(level, start // WIDTH + number) for number in range(-(-len(row) // WIDTH))]
        stored = tiles.read(names)
        if b"".join(stored.get(name, b"") for name in names) != b"".join(row):
            raise LogIsBroken(f"the tiles of level {level} are not those of the leaves")
        level, start, row = level + 1, *_row_above(level + 1, first, size, stored)


def _row_above(level: int, first: int, size: int, below: dict[tuple[int, int], bytes]) -> tuple[int, list[bytes]]:
    """The hashes that the tiles below make in the next level, begun where a tile begins."""
    begun, ended = first >> LEVELS * level, size >> LEVELS * level
    start = begun // WIDTH * WIDTH
    if begun == ended:
        return start, []
    old = tiles.split(tiles.read([(level, start // WIDTH)]).get((level, start // WIDTH), b""))[: begun - start]
    new = [merkle.fold(tiles.split(below[level - 1, index])) for index in range(begun, ended)]
    return start, old + new


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


def _proved_leaves(first: int, end: int) -> list[bytes]:
    """The stored leaves, each of which is the hash of its stored event."""
    hashes: list[bytes] = []
    wrong: list[int] = []

    def take(index: int, leaf: bytes, words: bytes) -> None:
        if index != first + len(hashes) or leaf != leaves.hash_of_words(words):
            wrong.append(index)
        hashes.append(leaf)

    source = "audit_leaf l JOIN audit_event e ON e.id = l.event_id"
    range_of = f"WHERE l.index >= {first} AND l.index < {end} ORDER BY 1"
    leaves.copy("l.index", "l.hash", "l.event_id", f"{source} {range_of}", take)
    if wrong or len(hashes) != end - first:
        raise LogIsBroken(f"leaf {wrong[0] if wrong else end - 1} is not the hash of its event")
    return hashes
