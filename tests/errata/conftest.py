"""Fixtures of the errata tests."""

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path
