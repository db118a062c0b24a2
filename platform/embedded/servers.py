"""Both servers of one run: started together, stopped together."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded import postgres, redis

OWNER_ROLE = "portal_owner"
RUNTIME_ROLE = "portal_app"


@dataclass(frozen=True)
class Addresses:
    """Where the servers of a run listen."""

    postgres_port: int
    redis_port: int

    def environment(self) -> dict[str, str]:
        """The variables that the settings and manage.py read."""
        return {
            "DATABASE_URL": postgres.url(self.postgres_port, RUNTIME_ROLE),
            "DATABASE_OWNER_URL": postgres.url(self.postgres_port, OWNER_ROLE),
            "REDIS_URL": redis.url(self.redis_port),
        }


@contextlib.contextmanager
def started(folder: Path, *, throwaway: bool = False, keep_open: tuple[int, ...] = ()) -> Iterator[Addresses]:
    """PostgreSQL and Redis on ``folder`` for the length of the block.

    :param throwaway: data of a test run, lost without regret.
    :param keep_open: file descriptors that both servers hold as long as they live.
    :raises ServerFailed: one did not come up; none is left running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        database = postgres.start(folder, throwaway=throwaway, keep_open=keep_open)
        stack.callback(database.stop)
        broker = redis.start(folder, throwaway=throwaway, keep_open=keep_open)
        stack.callback(broker.stop)
        yield Addresses(postgres_port=database.port, redis_port=broker.port)
