"""Signatures of requests and receipts, a part of the contract: HMAC-SHA256, or Ed25519 where the key says so.

A key is text. ``ed25519:<base64>`` is a secret key of 32 bytes, ``ed25519-public:<base64>`` its public half; any other
text is a secret that both sides share.
"""

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SECRET, PUBLIC = "ed25519:", "ed25519-public:"


def sign(key: str, text: bytes) -> str:
    """The signature, hexadecimal.

    :raises ValueError: when the key is half of a pair and not the secret one, or not 32 bytes in base64.
    """
    if key.startswith(PUBLIC):
        raise ValueError("a public key does not sign")
    if key.startswith(SECRET):
        return _secret_key(key).sign(text).hex()
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


def is_signed(key: str, text: bytes, signature: str) -> bool:
    """Whether a signature is the key's; shared secrets are compared in constant time."""
    if not key.startswith((SECRET, PUBLIC)):
        return hmac.compare_digest(sign(key, text).encode(), signature.encode(errors="replace"))
    public = _secret_key(key).public_key() if key.startswith(SECRET) else _public_key(key)
    try:
        public.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _secret_key(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(key.removeprefix(SECRET), validate=True))


def _public_key(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix(PUBLIC), validate=True))
