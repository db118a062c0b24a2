"""The other platform, a clock, and a client between the two."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from national import doorbell
from national.client import NationalClient
from national.drain import Drained, drain
from tests.national import support
from tests.national.peer import Peer


@pytest.fixture(scope="session")
def peer_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    peer = Peer(tmp_path_factory.mktemp("national") / "national.sqlite3")
    yield peer
    peer.kill()


@pytest.fixture
def peer(peer_process: Peer, settings: Any) -> Iterator[Peer]:
    """The mock platform, behaving well; what it received in earlier tests it still holds."""
    settings.NATIONAL_URL = peer_process.url
    yield peer_process
    if peer_process.process.poll() is not None:
        peer_process.start()
    peer_process.faults()


@pytest.fixture(autouse=True)
def exchange_settings(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Identity numbers from the tests' own vault, and a bell that has not been hurt yet."""
    settings.NATIONAL_IDENTITY_RESOLVER = "tests.national.support.resolve"
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)


@pytest.fixture
def clock() -> support.Clock:
    return support.Clock()


@pytest.fixture
def make_client(settings: Any) -> Iterator[Callable[..., NationalClient]]:
    made: list[NationalClient] = []

    def make(url: str = "", timeout: float = 10.0) -> NationalClient:
        key, key_id = settings.NATIONAL_SIGNING_KEY, settings.NATIONAL_SIGNING_KEY_ID
        made.append(NationalClient(url or settings.NATIONAL_URL, secret=key, key_id=key_id, timeout=timeout))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def run_drain(clock: support.Clock, make_client: Callable[..., NationalClient]) -> Callable[..., Drained]:
    """Drain at the clock's time over a fresh connection; jitter is always a half."""

    def run(client: Any = None, limit: int = 1000) -> Drained:
        return drain(limit=limit, now=clock, client=client or make_client(), draw=lambda: 0.5)

    return run
