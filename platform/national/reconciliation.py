"""Compare what the national platform holds with what it acknowledged, and send again what it has lost (X20).

Safe to run twice: a repair sends stored messages again under their own keys.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol
from urllib.parse import quote

from django.db import transaction

from audit.context import Acting, SystemActor, context
from common.errors import RuleError
from national import contract
from national.answers import Undelivered
from national.comparing import Differing, differences, differing_fields, unequal
from national.contract import Held
from national.intervening import CLAUSE
from national.models import Destination, Difference, DifferenceKind, Message, MessageState, Reconciliation, RunState
from national.outbox import announce
from national.packing import Unpackable, configured_resolver, sent_bytes
from national.settling import reopen

GIVEN_UP_AFTER = timedelta(hours=1)  # a run that says nothing for so long has died
ROWS_AT_ONCE = 250_000  # what each side holds in the buckets that are compared at once; all of ours is read for each
FIELDS_COMPARED_AT_MOST = 200  # differing contents are fetched one by one
_CHUNK = 10_000


class Asking(Protocol):
    """Whoever asks the other platform."""

    def ask(self, path: str) -> Any:
        """Decoded JSON, None for nothing there, or :class:`national.client.Undelivered`."""


class ItIsBeingCompared(RuleError):
    """Another comparison is running."""


@contextmanager
def _writing(action: str) -> Iterator[None]:
    acting = Acting.system(SystemActor.RECONCILIATION)
    with transaction.atomic(durable=True), context(acting, action=action, channel="reconciliation"):
        yield


def begin(*, at: datetime, asked_by: str = "", destination: str = Destination.NATIONAL) -> Reconciliation:
    """Put down a comparison; :func:`run` does it. One that died is closed first.

    :param asked_by: the person's name; empty for the nightly one.
    :raises ItIsBeingCompared: while another is running.
    """
    with _writing("national.compare"):
        running = Reconciliation.objects.filter(destination=destination, state=RunState.RUNNING)
        running.filter(started_at__lte=at - GIVEN_UP_AFTER).update(
            state=RunState.FAILED, ended_at=at, error="核对进程中断，未能完成；已由下一次核对代替"
        )
        started, is_new = Reconciliation.objects.get_or_create(
            destination=destination, state=RunState.RUNNING, defaults={"asked_by": asked_by, "started_at": at}
        )
        if not is_new:
            raise ItIsBeingCompared("正在核对，请在本页查看进度；完成后可再次核对", clause=CLAUSE)
        return started


def run(started: Reconciliation, *, client: Asking, now: Callable[[], datetime]) -> Reconciliation:
    """Compare, write down the differences and repair what needs nobody's decision."""
    try:
        _compare(started, client, now)
    except Undelivered as error:
        return _end(started, RunState.FAILED, now(), f"全国平台没有应答：{error}")
    except Exception:
        _end(started, RunState.FAILED, now(), "核对中出现系统错误，已记入日志")
        raise
    return _end(started, RunState.DONE, now(), "")


def give_up(started: Reconciliation, *, at: datetime) -> None:
    """Nobody could be told to do it: say so at once instead of waiting for one who does not come."""
    _end(started, RunState.FAILED, at, "后台任务服务没有应答，核对没有开始；恢复后请再次核对")


def _compare(started: Reconciliation, client: Asking, now: Callable[[], datetime]) -> None:
    ours, theirs = contract.buckets_of(held(started.destination)), _their_buckets(client)
    prefixes = unequal(ours, theirs)
    # A run that was begun before by a worker that died begins anew; what that one found stays found.
    compared = sum(count for count, _ in ours.values())
    _save(started, compared=compared, buckets=len(prefixes), buckets_done=0, in_flight=0)
    budget = FIELDS_COMPARED_AT_MOST
    for some in _portions(prefixes, ours, theirs):
        their_rows = [row for prefix in sorted(some) for row in _their_bucket(client, prefix)]
        # Theirs were read first: what was acknowledged since then is in flight, not lost.
        mine = [row for row in held(started.destination) if contract.bucket_of(row[0]) in some]
        found = differences(mine, their_rows)
        moving = _in_flight(started, [one.aggregate for one in found])
        settled = [one for one in found if one.aggregate not in moving]
        budget -= _keep(started, settled, client, now(), budget)
        _save(started, in_flight=started.in_flight + len(moving), buckets_done=started.buckets_done + len(some))


def _portions(
    prefixes: Sequence[str], ours: Mapping[str, tuple[int, str]], theirs: Mapping[str, tuple[int, str]]
) -> Iterator[set[str]]:
    """The buckets in sets that memory can bear."""
    some: set[str] = set()
    rows = 0
    for prefix in prefixes:
        size = max(side[prefix][0] for side in (ours, theirs) if prefix in side)
        if some and rows + size > ROWS_AT_ONCE:
            yield some
            some, rows = set(), 0
        some.add(prefix)
        rows += size
    if some:
        yield some


def held(destination: str) -> Iterator[Held]:
    """Every aggregate with the newest version that was acknowledged and the digest of what was sent. Streams."""
    rows = (
        Message.objects.to(destination)
        .filter(state=MessageState.ACKNOWLEDGED)
        .order_by("-aggregate", "-version", "-receipts__id")  # backwards along message_version_once
        .distinct("aggregate")
        .values_list("aggregate", "version", "receipts__digest")
    )
    yield from rows.iterator(chunk_size=_CHUNK)


def _their_buckets(client: Asking) -> dict[str, tuple[int, str]]:
    document = client.ask(contract.DIGEST_PATH) or {}
    return {str(prefix): (int(count), str(total)) for prefix, (count, total) in document["buckets"].items()}


def _their_bucket(client: Asking, prefix: str) -> list[Held]:
    document = client.ask(f"{contract.DIGEST_PATH}?prefix={prefix}") or {}
    return [(str(aggregate), int(version), str(digest)) for aggregate, version, digest in document["held"]]


def _in_flight(started: Reconciliation, aggregates: list[str]) -> set[str]:
    """Those of which a version is on its way, or arrived since the comparison began."""
    moving: set[str] = set()
    rest = iter(aggregates)
    while some := list(islice(rest, _CHUNK)):
        about = Message.objects.to(started.destination).about(some)
        moving |= set(about.pending().values_list("aggregate", flat=True))
        moving |= set(about.filter(acknowledged_at__gte=started.started_at).values_list("aggregate", flat=True))
    return moving


def _keep(started: Reconciliation, found: Sequence[Differing], client: Asking, at: datetime, budget: int) -> int:
    """Write differences down and repair them; how many contents were fetched to name their fields."""
    corrupt = [one for one in found if one.kind is DifferenceKind.CORRUPT][:budget]
    fields = _fields(started.destination, corrupt, client)
    with _writing("national.compare"):
        lost = [(one.aggregate, first, one.our_version) for one in found if (first := _lost_from(one)) is not None]
        again = reopen(started.destination, lost, at)
        rows = (
            Difference(
                run=started,
                aggregate=one.aggregate,
                kind=one.kind,
                our_version=one.our_version,
                their_version=one.their_version,
                fields=fields.get(one.aggregate, []),
                found_at=at,
                repaired_at=at if one.aggregate in again else None,
            )
            for one in found
        )
        Difference.objects.bulk_create(rows, ignore_conflicts=True)
        if found:
            announce()
    return len(corrupt)


def _lost_from(one: Differing) -> int | None:
    """The first version that is sent again; None where the platform holds more, which is a person's decision."""
    return {
        DifferenceKind.MISSING: 1,
        DifferenceKind.STALE: one.their_version + 1,
        DifferenceKind.CORRUPT: one.our_version,
    }.get(one.kind)


def _fields(destination: str, corrupt: Sequence[Differing], client: Asking) -> dict[str, list[str]]:
    """Names of the fields that differ, by aggregate. One query, and a request for each."""
    held = {(one.aggregate, one.our_version) for one in corrupt}
    rows = Message.objects.to(destination).about(one.aggregate for one in corrupt)
    found = {}
    for message in rows.filter(version__in={one.our_version for one in corrupt}):
        if (message.aggregate, message.version) not in held:
            continue
        theirs = client.ask(f"{contract.PROJECT_PATH}{quote(message.aggregate)}?tables=1")
        if theirs is not None:
            found[message.aggregate] = differing_fields(_sent(message)["tables"], theirs["tables"])
    return found


def _sent(message: Message) -> Any:
    """What a message said; identity numbers in their places, where they are to be had."""
    content = bytes(message.payload)
    try:
        return json.loads(sent_bytes(content, configured_resolver()))
    except Unpackable:
        return json.loads(content)


def _save(started: Reconciliation, **numbers: int) -> None:
    for name, value in numbers.items():
        setattr(started, name, value)
    with _writing("national.compare"):
        started.save(update_fields=list(numbers))


def _end(started: Reconciliation, state: RunState, at: datetime, error: str) -> Reconciliation:
    started.state, started.ended_at, started.error = state, at, error
    with _writing("national.compare"):
        started.save(update_fields=["state", "ended_at", "error"])
    return started
