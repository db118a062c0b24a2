"""What the tests of the exchange share: a decision to enqueue in, a clock to turn, and documents to send."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from django.db import transaction

from audit.context import Acting, SystemActor, context
from national.models import Message
from national.outbox import enqueue

NUMBERS = {"7": "220102199001010017"}


def resolve(tokens: Collection[str]) -> dict[str, str]:
    """The vault's stand-in: NATIONAL_IDENTITY_RESOLVER points here."""
    return {token: NUMBERS[token] for token in tokens if token in NUMBERS}


@contextmanager
def deciding() -> Iterator[None]:
    """The transaction of some deciding action."""
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test.decide"):
        yield


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **parts: float) -> None:
        self.time += timedelta(**parts)


def document(aggregate: str, grade: str = "C", **basics: Any) -> dict[str, Any]:
    """A small project; ``basics`` are added to its row of TBProjectInfo."""
    row = {"RowGuid": aggregate, "PrjNum": "2201022409010101", "PrjName": "第一中学教学楼", "DataLevel": grade}
    return {"tables": {"TBProjectInfo": [{**row, **basics}]}}


def send(aggregate: str, *, at: datetime, flag: str = "U", grade: str = "C", **basics: Any) -> Message:
    """Enqueue the next version of an aggregate in a decision of its own."""
    with deciding():
        return enqueue(
            aggregate=aggregate, payload=document(aggregate, grade, **basics), update_flag=flag, note="二（一）", at=at
        )


def until(condition: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Look until ``condition`` holds; fail with ``what`` when it does not in time."""
    pause, looks = Event(), int(seconds / 0.02)
    for _ in range(looks):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError(f"not within {seconds:g} s: {what}")
