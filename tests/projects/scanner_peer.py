"""A virus scanner as a process of its own: ``python -m tests.projects.scanner_peer ADDRESS FOLDER``.

It speaks clamd's INSTREAM, finds the EICAR test string, and notes the digest of everything that it scans in
``scans.log``. The file ``mode`` in the folder lets it misbehave: ``slow`` (it never answers), ``garbage``, ``closed``
(it hangs up at once), ``cut`` (half an answer), ``full`` (it takes ten bytes and complains).
"""

import hashlib
import socketserver
import struct
import sys
import time
from pathlib import Path

ADDRESS, FOLDER = sys.argv[1], Path(sys.argv[2])
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ANSWERS = {"garbage": b"\xff\xfe nonsense\0", "cut": b"stream: OK"}


class Scan(socketserver.StreamRequestHandler):
    """One connection: a command, chunks, an answer."""

    def handle(self):
        mode = (FOLDER / "mode").read_text() if (FOLDER / "mode").exists() else ""
        if mode == "closed":
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        if mode == "full":
            self.rfile.read(10)
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        data = self._stream()
        with (FOLDER / "scans.log").open("a") as log:
            log.write(f"{hashlib.sha256(data).hexdigest()}\n")
        while mode == "slow":
            time.sleep(0.05)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        self.wfile.write(ANSWERS.get(mode, found))

    def _stream(self):
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        return data


if __name__ == "__main__":
    kind = socketserver.ThreadingUnixStreamServer if ADDRESS.startswith("/") else socketserver.ThreadingTCPServer
    kind.allow_reuse_address = kind.daemon_threads = True
    kind(ADDRESS if ADDRESS.startswith("/") else ("127.0.0.1", int(ADDRESS)), Scan).serve_forever()
