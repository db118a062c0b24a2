"""Checking the second tree: by SM3 over the same leaves, from the events' stored bytes, up to every root signed of it.

It knows nothing of what SHA-256 said: whatever deceives the first tree has to deceive this one too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import connection

from audit import leaves, merkle, tiles
from audit.crew import Crew
from audit.entries import Break
from audit.tiles import SM3, WIDTH, Edge, StoredTile
from audit.verify_leaves import different, stored_leaves


@dataclass
class Part:
    """What a range of leaves showed.

    :param roots: of its whole tiles of level 0, in order.
    :param rest: the leaves after these.
    """

    roots: list[bytes] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)
    broken: Break | None = None


def verify_second(signed: Mapping[int, bytes], size: int, width: int, crew: Crew) -> Break | None:
    """Check the second tree; the first break.

    :param signed: by size of the tree, the roots that checkpoints were signed with.
    :param size: of the first tree.
    :param width: leaves of a range.
    """
    edge = tiles.stored_edge(SM3)
    if edge.size > size:
        return Break(None, f"the SM3 tree has {edge.size} leaves, the log {size}", size)
    missing = [one for one in sorted(signed) if one > edge.size]
    if missing:
        return Break(None, f"checkpoint {missing[0]} is signed with an SM3 root, the SM3 tree ends before", edge.size)
    return _built(edge.size, width, crew) or _wrong_root(signed)


def _built(size: int, width: int, crew: Crew) -> Break | None:
    """Let the tree grow anew, with each tile in its turn."""
    edge = Edge(tree=SM3)
    for part in crew(_checked, pairwise([*range(0, size, width), size]) if size else ()):
        whole = [tile for root in part.roots for tile in edge.append_tile(root)]
        broken = part.broken or _first_different(whole)
        if broken:
            return broken
        edge = Edge(edge.size + len(part.rest), [part.rest, *edge.levels[1:]], SM3)
    return _first_different(edge.unfinished()) or _stray_tile(size)


def _checked(first: int, end: int) -> Part:
    part, made = Part(), dict[int, bytes]()

    def take(number: int, _: bytes, words: bytes) -> None:
        made[number] = leaves.hash_of_words(words, SM3.by)

    events, _ = stored_leaves(first, end)
    leaves.copy_events(events, take)
    hashes = [made.get(event_id, b"") for event_id in events]  # that each is there was seen with the first tree
    stored = tiles.read(((0, index) for index in range(first // WIDTH, -(-end // WIDTH))), SM3)
    for start in range(0, len(hashes), WIDTH):
        some, index = hashes[start : start + WIDTH], (first + start) // WIDTH
        part.broken = part.broken or _sm3(different(stored.get((0, index), b""), 0, index, some))
        if len(some) == WIDTH:
            part.roots.append(merkle.fold(some, SM3.by))
        else:
            part.rest = some
    return part


def _first_different(made: Iterable[StoredTile]) -> Break | None:
    for tile in made:
        stored = tiles.read([(tile.level, tile.index)], SM3).get((tile.level, tile.index), b"")
        broken = _sm3(different(stored, tile.level, tile.index, tiles.hashes_of(tile)))
        if broken:
            return broken
    return None


def _sm3(broken: Break | None) -> Break | None:
    return broken and Break(None, f"SM3: {broken.what}", broken.index)


def _stray_tile(size: int) -> Break | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {SM3.table}")  # noqa: S608
        number = cursor.fetchone()[0]
    whole = tiles.number_of_tiles(size)
    return None if number == whole else Break(None, f"there are {number} SM3 tiles, the leaves make {whole}")


def _wrong_root(signed: Mapping[int, bytes]) -> Break | None:
    """The tiles are right by now, so roots are taken from them."""
    for size, root in sorted(signed.items()):
        if tiles.root(size, SM3) != root:
            return Break(None, f"checkpoint {size} is signed with another SM3 root than that of the leaves", size - 1)
    return None
