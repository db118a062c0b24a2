"""An event against its own bytes: the columns repeat what the payload says."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from audit import leaves
from audit.leaves import FIELDS

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - its offset is written by hand
_NUMBERS = {"object_version", "actor_id"}
_BEGINNING = b'{"row": {'
# What follows the row, as jsonb writes it: keys by length, then by bytes. First what entries of one act have in common.
_ACT = (
    b'}, "role": %b, "unit": %b, "action": %b, "reason": %b, "channel": %b, "subject": %b, "actor_id": %b,'
    b' "object_id": ', b', "operation": %b, "actor_name": %b, "request_id": %b, "object_type": %b, "recorded_at": "',
    b'", "rule_version": %b, "object_version": ',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold: where, and what.

    :param index: the first leaf of the log from which on it does not hold, when the log can tell.
    """

    event_id: int | None
    what: str
    index: int | None = None

    def __str__(self) -> str:
        places = {"leaf": self.index, "event": self.event_id}
        where = ", ".join(f"{name} {number}" for name, number in places.items() if number is not None)
        return f"{where}: {self.what}" if where else self.what


class EntryCheck:
    """Checks entries one after the other. Those of one act have most columns in common: these are put into words once.

    The columns tell how a payload must end. Only one that ends otherwise is parsed, to say where it differs.
    """

    def __init__(self) -> None:
        self._first = leaves.FirstFields(6)
        self._kind = self._common = b""
        self._act = (b"", b"", b"")

    def holds(self, words: bytes) -> bool:
        """Whether the payload says what the columns say; False is to be looked into by ``difference``.

        :param words: of the event, as ``audit.leaves.copy`` hands them over.
        """
        own, at = self._first.of(words)
        _, moment, transaction, kind, key, version = own
        if kind != self._kind or not words.startswith(self._common, at):
            self._learn(words, kind, at)
        first, second, third = self._act
        quoted = b'"%b"' % key if key.isalnum() else _quoted(key)
        end = b'%b%b%b%b%b%b, "transaction_id": "%b"}' % (
            first, quoted, second, _moment(moment), third, version, transaction,
        )  # fmt: skip
        payload = at + len(self._common) + 4
        return words.endswith(end) and words.startswith(_BEGINNING, payload) and len(words) - payload > len(end)

    def _learn(self, words: bytes, kind: bytes, at: int) -> None:
        fields = leaves.fields_of(words)
        told = {name: _quoted(value) for name, value in zip(FIELDS[6:-1], fields[6:-1], strict=True)}
        payload = fields[-1]
        self._kind, self._common = kind, words[at : len(words) - len(payload or b"") - 4]
        self._act = (
            _ACT[0]
            % (*[told[n] for n in ("role", "unit", "action", "reason", "channel", "subject")], fields[7] or b"null"),
            _ACT[1] % (told["operation"], told["actor_name"], told["request_id"], _quoted(kind)),
            _ACT[2] % told["rule_version"],
        )


def difference(words: bytes) -> Break | None:
    """The first column that the payload contradicts."""
    *columns, payload = leaves.fields_of(words)
    named = zip(FIELDS[:-1], columns, strict=True)
    return _difference({name: None if one is None else one.decode() for name, one in named}, payload or b"")


@lru_cache(maxsize=8_192)  # names, roles, units, verbs and reasons come again and again
def _quoted(word: bytes | None) -> bytes:
    return b"null" if word is None else json.dumps(word.decode(), ensure_ascii=False).encode()


def _moment(microseconds: bytes) -> bytes:
    """As jsonb writes a moment in UTC: no zero ends its fraction."""
    seconds, rest = divmod(int(microseconds or b"0"), 1_000_000)
    fraction = b".%06d" % rest if rest else b""
    return _second(seconds) + fraction.rstrip(b"0") + b"+00:00"


@lru_cache(maxsize=1_024)
def _second(number: int) -> bytes:
    try:
        return (_EPOCH + timedelta(seconds=number)).isoformat().encode()
    except OverflowError:
        return b"beyond all calendars"


def _difference(columns: dict[str, str | None], payload: bytes) -> Break | None:
    event_id = int(columns.pop("id") or 0)
    try:
        entry = json.loads(payload)
    except ValueError:
        return Break(event_id, "the payload is not readable")
    if not isinstance(entry, dict):
        return Break(event_id, "the payload is not an entry")
    columns["recorded_at"] = _moment((columns["recorded_at"] or "0").encode()).decode()
    for name, value in columns.items():
        told = int(value) if name in _NUMBERS and value is not None else value
        if entry.get(name) != told:
            return Break(event_id, f"column {name} differs from the payload")
    return None
