"""What a leaf is: the bytes of one event, as they are hashed into the tree.

An entry is the words ``jl-ledger/v1`` and the event's columns in the order of ``FIELDS``, each as its length in four
bytes, big-endian, and its bytes: UTF-8 text, decimal numbers, microseconds since 1970 for the moment, the payload as
it is stored. An absent value has the length 0xFFFFFFFF. No length can be mistaken for another's text, and none depends
on a setting of a session.
"""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct

from audit.merkle import leaf_hash

DOMAIN = b"jl-ledger/v1"
FIELDS = (
    "id", "recorded_at", "transaction_id", "object_type", "object_id", "object_version", "operation", "actor_id",
    "actor_name", "role", "unit", "action", "reason", "subject", "request_id", "channel", "rule_version", "payload",
)  # fmt: skip
_SQL = {"recorded_at": "(extract(epoch FROM e.recorded_at) * 1000000)::bigint"}
COLUMNS = ", ".join(_SQL.get(name, f"e.{name}") for name in FIELDS)  # of audit_event as ``e``

Value = str | int | bytes | memoryview | None
_LENGTH = Struct(">I").pack
_ABSENT = b"\xff\xff\xff\xff"
_BEGINNING = _LENGTH(len(DOMAIN)) + DOMAIN


def entry(values: Sequence[Value]) -> bytes:
    """The bytes of one event.

    :param values: the event's columns as ``COLUMNS`` selects them.
    """
    *columns, payload = values
    assert isinstance(payload, bytes | memoryview)
    words = [_ABSENT if value is None else _word(value) for value in columns]
    return b"".join([_BEGINNING, *words, _LENGTH(len(payload)), payload])


@lru_cache(maxsize=8_192)  # names, roles, units, verbs and reasons come again and again
def _word(value: Value) -> bytes:
    data = str(value).encode()
    return _LENGTH(len(data)) + data


def hash_of(values: Sequence[Value]) -> bytes:
    """The leaf hash of one event."""
    return leaf_hash(entry(values))
