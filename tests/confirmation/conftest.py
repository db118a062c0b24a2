"""Fixtures of the confirmation tests."""

import pytest

from national import tasks


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def deliver(national_platform):
    """Deliver what is due to a real mock national platform."""
    return tasks.drain
