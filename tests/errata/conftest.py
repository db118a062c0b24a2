"""Fixtures of the errata tests."""

import pytest
from django.test import override_settings

from tests.errata.steps import SHARED, Way, keeps_papers


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def shared_way(rows_for_the_module, tmp_path_factory):
    """One confirmed project and its people for all tests of a module; each test is taken back to it."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        SHARED.append(Way())
        yield
    SHARED.clear()


@pytest.fixture(scope="module")
def papered_way(rows_for_the_module, tmp_path_factory):
    """As ``shared_way``, with a second paper at the completion."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        SHARED.append(Way(second_paper=True))
        yield
    SHARED.clear()


@pytest.fixture
def whole_store(media, papered_way):
    """The store has the bytes of all papers."""
    keeps_papers()
