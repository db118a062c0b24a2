"""A real PostgreSQL on a folder and a port of this machine."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedded import binaries, privileges
from embedded.paths import ROLES_SQL
from embedded.process import LOOPBACK, ServerFailed, free_port, spawn, stop, wait_until

SUPERUSER = "postgres"
DATABASE = "portal"
# Under C, pg_trgm and ILIKE do not see Chinese; the server's own environment must not decide.
CTYPE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
SETTINGS = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "jit": "off",
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
}
# Throw-away data only: a crash may lose the folder.
THROWAWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """A server that was started here and takes connections."""

    process: subprocess.Popen[bytes]
    port: int
    major: int

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for one role; trust on loopback, so no password."""
        return url(self.port, role, database)

    def stop(self) -> None:
        """End it in order, connections included."""
        stop(self.process, signal.SIGINT)


def url(port: int, role: str, database: str = DATABASE) -> str:
    """The address of ``database`` for ``role`` on a local server."""
    return f"postgres://{role}@{LOOPBACK}:{port}/{database}"


def start(folder: Path, *, throwaway: bool, keep_open: tuple[int, ...] = ()) -> Postgres:
    """Start a server on ``folder``/pg<major>, made first when absent, with the portal's roles and database.

    :param throwaway: data of a test run: no fsync, and the owner may create test databases.
    :param keep_open: file descriptors that the server holds as long as it lives.
    :raises ServerFailed: it did not come up.
    """
    programs = binaries.postgres_folder()
    major = binaries.postgres_major(programs)
    data = folder / f"pg{major}"
    if not data.exists():
        create_cluster(programs, data, major)
    user = privileges.for_folder(data, programs)
    port = free_port()
    log = folder / "postgres.log"
    settings = SETTINGS | (THROWAWAY_SETTINGS if throwaway else {})
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = spawn(
        [*user.prefix, programs / "postgres", "-D", data, "-p", str(port), *options],
        log=log,
        env=environment(),
        on_orphaned=signal.SIGINT,
        keep_open=keep_open,
        popen=user.popen,
    )
    server = Postgres(process, port, major)
    try:
        wait_until(lambda: answers(programs, port), process, name="PostgreSQL", log=log, seconds=60)
        apply_roles(programs, server, tests=throwaway)
    except BaseException:
        server.stop()
        raise
    return server


def create_cluster(programs: Path, data: Path, major: int) -> None:
    """Make a new cluster beside its final place and move it there whole, so that half of one is never started."""
    building = data.with_name(f"{data.name}.new")
    if building.exists():
        subprocess.run(["rm", "-rf", building], check=True)
    building.mkdir(parents=True, mode=0o700)
    user = privileges.for_folder(building, programs)
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    command: list[str | Path] = [*user.prefix, programs / "initdb", "-D", building, "-U", SUPERUSER, "--auth=trust"]
    command += ["--encoding=UTF8", "--lc-collate=C", f"--lc-ctype={CTYPE}", *provider, "--no-sync"]
    run(command, name="initdb", cwd="/", **user.popen)
    building.rename(data)


def answers(programs: Path, port: int) -> bool:
    """Whether the server takes queries; an open port alone does not say so."""
    command: list[str | Path] = [programs / "pg_isready", "-q", "-h", LOOPBACK, "-p", str(port)]
    return subprocess.run(command, check=False).returncode == 0


def apply_roles(programs: Path, server: Postgres, *, tests: bool) -> None:
    """Run the same idempotent file that production runs once: roles, database, schema.

    :raises ServerFailed: the file met an error.
    """
    command: list[str | Path] = [programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", ROLES_SQL]
    command += ["-v", "tests=1"] if tests else []
    command += [server.url(SUPERUSER, SUPERUSER)]
    run(command, name=ROLES_SQL.name)


def run(command: list[str | Path], *, name: str, **popen: Any) -> None:
    """Run one of PostgreSQL's programs to its end.

    :raises ServerFailed: it ended in error; the message carries the end of what it said.
    """
    result = subprocess.run(
        command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False, **popen
    )
    if result.returncode != 0:
        said = bytes(result.stderr).decode(errors="replace").strip()
        raise ServerFailed(f"{name} ended with {result.returncode}: {said[-600:]}")


def environment() -> dict[str, str]:
    """The caller's environment without its locale and without what libpq would take from it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": CTYPE}
