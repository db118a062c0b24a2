"""The tree as static tiles: a reader written from C2SP tlog-tiles and RFC 6962 alone comes to the signed root."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.core.management.base import CommandError

from audit import keys
from audit.models import Event
from audit.tile_files import name_of, tiles_of
from tests.audit.sealing import sealed, signed
from tests.audit.test_checkpoints import persons

pytestmark = pytest.mark.django_db


def tree_hash(hashes):
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_hash(hashes[:half]) + tree_hash(hashes[half:])).digest()


def tile(folder, level, number, width):
    """A tile as the specification says where it lies: ``<prefix>/tile/<L>/<N>[.p/<W>]``."""
    groups, rest = [f"{number % 1000:03d}"], number // 1000
    while rest:
        groups.insert(0, f"x{rest % 1000:03d}")
        rest //= 1000
    path = "/".join(groups) + ("" if width == 256 else f".p/{width}")
    data = (folder / "tile" / str(level) / path).read_bytes()
    assert len(data) == 32 * width
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def row(folder, level, number):
    """All hashes of one level, of which there are so many."""
    widths = [256] * (number // 256) + ([number % 256] if number % 256 else [])
    return [one for place, width in enumerate(widths) for one in tile(folder, level, place, width)]


def checkpoint(folder):
    """Size and root of the checkpoint, when the log signed it."""
    body, _, lines = (folder / "checkpoint").read_text().partition("\n\n")
    origin, size, root = body.split("\n")
    signature = base64.b64decode(lines.split("\n")[0].split(" ")[2])
    Ed25519PublicKey.from_public_bytes(keys.log_key().public).verify(signature[4:], f"{body}\n".encode())
    assert origin == keys.log_key().name
    return int(size), base64.b64decode(root)


def read(folder):
    """The leaf hashes, after every level was found to be made of the one below and all of it to be what is signed."""
    size, root = checkpoint(folder)
    leaves, level, number = row(folder, 0, size), 0, size
    assert tree_hash(leaves) == root
    below = leaves
    while number >= 256:
        level, number = level + 1, number // 256
        assert row(folder, level, number) == [tree_hash(below[256 * at : 256 * at + 256]) for at in range(number)]
        below = row(folder, level, number)
    assert not (folder / "tile" / str(level + 1)).exists()
    return leaves


def test_an_independent_reader_comes_to_the_signed_root(tmp_path, capsys):
    persons(600)
    size = signed().size
    persons(30)
    sealed()  # the tree has grown on; what is signed is read

    call_command("export_tiles", str(tmp_path))

    assert capsys.readouterr().out == f"a tree of {size} leaves is in {tmp_path}\n"
    assert len(read(tmp_path)) == size < Event.objects.count()
    assert not list(tmp_path.rglob(".*"))


def test_a_tree_that_has_grown_adds_tiles_and_changes_none(tmp_path):
    persons(300)
    signed()
    call_command("export_tiles", str(tmp_path))
    first, before = (
        read(tmp_path),
        {path: path.stat().st_mtime_ns for path in tmp_path.rglob("tile/*/*") if path.is_file()},
    )
    persons(300)
    signed()

    call_command("export_tiles", str(tmp_path))

    assert read(tmp_path)[: len(first)] == first
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_before_anything_is_signed_there_is_nothing_to_write(tmp_path):
    with pytest.raises(CommandError, match="nothing is signed yet"):
        call_command("export_tiles", str(tmp_path))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 0, 256), "tile/0/000"),
        ((1, 67, 255), "tile/1/067.p/255"),
        ((0, 1000, 256), "tile/0/x001/000"),
        ((2, 1234067, 1), "tile/2/x001/x234/067.p/1"),
    ],
)
def test_tiles_lie_where_the_specification_says(tile, path):
    assert name_of(*tile) == path


def test_a_tree_of_many_leaves_has_the_tiles_of_its_size():
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(70_000))[-3:] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert len(list(tiles_of(70_000))) == 274 + 2 + 1
