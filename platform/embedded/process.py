"""Child processes that never outlive the launcher, and the ports they listen on."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from embedded.errors import CannotStart

PR_SET_PDEATHSIG = 1
LOOPBACK = "127.0.0.1"
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServerFailed(CannotStart):
    """A server did not come up; the message names it and its log."""


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """What a forked child calls before exec, so that the kernel sends it ``number`` when its parent is gone.

    The kernel watches the thread that forked, not the process: fork from the main thread. It forgets the wish when
    the user changes, so the call comes after that (``preexec_fn`` does).
    """
    parent = os.getpid()

    def wish() -> None:
        follow_parent(number)
        if os.getppid() != parent:  # it died before the wish was heard
            os._exit(1)

    return wish


def follow_parent(number: int) -> None:
    """Ask the kernel to send this process ``number`` when its parent dies; Linux only, elsewhere nothing happens."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number))


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM, seconds: float = 10) -> None:
    """End ``process``: ask with ``number``, kill after ``seconds``. Safe when it has already ended."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: dict[str, str] | None = None,
    cwd: str | Path = "/",
    on_orphaned: int = signal.SIGTERM,
    keep_open: tuple[int, ...] = (),
    popen: dict[str, Any] | None = None,
) -> subprocess.Popen[bytes]:
    """Start ``command`` as the leader of its own session, its output appended to ``log``.

    :param on_orphaned: the signal that it gets when this process dies.
    :param keep_open: file descriptors that it inherits.
    :param popen: further keywords for Popen, such as the user to run as.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(on_orphaned),  # noqa: PLW1509 - no other thread runs in the launcher yet
            pass_fds=keep_open,
            **(popen or {}),
        )


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], *, env: dict[str, str], log: Path, cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` beside the block and end its whole group after it."""
    process = spawn(command, env=env, log=log, cwd=cwd)
    try:
        yield process
    finally:
        stop(process)
        kill_group(process.pid)


def kill_group(pid: int) -> None:
    """Kill whatever is left of the process group that ``pid`` led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def free_port(wanted: int = 0) -> int:
    """``wanted`` when it can be listened on now, else a port that can."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As servers do: a connection of yesterday in TIME_WAIT does not make the port busy.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((LOOPBACK, port))
                found: int = probe.getsockname()[1]
                return found
    raise ServerFailed("no port of 127.0.0.1 can be listened on")


def is_listening(port: int) -> bool:
    """Whether something accepts connections on ``port`` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], *, name: str, log: Path, seconds: float = 30
) -> None:
    """Return when ``ready`` says yes.

    :raises ServerFailed: the process ended first or ``seconds`` went by.
    """
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise ServerFailed(f"{name} ended with {process.returncode}; the end of {log}:\n{tail(log)}")
        if time.monotonic() > end:
            raise ServerFailed(f"{name} did not answer within {seconds:.0f} s; the end of {log}:\n{tail(log)}")
        time.sleep(0.03)


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(empty)"
