"""Turn a stored message into the bytes that are sent: identity numbers take their places, here and nowhere else."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from national import contract
from national.client import Parcel
from national.ports import Claimed

Resolver = Callable[[Collection[str]], Mapping[str, str]]  # numbers by token; what cannot be had is missing
PLACEHOLDER = "$identity"
# A placeholder in canonical JSON. No text holds one: its quotes would be escaped.
_PLACE = re.compile(rb'\{"\$identity":("(?:[^"\\]|\\.)*"|\d+)\}')


class Unpackable(Exception):
    """A placeholder could not be filled in; the message waits. ``str(error)`` is Chinese and names no person."""


def pack(
    messages: Sequence[Claimed], earlier: Mapping[int, frozenset[str]]
) -> Iterator[tuple[Claimed, Parcel | Unpackable]]:
    """Each message with its parcel, or with the reason why it cannot be packed now.

    :param earlier: digests under which each may have arrived before, by id.
    """
    stored = {message.pk: bytes(message.payload) for message in messages}
    numbers = _Numbers(stored.values(), configured_resolver())
    for message in messages:
        try:
            content = numbers.put_into(stored[message.pk])
        except Unpackable as error:
            yield message, error
        else:
            digest = contract.sha256_hex(content)
            follows = message.follows or 0
            yield (
                message,
                Parcel(message.pk, message.key, message.version, content, digest, follows, earlier[message.pk]),
            )


def sent_bytes(payload: bytes, resolve: Resolver) -> bytes:
    """Canonical JSON with every ``{"$identity": token}`` replaced by the number that ``resolve`` gives for it.

    :raises Unpackable: when a token has no number now.
    """
    return _Numbers([payload], resolve).put_into(payload)


class _Numbers:
    """The identity numbers of some payloads, all had at once."""

    def __init__(self, payloads: Iterable[bytes], resolve: Resolver) -> None:
        tokens = {_token(found) for payload in payloads for found in _PLACE.finditer(payload)}
        self._known: Mapping[str, str] = {}
        self._trouble: Exception | None = None
        try:
            self._known = resolve(tokens) if tokens else {}
        except Exception as error:  # the vault belongs to another app; whatever ails it, the other messages go on
            self._trouble = error

    def put_into(self, payload: bytes) -> bytes:
        """Canonical JSON stays so: what stands in a place does not move it.

        :raises Unpackable: when a number is not known.
        """
        return _PLACE.sub(lambda found: _quoted(self._number(_token(found))), payload)

    def _number(self, token: str) -> str:
        try:
            return self._known[token]
        except KeyError as missing:
            name = type(self._trouble or missing).__name__
            raise Unpackable(f"证件号码暂时无法取得（{name}），将继续重试") from self._trouble


def _token(found: re.Match[bytes]) -> str:
    return str(json.loads(found[1]))


def _quoted(number: str) -> bytes:
    return json.dumps(number, ensure_ascii=False).encode()


def stands_for(token: str) -> bytes:
    """How an identity number stands in a stored payload."""
    return contract.canonical_json({PLACEHOLDER: token})


def configured_resolver() -> Resolver:
    """Where the settings say that identity numbers are had from."""
    return import_string(settings.NATIONAL_IDENTITY_RESOLVER)  # type: ignore[no-any-return]
