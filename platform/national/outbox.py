"""Put a message down in the transaction that decides it. Nothing is sent here."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.transaction import TransactionManagementError

from national import checking, contract
from national.doorbell import ring
from national.models import Destination, Failure, Message, MessageState, UpdateFlag

CHANNEL = "national_outbox"  # PostgreSQL NOTIFY, heard by the relay once the transaction has committed


class IdentityNumberInPayload(ValueError):
    """An identity number stands in the open where its placeholder belongs (decisions.md 8)."""


def enqueue(
    *,
    destination: str = Destination.NATIONAL,
    aggregate: str,
    payload: Mapping[str, Any],
    update_flag: str,
    note: str,
    at: datetime,
    after: int = 0,
) -> Message:
    """Store the next version of ``aggregate`` for ``destination``, to be sent once the open transaction commits.

    :param payload: JSON types only, amounts as text; ``aggregate``, ``version`` and ``update_flag`` are added here.
        An identity number is written ``{"$identity": "<token>"}`` and filled in when the message is sent.
    :param note: the clause under which it is sent, for people.
    :param after: a version that the other platform holds already; the new one is above it.
    :raises TransactionManagementError: when no transaction is open; the message must commit with its cause.
    :raises IdentityNumberInPayload: when an identity number stands in the payload.
    :raises TypeError: for floating-point numbers, which two platforms may write differently, and non-JSON values.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("enqueue belongs into the transaction that decides")
    for name, value in _leaves(payload):
        _refuse_unsafe(name, value)
    version = max(_newest_version(destination, aggregate), after) + 1
    content = contract.canonical_json(
        {
            "schema": contract.SCHEMA,
            **payload,
            "aggregate": aggregate,
            "version": version,
            "update_flag": UpdateFlag(update_flag).value,
        }
    )
    found = checking.breaches(content)
    message = Message.objects.create(
        destination=destination,
        aggregate=aggregate,
        version=version,
        key=contract.message_key(aggregate, version),
        update_flag=UpdateFlag(update_flag),
        payload=content,
        digest=contract.sha256_hex(content),
        note=note,
        due_at=at,
        created_at=at,
        # What decided stands; a message that the platform would refuse waits for somebody instead of going out.
        state=MessageState.PARKED if found else MessageState.READY,
        failure=Failure.REFUSED if found else "",
        last_error=checking.in_words(found) if found else "",
        refusals=found,
    )
    announce()
    return message


def announce() -> None:
    """Wake the relay and ring for a worker once the open transaction has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    transaction.on_commit(ring)


def _newest_version(destination: str, aggregate: str) -> int:
    """Contiguous from 1: the lock is held to the end of the transaction, so a version rolled back is given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"national.outbox|{destination}|{aggregate}"]
        )
    newest = Message.objects.to(destination).about([aggregate]).aggregate(newest=Max("version"))["newest"]
    return int(newest or 0)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _leaves(child, key)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _leaves(child, name)
    else:
        yield name, value


def _refuse_unsafe(name: str, value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"write {value!r} as text: floats have no canonical form")
    # Told by the field, not by the value: permit numbers of 18 digits look like identity numbers.
    if name.endswith(contract.IDENTITY_FIELD) and value:
        raise IdentityNumberInPayload(f"write {name} as {{'$identity': token}}")
