"""The tree as static files (C2SP tlog-tiles), for tools that know nothing of us: the signed checkpoint and its tiles.

Where the checkpoint signs a second tree by SM3, its tiles lie in the same order below ``sm3/``.

Hashes alone: entries name people, and tlog-tiles holds none of more than 65,535 bytes. Who is shown an entry hashes it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from audit import keys, notes, tiles
from audit.bundles import cosigned
from audit.merkle import HASH_BYTES
from audit.models import Checkpoint
from audit.tiles import LEVELS, SHA256, SM3, WIDTH, Tree

_AT_A_TIME = 256  # tiles of a query


class NothingIsSigned(Exception):
    """There is no checkpoint yet."""


def export_tiles(folder: Path) -> int:
    """Bring a folder up to the newest checkpoint: tiles that it lacks first, then the checkpoint; the tree's size.

    :raises NothingIsSigned: there is no checkpoint yet.
    :raises audit.tiles.LogIsBroken: a tile is not there.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise NothingIsSigned
    _export(folder, newest.size, SHA256)
    if notes.head_of(newest.note, keys.log_key()).sm3:
        _export(folder / "sm3", newest.size, SM3)
    _write(folder / "checkpoint", cosigned(newest).encode())
    return newest.size


def _export(folder: Path, size: int, tree: Tree) -> None:
    missing = [(level, index, width) for level, index, width in tiles_of(size)
               if not (folder / name_of(level, index, width)).exists()]  # fmt: skip
    for start in range(0, len(missing), _AT_A_TIME):
        some = missing[start : start + _AT_A_TIME]
        stored = tiles.read(((level, index) for level, index, _ in some), tree)
        for level, index, width in some:
            hashes = stored.get((level, index), b"")[: width * HASH_BYTES]
            if len(hashes) < width * HASH_BYTES:
                raise tiles.LogIsBroken(f"tile {level}/{index} has fewer than {width} hashes")
            _write(folder / name_of(level, index, width), hashes)


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, index and width of every tile of a tree of ``size`` leaves, unfinished ones as wide as in it."""
    for level in range(LEVELS):
        hashes = size >> LEVELS * level
        yield from ((level, index, WIDTH) for index in range(hashes // WIDTH))
        if hashes % WIDTH:
            yield level, hashes // WIDTH, hashes % WIDTH


def name_of(level: int, index: int, width: int) -> str:
    """A tile's path: 1234067 is ``x001/x234/067``, and one that is not whole ends in its width."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{path}" + (f".p/{width}" if width < WIDTH else "")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)  # a reader sees the whole of a file or none
