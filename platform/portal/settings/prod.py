"""Production: https only, every secret from the environment, no default anywhere."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import (
    IDENTITY_KEY,
    INTAKE_KEYS,
    LEDGER_EXPORT_KEY,
    LEDGER_PUBLIC_KEY,
    LEDGER_WITNESS,
    MIDDLEWARE,
    NATIONAL_RECEIPT_KEY,
    NATIONAL_SIGNING_KEY,
    SECRET_KEY,
    STORAGES,
)

for _name, _secret in {
    "SECRET_KEY": SECRET_KEY,
    "IDENTITY_KEY": IDENTITY_KEY,
    "NATIONAL_SIGNING_KEY": NATIONAL_SIGNING_KEY,
    "NATIONAL_RECEIPT_KEY": NATIONAL_RECEIPT_KEY,
    **{f"INTAKE_KEYS: {name}": key for name, key in INTAKE_KEYS.items()},
}.items():
    if len(_secret) < 32 or "demo-only" in _secret or len(set(_secret)) < 8:
        raise ImproperlyConfigured(f"{_name} must be a random secret of at least 32 characters")

if "demo-only" in LEDGER_PUBLIC_KEY + LEDGER_WITNESS:
    raise ImproperlyConfigured("LEDGER_PUBLIC_KEY and LEDGER_WITNESS must not be the demo's")

if LEDGER_EXPORT_KEY.startswith("ZGVtby1vbmx5"):  # the demo's begins with these words, in base64
    raise ImproperlyConfigured("LEDGER_EXPORT_KEY must not be the demo's")

SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MIDDLEWARE = ["portal.middleware.ProxyAddressMiddleware", *MIDDLEWARE]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
