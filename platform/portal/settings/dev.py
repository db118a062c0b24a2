"""Development and demo: plain http, throw-away secrets, static files straight from the source tree."""

import os

DEMO_SECRETS = {
    "SECRET_KEY": "demo-only-not-for-production-0123456789abcdefghijklmnopqrstuvwxyz",
    "IDENTITY_KEY": "demo-only-identity-key-0123456789abcdef",
    "NATIONAL_SIGNING_KEY": "demo-only-signing-key-0123456789abcdef",
    "NATIONAL_RECEIPT_KEY": "demo-only-receipt-key-0123456789abcdef",
    "INTAKE_KEYS": "APPROVAL.demo=demo-only-approval-key-0123456789abcdef,"
    "MARKET.demo=demo-only-market-key-0123456789abcdef,DRAWINGS.demo=demo-only-drawings-key-0123456789abcdef",
    "LEDGER_SIGNING_KEY": "s4IwLUhnRMo9bbyE55jVc9/1aeQf4nTJGl8Qc0+h9ps=",
    "LEDGER_EXPORT_KEY": "ZGVtby1vbmx5LWV4cG9ydC1rZXktMDEyMzQ1Njc4OWE=",
    "LEDGER_PUBLIC_KEY": "demo-only.invalid/history+9a5bae43+AUM7iqBczsH7mf7rjPhPYzSp/BQH78/2sdt+GUm7369k",
    "LEDGER_WITNESS": "demo-only.invalid/national-witness+65c9565c+BDrukjfo5GR6mU1gmmdR9nHys8j1h6TUo13v+6SxjQtT",
    "NATIONAL_URL": "http://127.0.0.1:8001",
    "DATABASE_URL": "postgres://portal_app@127.0.0.1:1/unset",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
for _name, _value in DEMO_SECRETS.items():
    os.environ.setdefault(_name, _value)

from portal.settings.base import *  # noqa: E402, F403

DEBUG = False
DEMO = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
