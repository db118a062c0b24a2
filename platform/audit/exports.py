"""The append-only folder outside the database: every checkpoint, its cosigned form, and the leaf hashes that it added.

Whoever changes the database does not change this folder, so it shows what was changed, and where. Files are named by
the size of the tree, written whole under another name, synced, linked into place and never overwritten.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKPOINT, COSIGNED, LEAVES = ".checkpoint", ".cosigned", ".leaves"
_A_FOLDER = 100_000  # sizes


class ExportDiffers(Exception):
    """A file of the folder is there already, with other contents."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One checkpoint of the folder.

    :param size: as the file's name says.
    """

    size: int
    path: Path

    @property
    def note(self) -> str:
        """The signed note."""
        return self.path.read_text(encoding="utf-8")

    @property
    def cosigned(self) -> str:
        """The note with the witness's signature; empty when there is none."""
        path = self.path.with_suffix(COSIGNED)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def leaves(self) -> bytes:
        """The leaf hashes since the checkpoint before."""
        path = self.path.with_suffix(LEAVES)
        return path.read_bytes() if path.exists() else b""

    @property
    def leaf_bytes(self) -> int:
        """How many bytes these are."""
        path = self.path.with_suffix(LEAVES)
        return path.stat().st_size if path.exists() else 0


def export(folder: Path, size: int, note: str, leaves: bytes) -> None:
    """Write a checkpoint; the same one again changes nothing.

    :raises ExportDiffers: there is another one of this size.
    """
    path = _path(folder, size)
    _write(path.with_suffix(LEAVES), leaves)
    _write(path, note.encode())


def export_cosigned(folder: Path, size: int, note: str) -> None:
    """Write a checkpoint with its witness's signature; the first one stays."""
    with contextlib.suppress(ExportDiffers):
        _write(_path(folder, size).with_suffix(COSIGNED), note.encode())


def exported(folder: Path) -> Iterator[Exported]:
    """All checkpoints of the folder by size."""
    for part in sorted(folder.glob("[0-9]*")):
        for path in sorted(part.glob(f"[0-9]*{CHECKPOINT}")):
            yield Exported(int(path.stem), path)


def newest(folder: Path) -> Exported | None:
    """The checkpoint of the largest size."""
    for part in sorted(folder.glob("[0-9]*"), reverse=True):
        found = max(part.glob(f"[0-9]*{CHECKPOINT}"), default=None)
        if found:
            return Exported(int(found.stem), found)
    return None


def _path(folder: Path, size: int) -> Path:
    return folder / f"{size // _A_FOLDER:07d}" / f"{size:012d}{CHECKPOINT}"


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        if path.read_bytes() != data:
            raise ExportDiffers(str(path))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)  # of a process that was killed under the same number
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o444)
    try:
        os.link(draft, path)  # unlike a rename, it refuses a name that is taken
    finally:
        draft.unlink()
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
