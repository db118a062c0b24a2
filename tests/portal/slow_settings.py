"""Tests' settings for a web server that has pages behind which the database takes half a minute."""

from portal.settings.test import *  # noqa: F403

ROOT_URLCONF = "tests.portal.slow_urls"
