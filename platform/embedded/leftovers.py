"""Find processes of a run that should be gone (Linux: it reads /proc)."""

import contextlib
import os
import time
from pathlib import Path

MARK = "PORTAL_RUN"


def of_run(mark: str) -> list[str]:
    """``pid command`` of every living process that was started with PORTAL_RUN=``mark``, this one excepted."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        if int(folder.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):  # it ended meanwhile, or is another user's
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found.append(f"{folder.name} {command.strip()}")
    return found


def after(mark: str, seconds: float) -> list[str]:
    """What of the run is still there when all have gone or ``seconds`` are over."""
    end = time.monotonic() + seconds
    while (left := of_run(mark)) and time.monotonic() < end:
        time.sleep(0.1)
    return left
