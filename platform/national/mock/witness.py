"""The platform as a witness of the province's history (C2SP tlog-witness): it signs what continues what it saw.

Shares no code with the log: it checks signature and proof by itself, and remembers in a store of its own.
"""

import base64
import binascii
import sqlite3
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PATHS = ("/witness", "/witness/add-checkpoint")
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
PROOF_LIMIT = 63
TABLES = """
CREATE TABLE IF NOT EXISTS seen (
    origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS refused (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL, note TEXT NOT NULL);
"""


class Refused(Exception):
    """No signature, and why."""

    def __init__(self, status: int, words: str, kind: str = TEXT) -> None:
        super().__init__(words)
        self.status = status
        self.kind = kind


class Witness:
    """Signs checkpoints of one log.

    :param log_key: the log's public key as ``name+hash+base64``.
    :param seed: the witness's own secret key, 32 bytes.
    """

    def __init__(self, path: Path, *, log_key: str, name: str, seed: bytes) -> None:
        self._origin, log_id, material = log_key.split("+", 2)
        self._log_id, self._log_key = bytes.fromhex(log_id), base64.b64decode(material)[1:]
        self._name, self._key = name, Ed25519PrivateKey.from_private_bytes(seed)
        self._lock = Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA synchronous = FULL")  # what was signed is remembered, whatever happens
        self._db.executescript(TABLES)

    def close(self) -> None:
        self._db.close()

    @property
    def public(self) -> str:
        """The witness's public key as text."""
        material = b"\x04" + self._key.public_key().public_bytes_raw()
        return f"{self._name}+{self._key_id().hex()}+{base64.b64encode(material).decode()}"

    def seen(self) -> str:
        """The newest checkpoint that was signed; empty before the first."""
        row = self._db.execute("SELECT note FROM seen WHERE origin = ?", (self._origin,)).fetchone()
        return str(row[0]) if row else ""

    def add(self, request: bytes, at: int) -> tuple[int, str, str]:
        """Answer to a checkpoint: status, text, kind of text. A refusal changes nothing but the list of refusals."""
        with self._lock:
            try:
                return 200, self._cosigned(request, at), TEXT
            except Refused as refusal:
                note = request.decode("utf-8", "replace")
                self._db.execute("INSERT INTO refused (at, why, note) VALUES (?, ?, ?)", (at, str(refusal), note))
                return refusal.status, str(refusal), refusal.kind

    def _cosigned(self, request: bytes, at: int) -> str:
        old, proof, note = _parts(request)
        size, root, body = self._checkpoint(note)
        row = self._db.execute("SELECT size, root FROM seen WHERE origin = ?", (self._origin,)).fetchone()
        seen_size, seen_root = row or (0, b"")
        if old > size:
            raise Refused(400, "the old size is above the checkpoint's")
        if old != seen_size:
            raise Refused(409, f"{seen_size}\n", SIZE)
        if seen_size:
            _require_consistent(seen_size, size, proof, seen_root, root)
        elif proof:
            raise Refused(422, "nothing is proved about an empty tree")
        signature = at.to_bytes(8, "big") + self._key.sign(f"cosignature/v1\ntime {at}\n{body}".encode())
        line = f"— {self._name} {base64.b64encode(self._key_id() + signature).decode()}\n"
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", (self._origin, size, root, note + line))
        return line

    def _checkpoint(self, note: str) -> tuple[int, bytes, str]:
        body, _, lines = note.rpartition("\n\n")
        body += "\n"
        told = body.split("\n")
        if told[0] != self._origin:
            raise Refused(404, "this log is not known here")
        for line in lines.splitlines():
            name, _, data = line.removeprefix("— ").partition(" ")
            signature = _decoded(data)
            if name == self._origin and signature[:4] == self._log_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self._log_key).verify(signature[4:], body.encode())
                except InvalidSignature:
                    break
                if len(told) < 4 or not told[1].isdecimal() or int(told[1]) < 1:
                    raise Refused(400, "the checkpoint cannot be read")
                return int(told[1]), _decoded(told[2]), body
        raise Refused(403, "the log did not sign this checkpoint")

    def _key_id(self) -> bytes:
        return sha256(f"{self._name}\n".encode() + b"\x04" + self._key.public_key().public_bytes_raw()).digest()[:4]


def _parts(request: bytes) -> tuple[int, list[bytes], str]:
    try:
        head, _, note = request.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise Refused(400, "the request cannot be read") from error
    first, *proof = head.split("\n")
    old = first.removeprefix("old ")
    if not first.startswith("old ") or not (old.isascii() and old.isdecimal()) or len(proof) > PROOF_LIMIT:
        raise Refused(400, "the request cannot be read")
    return int(old), [_decoded(one) for one in proof], note


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(400, "the request cannot be read") from error


def _require_consistent(size1: int, size2: int, proof: list[bytes], root1: bytes, root2: bytes) -> None:
    if size1 == size2:
        if root1 != root2:
            raise Refused(409, "two roots of one size: a fork")
        return
    if not proof:
        raise Refused(422, "the proof is empty")
    rest = [root1, *proof] if size1 & (size1 - 1) == 0 else proof
    if _roots(size1 - 1, size2 - 1, rest) != (root1, root2):
        raise Refused(422, "the checkpoint does not continue the one seen before: a fork")


def _roots(fn: int, sn: int, rest: list[bytes]) -> tuple[bytes, bytes]:
    """The two roots to which a proof leads (RFC 9162, section 2.1.4.2)."""
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = rest[0]
    for one in rest[1:]:
        if sn == 0:
            raise Refused(422, "the proof is too long")
        if fn & 1 or fn == sn:
            first, second = _node(one, first), _node(one, second)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = _node(second, one)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise Refused(422, "the proof is too short")
    return first, second


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
