"""Every test runs on real servers; see the modules of tests/fixtures for what they offer."""

import os

# Playwright keeps an event loop in the thread of the test; the ORM is used beside it, never inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest_plugins = [
    "tests.fixtures.garbage",
    "tests.fixtures.sizes",
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.processes",
    "tests.fixtures.browser",
]
