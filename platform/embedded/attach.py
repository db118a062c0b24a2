"""What manage.py asks: does this command need servers, and where are they."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator

from embedded.claim import FolderInUse, hosted, joined
from embedded.errors import CannotStart
from embedded.paths import data_folder
from embedded.servers import Addresses, complete_configuration

# These read code and files alone. `judge` uses the notice's built-in rules unless told `--live`.
WITHOUT_SERVERS = {
    "",
    "check",
    "check_rules",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "judge",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}
NEED_ANYWAY = {"judge": "--live", "check": "--database"}
SECONDS_TO_COME_UP = 60


def needs_services(command: str, *options: str) -> bool:
    """Whether a management command needs PostgreSQL and Redis.

    :param options: what follows it on the command line.
    """
    if command.startswith("-") or not {"--help", "-h"}.isdisjoint(options):
        return False
    return command not in WITHOUT_SERVERS or NEED_ANYWAY.get(command) in options


@contextlib.contextmanager
def services() -> Iterator[None]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL name servers that answer for the length of the block.

    What the environment names is used as it is. What it leaves open comes from the servers that run for this checkout,
    else from servers started for this run.

    :raises CannotStart: a server does not come up, or another process holds the data folder.
    """
    if complete_configuration():
        yield
        return
    with local_servers() as addresses:
        for name, value in addresses.environment().items():
            os.environ.setdefault(name, value)
        if not complete_configuration():
            raise CannotStart("the servers that run for this checkout were started with others configured")
        yield


@contextlib.contextmanager
def local_servers() -> Iterator[Addresses]:
    """Join the servers of this checkout, or host them when nobody does."""
    folder = data_folder()
    with contextlib.ExitStack() as stack:
        end = time.monotonic() + SECONDS_TO_COME_UP
        while True:
            found = stack.enter_context(joined(folder))
            if found:
                break
            stack.close()
            try:
                command = f"manage.py {' '.join(sys.argv[1:2])}"
                found = stack.enter_context(hosted(folder, command=command, wait_for_guests=True))
                break
            except FolderInUse:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield found
