"""Tests: the servers are real and started by tests/conftest.py; only the password hash is cheap."""

from portal.settings.dev import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
