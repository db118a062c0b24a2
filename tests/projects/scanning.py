"""A scanner for tests of papers, and papers that carry the string by which scanners are tried out."""

import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from common.clock import now
from embedded.paths import ROOT
from embedded.process import free_port, is_listening, running, wait_until
from embedded.processes import roots
from projects.actions.scanning import scan_due_papers
from tests.factories import PDF

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED = PDF[:-6] + b"%" + EICAR + b"\n" + PDF[-6:]


@dataclass
class Scanner:
    """The peer's folder: how it behaves, and what it was asked."""

    folder: Path

    def behaves(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode)

    @property
    def scans(self) -> list[str]:
        log = self.folder / "scans.log"
        return log.read_text().splitlines() if log.exists() else []


@contextlib.contextmanager
def a_scanner(folder, settings, *, by_socket=False):
    """The peer, and the setting that leads to it."""
    port = free_port()
    address = str(folder / "clamd.sock") if by_socket else str(port)
    command = [sys.executable, "-m", "tests.projects.scanner_peer", address, str(folder)]
    with running(command, env=os.environ | roots(), log=folder / "peer.log", cwd=ROOT) as process:
        ready = (lambda: takes_connections(address)) if by_socket else (lambda: is_listening(port))
        wait_until(ready, process, name="scanner", log=folder / "peer.log")
        settings.PAPERS_SCANNER_URL = f"unix:{address}" if by_socket else f"tcp://127.0.0.1:{port}"
        yield Scanner(folder)


def takes_connections(address):
    """Whether a socket of the file system is listened on; it stands there a moment before."""
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
        probe.connect(address)
        return True
    return False


def sweep(at: datetime | None = None):
    """One run of the sweep, at a moment of the test's or now."""
    return scan_due_papers(now=(lambda: at) if at else now, within=timedelta(hours=1))
