"""Who runs the servers of a data folder: a lock that the kernel frees, and a note for those who want to join.

``servers.lock`` is held by the process that started the servers and by the servers themselves, so it is free exactly
when nothing runs on the folder, a SIGKILL included. ``servers.json`` says where they listen. ``guests.lock`` is held,
shared, by those who joined; the host waits for them before it stops the servers.
"""

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from embedded.errors import CannotStart
from embedded.process import is_listening
from embedded.servers import Addresses, started


class FolderInUse(CannotStart):
    """Another process runs servers on the data folder; the message names it."""


@dataclass(frozen=True)
class Note:
    """What the host of a folder tells others."""

    pid: int
    command: str
    addresses: Addresses


@contextlib.contextmanager
def hosted(folder: Path, *, command: str, wait_for_guests: bool = False) -> Iterator[Addresses]:
    """Start the servers of ``folder`` as its only host.

    :param command: what this process is, for those who are refused.
    :param wait_for_guests: let those who joined finish before the servers stop.
    :raises FolderInUse: another process hosts it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "servers.lock").open("a") as lock:
        take(lock.fileno(), folder)
        with started(folder, keep_open=(lock.fileno(),)) as addresses:
            write_note(folder, Note(os.getpid(), command, addresses))
            try:
                yield addresses
            finally:
                (folder / "servers.json").unlink(missing_ok=True)
                if wait_for_guests:
                    let_guests_finish(folder)


def take(descriptor: int, folder: Path, seconds: float = 15) -> None:
    """Take the host's lock, waiting only for servers whose host is already dead.

    :raises FolderInUse: a living host has it, or the dead one's servers do not end.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = read_note(folder)
            if note and is_alive(note.pid):
                raise FolderInUse(f"{folder} is in use by `{note.command}` (process {note.pid})") from None
            if time.monotonic() > end:
                raise FolderInUse(f"{folder} is in use by servers that are starting or ending; try again") from None
            time.sleep(0.1)
        else:
            return


@contextlib.contextmanager
def joined(folder: Path) -> Iterator[Addresses | None]:
    """The servers that another process runs on ``folder``, kept up for the block; None when there are none."""
    if read_note(folder) is None:
        yield None
        return
    with (folder / "guests.lock").open("a") as guests:
        fcntl.flock(guests, fcntl.LOCK_SH)
        note = read_note(folder)  # again: the host may have begun to stop before we were counted
        yield note.addresses if note and is_serving(note) else None


def let_guests_finish(folder: Path) -> None:
    """Wait until nobody who joined is left; say so when it takes waiting."""
    with (folder / "guests.lock").open("a") as guests:
        try:
            fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("servers stay up until the other commands that use them end …", file=sys.stderr)
            fcntl.flock(guests, fcntl.LOCK_EX)


def is_serving(note: Note) -> bool:
    """Whether the host lives and its servers listen."""
    return is_alive(note.pid) and all(is_listening(port) for port in note.addresses.ports())


def is_alive(pid: int) -> bool:
    """Whether a process of that number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_note(folder: Path, note: Note) -> None:
    """Put the note in place whole."""
    draft = folder / "servers.json.new"
    draft.write_text(json.dumps(asdict(note)))
    draft.rename(folder / "servers.json")


def read_note(folder: Path) -> Note | None:
    """The host's note, None when there is none."""
    try:
        fields = json.loads((folder / "servers.json").read_text())
        return Note(fields["pid"], fields["command"], Addresses(**fields["addresses"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
