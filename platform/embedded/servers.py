"""Both servers of one run: started together, stopped together."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded import postgres, redis
from embedded.errors import CannotStart

OWNER_ROLE = "portal_owner"
RUNTIME_ROLE = "portal_app"
SEQUENCER_ROLE = "portal_sequencer"


@dataclass(frozen=True)
class Addresses:
    """Where the servers of a run listen on this machine; None for one that is configured elsewhere."""

    postgres_port: int | None
    redis_port: int | None

    def environment(self) -> dict[str, str]:
        """The variables that the settings and manage.py read."""
        found = {}
        if self.postgres_port:
            found["DATABASE_URL"] = postgres.url(self.postgres_port, RUNTIME_ROLE)
            found["DATABASE_OWNER_URL"] = postgres.url(self.postgres_port, OWNER_ROLE)
            found["DATABASE_SEQUENCER_URL"] = postgres.url(self.postgres_port, SEQUENCER_ROLE)
        if self.redis_port:
            found["REDIS_URL"] = redis.url(self.redis_port)
        return found

    def ports(self) -> list[int]:
        """The ports on which something must answer."""
        return [port for port in (self.postgres_port, self.redis_port) if port]


def complete_configuration() -> bool:
    """Whether the environment names both servers; a single database address serves the owner too.

    :raises CannotStart: the owner's address is given without the runtime's.
    """
    if "DATABASE_URL" in os.environ:
        os.environ.setdefault("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    elif "DATABASE_OWNER_URL" in os.environ:
        raise CannotStart("DATABASE_OWNER_URL is set without DATABASE_URL")
    return "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ


@contextlib.contextmanager
def started(folder: Path, *, throwaway: bool = False, keep_open: tuple[int, ...] = ()) -> Iterator[Addresses]:
    """PostgreSQL and Redis on ``folder`` for the length of the block, as far as the environment names none.

    :param throwaway: data of a test run, lost without regret.
    :param keep_open: file descriptors that both servers hold as long as they live.
    :raises ServerFailed: one did not come up; none is left running.
    """
    complete_configuration()
    folder.mkdir(parents=True, exist_ok=True)
    ports: dict[str, int | None] = {"DATABASE_URL": None, "REDIS_URL": None}
    with contextlib.ExitStack() as stack:
        for name, start in (("DATABASE_URL", postgres.start), ("REDIS_URL", redis.start)):
            if name not in os.environ:
                server = start(folder, throwaway=throwaway, keep_open=keep_open)
                stack.callback(server.stop)
                ports[name] = server.port
        yield Addresses(postgres_port=ports["DATABASE_URL"], redis_port=ports["REDIS_URL"])
