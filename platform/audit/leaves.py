"""What a leaf is: the bytes of one event, as they are hashed into the tree.

An entry is the words ``jl-ledger/v1`` and the event's columns in the order of ``FIELDS``, each as its length in four
bytes, big-endian, and its bytes: UTF-8 text, decimal numbers, microseconds since 1970 for the moment, the payload as
it is stored. An absent value has the length 0xFFFFFFFF. No length can be mistaken for another's text, and none depends
on a setting of a session.

PostgreSQL's binary COPY frames a row's columns in the very same way, so what is read by it is hashed as it comes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import Any

from django.db import connection

from audit.merkle import Hash, leaf_hash

DOMAIN = b"jl-ledger/v1"
FIELDS = (
    "id", "recorded_at", "transaction_id", "object_type", "object_id", "object_version", "operation", "actor_id",
    "actor_name", "role", "unit", "action", "reason", "subject", "request_id", "channel", "rule_version", "payload",
)  # fmt: skip
_SQL = {"recorded_at": "(extract(epoch FROM e.recorded_at) * 1000000)::bigint"}
COLUMNS = ", ".join(_SQL.get(name, f"e.{name}") for name in FIELDS)  # of audit_event as ``e``

_TEXT = {
    "recorded_at": f"{_SQL['recorded_at']}::text",
    **{name: f"e.{name}::text" for name in ("transaction_id", "object_version", "actor_id")},
}
_WORDS = ", ".join(_TEXT.get(name, f"e.{name}") for name in FIELDS[1:])

Value = str | int | bytes | memoryview | None
_LENGTH = Struct(">I").pack
_ABSENT = b"\xff\xff\xff\xff"
_BEGINNING = _LENGTH(len(DOMAIN)) + DOMAIN
_LEAF = b"\x00" + _BEGINNING
_NUMBER = Struct(">q").unpack_from
_SIZE = Struct(">i").unpack_from
_COLUMNS = (len(FIELDS) + 2).to_bytes(2, "big")  # what each row of a COPY begins with
_HEADER = 19  # bytes of a binary COPY, before its first row
_GAP = 256  # numbers between two events that are read for nothing rather than by a query of their own
_BESIDE = 18  # bytes of a row up to the hash: columns, length and number, length

Row = Callable[[int, bytes, bytes], None]


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


def hash_of_words(words: bytes, by: Hash = sha256) -> bytes:
    """The leaf hash of one event.

    :param words: as ``copy`` hands them over.
    """
    return by(_LEAF + words).digest()


def is_absent(words: bytes) -> bool:
    """Whether an outer join found no event: there is its number, and nothing else."""
    (size,) = _SIZE(words, 0)
    return words[4 + size : 8 + size] == _ABSENT


def number_of(words: bytes) -> int:
    """The event's number."""
    return int(fields_of(words)[0] or 0)


def fields_of(words: bytes) -> list[bytes | None]:
    """The event's columns as bytes, in the order of ``FIELDS``."""
    found: list[bytes | None] = []
    at = 0
    for _ in FIELDS:
        (size,) = _SIZE(words, at)
        at += 4
        found.append(None if size < 0 else words[at : at + size])
        at += max(0, size)
    return found


class FirstFields:
    """Reads the first columns of entries one after the other: these are mostly as long as those of the entry before.

    :param number: of columns.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._sizes: tuple[int, ...] = ()
        self._end = self._least = 0
        self._unpack: Callable[[bytes], tuple[int | bytes, ...]] = Struct("").unpack_from

    def of(self, words: bytes) -> tuple[Sequence[Any], int]:
        """The columns as bytes, an absent one as empty, and where the next one begins."""
        if len(words) >= self._least:
            found = self._unpack(words)
            if self._sizes and found[::2] == self._sizes:
                return found[1::2], self._end
        return self._learn(words)

    def _learn(self, words: bytes) -> tuple[Sequence[bytes], int]:
        found, at = [], 0
        for _ in range(self._number):
            (size,) = _SIZE(words, at)
            begin = at + 4
            at = begin + size if size > 0 else begin
            found.append(words[begin:at])
        self._sizes, self._end = tuple(len(one) for one in found), at
        layout = Struct(">" + "".join(f"I{size}s" for size in self._sizes))
        self._unpack, self._least = layout.unpack_from, layout.size
        return found, at


def copy(number: str, beside: str, key: str, source: str, take: Row) -> None:
    """Read events without a list of them: ``take`` gets each row's number, the hash beside it, and its words.

    :param number: a column of type bigint.
    :param beside: a column of type bytea; absent reads as empty.
    :param key: the column that holds the event's number even where there is no event.
    :param source: what follows FROM, with audit_event as ``e``, and the order.
    :param take: it must not raise.
    """
    with connection.cursor() as cursor:
        query = f"SELECT {number}, {beside}, {key}::text, {_WORDS} FROM {source}"  # noqa: S608 - columns and numbers
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", _Rows(take))


def copy_events(event_ids: Iterable[int], take: Row) -> None:
    """Read some events by their numbers, in whatever order; ``take`` gets others too whose numbers lie between these.

    Whole runs of numbers are read: to look each event up for its leaf costs twice as much, and from a table of millions
    PostgreSQL reads all of it for thirty thousand.
    """
    for first, last in _runs(sorted(event_ids)):
        copy("e.id", "NULL::bytea", "e.id", f"audit_event e WHERE e.id >= {first} AND e.id <= {last}", take)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, number in enumerate(numbers, 1):
        if place == len(numbers) or numbers[place] - number > _GAP:
            yield numbers[start], number
            start = place


class _Rows:
    """The file that a COPY writes to: PostgreSQL sends each row as a message of its own, so each comes in one piece."""

    def __init__(self, take: Row) -> None:
        self._take = take

    def write(self, data: bytes) -> None:
        row = data if data.startswith(_COLUMNS) else data[_HEADER:]
        if len(row) > _BESIDE:  # else it is the end
            (size,) = _SIZE(row, _BESIDE - 4)
            end = _BESIDE + max(0, size)
            self._take(_NUMBER(row, 6)[0], row[_BESIDE:end], row[end:])
