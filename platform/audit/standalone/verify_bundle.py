#!/usr/bin/env python3
"""Check the proof of a record's history, with Python 3.8 or newer and nothing else: no portal, no network, no library.

    python3 verify_bundle.py BUNDLE.json --log KEY [--witness KEY] [--show]

KEY is the public key as the log's owner publishes it, name+hash+base64. Get it from a place other than the bundle:
a key that comes with the proof proves nothing. The end is 0 when everything holds; else 1, and the first fault is said.

What holds then: the log signed the checkpoint (C2SP signed note, Ed25519); the witness saw it; each entry stands at its
place in the signed tree (RFC 6962), and in the one by SM3 where that is signed too; what the columns of an entry say is
what its payload says; of one row, the versions begin with 1 and have no gap. Newer entries are not in the bundle.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
from typing import Any

FORMAT = "jl-history-bundle/1"
DOMAIN = b"jl-ledger/v1"
FIELDS = (
    "id", "recorded_at", "transaction_id", "object_type", "object_id", "object_version", "operation", "actor_id",
    "actor_name", "role", "unit", "action", "reason", "subject", "request_id", "channel", "rule_version", "payload",
)  # fmt: skip
REPEATED = tuple(name for name in FIELDS if name not in ("id", "recorded_at", "payload"))
LOG, WITNESS = 1, 4
HASHES, SM3_IS_HERE = {"path": "sha256", "sm3": "sm3"}, "sm3" in hashlib.algorithms_available  # not in every Python's

# Ed25519, RFC 8032, section 5.1.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Fault(Exception):
    """Something does not hold."""


def add(a: Any, b: Any) -> Any:
    """The sum of two points in extended coordinates."""
    p, q = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    r, s = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Any) -> Any:
    """A multiple of a point."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def point_of(data: bytes) -> Any:
    """The point that 32 bytes name."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        raise Fault("not a point of the curve")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Fault("not a point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def require_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Return when the signature is that key's over that message."""
    if len(signature) != 64:
        raise Fault("the signature has a wrong length")
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        raise Fault("the signature does not hold")
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % L
    left, right = times(s, BASE), add(point_of(signature[:32]), times(h, point_of(public)))
    if (left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P:
        raise Fault("the signature does not hold")


def decoded(text: str) -> bytes:
    """Base64, strictly."""
    return base64.b64decode(text, validate=True)


def key_of(text: str, algorithm: int) -> tuple[str, bytes, bytes]:
    """Name, identity and public bytes of a key."""
    name, identity, material = text.strip().split("+", 2)
    data = decoded(material)
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 33 or data[0] != algorithm or expected.hex() != identity:
        raise Fault("no key of this kind: " + text)
    return name, expected, data[1:]


def signed_by(note: str, key: tuple[str, bytes, bytes]) -> tuple[str, bytes]:
    """What is signed, and the signature of one key."""
    body, blank, lines = note.rpartition("\n\n")
    name, identity, _ = key
    for line in lines.split("\n")[:-1] if blank else []:
        dash, told, data = [*line.split(" "), "", ""][:3]
        if dash == "—" and told == name and decoded(data)[:4] == identity:
            return body + "\n", decoded(data)[4:]
    raise Fault(name + " did not sign the checkpoint")


def checkpoint_of(bundle: Any, log_key: str, witness_key: str) -> tuple[int, Any, int | None]:
    """Size of the tree, its roots by the name of their paths, once the signatures hold; when the witness saw it."""
    key = key_of(log_key, LOG)
    body, signature = signed_by(bundle["checkpoint"], key)
    require_signature(key[2], body.encode(), signature)
    origin, size, root, second = body.split("\n")[:4]
    roots = {"path": decoded(root)}
    if second.startswith("sm3 ") and SM3_IS_HERE:
        roots["sm3"] = decoded(second[4:])
    if origin != key[0]:
        raise Fault("the checkpoint is of another log: " + origin)
    moment = None
    if witness_key:
        witness = key_of(witness_key, WITNESS)
        body, signature = signed_by(bundle["checkpoint"], witness)
        moment = int.from_bytes(signature[:8], "big")
        require_signature(witness[2], f"cosignature/v1\ntime {moment}\n{body}".encode(), signature[8:])
    return int(size), roots, moment


def entry_of(fields: Any) -> tuple[bytes, Any]:
    """The bytes of an entry that make its leaf, and its payload."""
    payload = decoded(fields["payload"])
    data = struct.pack(">I", len(DOMAIN)) + DOMAIN
    for name in FIELDS:
        value = payload if name == "payload" else fields[name]
        if value is None:
            data += b"\xff\xff\xff\xff"
        else:
            told = value if isinstance(value, bytes) else value.encode()
            data += struct.pack(">I", len(told)) + told
    return b"\0" + data, json.loads(payload.decode())


def root_from(data: bytes, index: int, size: int, path: list[str], by: str) -> bytes:
    """The root to which a path leads from an entry's bytes (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        raise Fault("the tree has no such leaf")
    found, fn, sn = hashlib.new(by, data).digest(), index, size - 1
    for one in map(decoded, path):
        if sn == 0 or len(one) != 32:
            raise Fault("the path is of the wrong length")
        if fn & 1 or fn == sn:
            found = hashlib.new(by, b"\1" + one + found).digest()
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = hashlib.new(by, b"\1" + found + one).digest()
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise Fault("the path is of the wrong length")
    return found


def check_entry(entry: Any, size: int, roots: Any) -> Any:
    """The entry as its payload tells it, once it is shown to stand in each of the trees."""
    fields = entry["fields"]
    data, told = entry_of(fields)
    for name, root in roots.items():
        if root_from(data, int(entry["index"]), size, entry[name], HASHES[name]) != root:
            raise Fault(f"the entry does not stand in the signed tree ({HASHES[name]})")
    for name in REPEATED:
        if fields[name] != (None if told[name] is None else str(told[name])):
            raise Fault(f"column {name} is not what the payload says")
    return told


def require_asked(bundle: Any, told: Any, number: int) -> None:
    """The entry is about what the bundle is about; a row's entries are its versions from the first on."""
    subject, record = bundle["subject"], bundle["record"]
    if subject and told["subject"] != subject:
        raise Fault("the entry is about something else")
    if not subject and f"{told['object_type']}:{told['object_id']}" != record:
        raise Fault("the entry is of another row")
    if not subject and told["object_version"] != number:
        raise Fault(f"this is version {told['object_version']}, number {number} is missing")


def check(bundle: Any, log_key: str, witness_key: str = "") -> tuple[list[Any], int, int | None]:
    """Everything; the entries as told, the tree's size, when the witness saw it."""
    if bundle.get("format") != FORMAT:
        raise Fault("this is no bundle of the form " + FORMAT)
    size, roots, moment = checkpoint_of(bundle, log_key, witness_key)
    entries: list[Any] = []
    last = -1
    for entry in bundle["entries"]:
        try:
            told = check_entry(entry, size, roots)
            if int(entry["index"]) <= last:
                raise Fault("the entries are not in order")
            require_asked(bundle, told, len(entries) + 1)
        except (Fault, KeyError, ValueError, TypeError, AttributeError) as error:
            raise Fault(f"entry {entry.get('index')}: {error}") from error
        last = int(entry["index"])
        entries.append(told)
    if not entries:
        raise Fault("the bundle has no entries")
    return entries, size, moment


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Check the proof of a record's history.")
    parser.add_argument("bundle")
    parser.add_argument("--log", required=True, help="the log's public key")
    parser.add_argument("--witness", default="", help="the witness's public key")
    parser.add_argument("--show", action="store_true", help="print the entries")
    options = parser.parse_args()
    try:
        with open(options.bundle, encoding="utf-8") as file:
            bundle = json.load(file)
        entries, size, moment = check(bundle, options.log, options.witness)
    except (Fault, KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        print(f"DOES NOT HOLD: {error}")
        return 1
    for told in entries if options.show else []:
        print(json.dumps(told, ensure_ascii=False, sort_keys=True))
    witnessed = f", witnessed at {moment} (seconds since 1970)" if moment is not None else ""
    second = ""
    if bundle["checkpoint"].split("\n")[3].startswith("sm3 "):
        second = ", by SM3 too" if SM3_IS_HERE else "; SM3 NOT CHECKED: this Python has none"
    print(f"holds: {len(entries)} entries in a signed tree of {size}{witnessed}{second}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
