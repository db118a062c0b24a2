"""Fixtures of the portal tests."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browser_of():
    """A client in which a user is logged in."""

    def browser(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
