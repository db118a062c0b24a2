"""Checkpoints as text: C2SP tlog-checkpoint in a signed note, Ed25519, and a witness's cosignature/v1 beside it."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.merkle import HASH_BYTES

ED25519 = 0x01  # a log's signature
COSIGNATURE = 0x04  # a witness's
_DASH = "— "
_SM3 = "sm3 "
_KEY_ID_BYTES = 4
_TIME_BYTES = 8


class NoteFails(Exception):
    """A signed text is not what it should be, or not signed by whom it should be."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; as text ``name+hash+base64``.

    :param algorithm: ``ED25519`` or ``COSIGNATURE``.
    """

    name: str
    algorithm: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """:raises NoteFails: the text is no such key."""
        name, _, rest = text.strip().partition("+")
        key_id, _, data = rest.partition("+")
        material = _decoded(data)
        key = cls(name, material[0] if material else 0, material[1:])
        if len(key.public) != HASH_BYTES or key.algorithm not in (ED25519, COSIGNATURE) or key.key_id.hex() != key_id:
            raise NoteFails(f"no verifier key: {text!r}")
        return key

    @property
    def key_id(self) -> bytes:
        """Four bytes that name the key in a signature line."""
        return sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.public).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_encoded(bytes([self.algorithm]) + self.public)}"

    def require(self, message: bytes, signature: bytes) -> None:
        """:raises NoteFails: the signature is not this key's over this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature as error:
            raise NoteFails(f"the signature of {self.name} does not hold") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The log's own key.

    :param seed: 32 secret bytes.
    """

    name: str
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        """Its public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, ED25519, public)

    def sign(self, body: str) -> str:
        """``body``, which ends its last line, as a signed note."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(body.encode())
        return f"{body}\n{_DASH}{self.name} {_encoded(self.verifier.key_id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: the log's name, its size and its root.

    :param sm3: the root of the second tree over the same leaves, on an extension line; empty without one.
    """

    origin: str
    size: int
    root: bytes
    sm3: bytes = b""

    @property
    def body(self) -> str:
        """The text that is signed."""
        second = f"{_SM3}{_encoded(self.sm3)}\n" if self.sm3 else ""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n{second}"


def head_of(note: str, key: VerifierKey) -> Head:
    """What a checkpoint says, when the log signed it.

    :raises NoteFails: it is no checkpoint of this log, or its signature does not hold.
    """
    body, _ = _parts(note)
    lines = body.split("\n")
    if len(lines) < 4 or lines[0] != key.name or not lines[1].isascii() or not lines[1].isdecimal():
        raise NoteFails("the text is no checkpoint of this log")
    sm3 = _decoded(lines[3].removeprefix(_SM3)) if lines[3].startswith(_SM3) else b""
    head = Head(lines[0], int(lines[1]), _decoded(lines[2]), sm3)
    if head.body != body or {len(head.root), len(sm3 or head.root)} != {HASH_BYTES}:
        raise NoteFails("the text is no checkpoint of this log")
    key.require(body.encode(), _signature(note, key))
    return head


def witnessed_at(note: str, key: VerifierKey) -> int:
    """When a witness cosigned a checkpoint, in seconds since 1970.

    :raises NoteFails: it did not, or its signature does not hold.
    """
    data = _signature(note, key)
    moment = int.from_bytes(data[:_TIME_BYTES], "big")
    body, _ = _parts(note)
    key.require(f"cosignature/v1\ntime {moment}\n{body}".encode(), data[_TIME_BYTES:])
    return moment


def _signature(note: str, key: VerifierKey) -> bytes:
    for name, data in _parts(note)[1]:
        if name == key.name and data[:_KEY_ID_BYTES] == key.key_id:
            return data[_KEY_ID_BYTES:]
    raise NoteFails(f"{key.name} did not sign")


def _parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    body, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteFails("the text is no signed note")
    lines = []
    for line in signatures.split("\n")[:-1]:
        name, space, data = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space:
            raise NoteFails("the text is no signed note")
        lines.append((name, _decoded(data)))
    return f"{body}\n", lines


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteFails(f"no base64: {text!r}") from error
