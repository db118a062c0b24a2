"""A real server of Redis' protocol (Valkey, or Redis from 6.2) on a folder and a port of this machine."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from embedded import binaries
from embedded.process import LOOPBACK, free_port, is_listening, spawn, stop, wait_until


@dataclass(frozen=True)
class Redis:
    """A server that was started here and takes connections."""

    process: subprocess.Popen[bytes]
    port: int

    def url(self, number: int = 0) -> str:
        """The address of one of its sixteen databases."""
        return url(self.port, number)

    def stop(self) -> None:
        """End it in order; its file is written."""
        stop(self.process)


def url(port: int, number: int = 0) -> str:
    """The address of database ``number`` on a local server."""
    return f"redis://{LOOPBACK}:{port}/{number}"


def start(folder: Path, *, throwaway: bool, keep_open: tuple[int, ...] = ()) -> Redis:
    """Start a server on ``folder``/redis.

    :param throwaway: keep nothing on disk.
    :param keep_open: file descriptors that the server holds as long as it lives.
    :raises ServerFailed: it did not come up.
    """
    data = folder / "redis"
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = folder / "redis.log"
    command: list[str | Path] = [
        binaries.redis_program(),
        "--bind",
        LOOPBACK,
        "--port",
        str(port),
        "--dir",
        data,
        "--save",
        "",
    ]
    command += ["--appendonly", "no" if throwaway else "yes"]
    process = spawn(command, log=log, keep_open=keep_open)
    server = Redis(process, port)
    try:
        wait_until(lambda: is_listening(port), process, name="Redis", log=log)
    except BaseException:
        server.stop()
        raise
    return server
