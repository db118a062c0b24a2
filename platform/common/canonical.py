"""One way to turn facts into bytes, wherever bytes are hashed or sent."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(facts: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Values must be JSON types; dates and decimals come as text.

    :raises TypeError: for a value that JSON has no type for.
    :raises ValueError: for NaN and infinity.
    """
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of some bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
