"""The keys of the log as they are configured: who signs, and whose signatures are believed."""

import base64
import binascii

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit.merkle import sm3
from audit.notes import COSIGNATURE, ED25519, NoteFails, SigningKey, VerifierKey


def log_key() -> VerifierKey:
    """The log's public key; its name is the log's.

    :raises ImproperlyConfigured: ``LEDGER_PUBLIC_KEY`` is no such key.
    """
    return _verifier("LEDGER_PUBLIC_KEY", ED25519)


def witness_key() -> VerifierKey | None:
    """The witness's public key; None without a witness.

    :raises ImproperlyConfigured: ``LEDGER_WITNESS`` is no such key.
    """
    return _verifier("LEDGER_WITNESS", COSIGNATURE) if settings.LEDGER_WITNESS else None


def signing_key() -> SigningKey:
    """The log's secret key, for the sequencer alone.

    :raises ImproperlyConfigured: there is none, or it is not the one whose public half everybody knows.
    """
    try:
        seed = base64.b64decode(settings.LEDGER_SIGNING_KEY, validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    public = log_key()
    if len(seed) != 32 or SigningKey(public.name, seed).verifier != public:
        raise ImproperlyConfigured(
            "LEDGER_SIGNING_KEY must be the secret half of LEDGER_PUBLIC_KEY (manage.py ledger_keys)"
        )
    return SigningKey(public.name, seed)


def export_key() -> SigningKey | None:
    """The web's own key, which signs what auditors take along; None where there is none.

    Its name is the log's with ``/exports``, its bytes are others: whoever holds the web cannot sign as the log.

    :raises ImproperlyConfigured: it is malformed, or is the log's own.
    """
    if not settings.LEDGER_EXPORT_KEY:
        return None
    try:
        seed = base64.b64decode(settings.LEDGER_EXPORT_KEY, validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    public = log_key()
    if len(seed) != 32 or SigningKey(public.name, seed).verifier == public:
        raise ImproperlyConfigured("LEDGER_EXPORT_KEY must be a key of its own (manage.py ledger_keys --exports)")
    return SigningKey(f"{public.name}/exports", seed)


def require_sm3() -> None:
    """Return when this Python can hash by SM3.

    :raises ImproperlyConfigured: its OpenSSL cannot, so ``LEDGER_SM3`` cannot be set here.
    """
    try:
        sm3(b"")
    except ValueError as error:
        raise ImproperlyConfigured("LEDGER_SM3 needs an OpenSSL with SM3") from error


def _verifier(setting: str, algorithm: int) -> VerifierKey:
    try:
        key = VerifierKey.parse(getattr(settings, setting))
    except NoteFails as error:
        raise ImproperlyConfigured(f"{setting} is no verifier key (manage.py ledger_keys)") from error
    if key.algorithm != algorithm:
        raise ImproperlyConfigured(f"{setting} is a key of another kind")
    return key
