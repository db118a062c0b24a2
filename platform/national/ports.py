"""What draining needs of the world: a store of messages and a carrier. The simulation puts others in their place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from national.answers import Answer
from national.client import Parcel
from national.verdicts import Verdict

LEASE = timedelta(seconds=30)


class Claimed(Protocol):
    """A message that this sender may send until its lease runs out; ``payload`` has placeholders.

    ``follows`` is the newest earlier version that was acknowledged; None when none was.
    """

    pk: int
    key: str
    version: int
    follows: int | None
    payload: Any
    tries: int
    leased_until: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Whether the line may be used.

    :param rest: how long it may not; zero when it may.
    :param failures: rounds that failed in a row.
    :param is_trial: this sender alone tries, with one message, whether the platform answers again.
    """

    rest: timedelta = timedelta(0)
    failures: int = 0
    is_trial: bool = False


class Carrier(Protocol):
    """Whoever takes parcels to the other platform."""

    def send(self, parcels: Sequence[Parcel]) -> Mapping[str, Answer]:
        """Answers by key, or :class:`national.client.Undelivered`."""


class Store(Protocol):
    """Where messages wait. Every method is one short transaction."""

    def admit(self, at: datetime) -> Access:
        """Whether anything may be sent now."""

    def claim(self, size: int, at: datetime, token: UUID) -> Sequence[Claimed]:
        """Lease up to ``size`` heads that are due, oldest first; a head has no earlier unsettled version."""

    def earlier_digests(self, messages: Sequence[Claimed]) -> Mapping[int, frozenset[str]]:
        """Digests under which each message, by id, may have arrived before."""

    def begin(self, messages: Sequence[Claimed], digests: Mapping[int, str], at: datetime) -> None:
        """Write down what is about to be sent, before the first byte leaves."""

    def settle(
        self,
        messages: Sequence[Claimed],
        verdicts: Mapping[int, Verdict],
        *,
        token: UUID,
        at: datetime,
        draw: Callable[[], float],
    ) -> None:
        """Write down what became of the messages that ``token`` still holds."""

    def answered(self, at: datetime) -> None:
        """The platform answers again: what waited for that alone is due."""

    def failed(self, at: datetime, asked_for: timedelta, draw: Callable[[], float], error: str) -> None:
        """A round failed because of the platform. ``asked_for`` is how long it asked to be left alone."""
