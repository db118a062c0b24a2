"""Turn a stored message into the bytes that are sent: identity numbers take their places, here and nowhere else."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from national import contract
from national.client import Parcel
from national.ports import Claimed

Resolver = Callable[[str], str]
PLACEHOLDER = "$identity"


class Unpackable(Exception):
    """A placeholder could not be filled in; the message waits. ``str(error)`` is Chinese and names no person."""


def pack(
    messages: Sequence[Claimed], earlier: Mapping[int, frozenset[str]]
) -> Iterator[tuple[Claimed, Parcel | Unpackable]]:
    """Each message with its parcel, or with the reason why it cannot be packed now.

    :param earlier: digests under which each may have arrived before, by id.
    """
    for message in messages:
        try:
            content = sent_bytes(bytes(message.payload), configured_resolver())
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
    if f'"{PLACEHOLDER}"'.encode() not in payload:
        return payload
    return contract.canonical_json(_filled(json.loads(payload), resolve))


def _filled(value: Any, resolve: Resolver) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {PLACEHOLDER}:
            return _number(str(value[PLACEHOLDER]), resolve)
        return {name: _filled(child, resolve) for name, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, resolve) for child in value]
    return value


def _number(token: str, resolve: Resolver) -> str:
    try:
        return resolve(token)
    except Exception as error:  # the vault belongs to another app; whatever ails it, the other messages go on
        raise Unpackable(f"证件号码暂时无法取得（{type(error).__name__}），将继续重试") from error


def stands_for(token: str) -> bytes:
    """How an identity number stands in a stored payload."""
    return contract.canonical_json({PLACEHOLDER: token})


def configured_resolver() -> Resolver:
    """Where the settings say that identity numbers are had from."""
    return import_string(settings.NATIONAL_IDENTITY_RESOLVER)  # type: ignore[no-any-return]
