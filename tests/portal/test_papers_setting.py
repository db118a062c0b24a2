"""Where papers lie is a setting; half of it stops the start (decisions 12)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.papers import papers_store
from tests.portal.test_settings import REAL, manage

WHOLE = {
    "PAPERS_S3_BUCKET": "papers",
    "PAPERS_S3_ENDPOINT": "https://objects.invalid",
    "PAPERS_S3_KEY": "portal",
    "PAPERS_S3_SECRET": "k3Zq9vX2mB7nW5tR8yL1",
}


def store(**changes):
    words = {name.removeprefix("PAPERS_S3_").lower(): value for name, value in (WHOLE | changes).items()}
    return papers_store(**words, region="us-east-1")


def test_without_a_service_papers_lie_on_the_disk():
    none = dict.fromkeys(WHOLE, "")
    assert store(**none) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_a_whole_setting_leads_to_the_service():
    assert store() == {
        "BACKEND": "projects.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": "papers",
            "endpoint_url": "https://objects.invalid",
            "access_key": "portal",
            "secret_key": "k3Zq9vX2mB7nW5tR8yL1",
            "region_name": "us-east-1",
        },
    }


@pytest.mark.parametrize("name", WHOLE)
def test_half_a_setting_is_refused_with_what_is_missing(name):
    with pytest.raises(ImproperlyConfigured, match=f"also need {name}$"):
        store(**{name: ""})


def test_an_endpoint_is_an_address():
    with pytest.raises(ImproperlyConfigured, match="PAPERS_S3_ENDPOINT must begin with https://"):
        store(PAPERS_S3_ENDPOINT="objects.invalid")


def test_production_starts_with_a_whole_setting_and_not_with_half_of_it():
    code = "from django.core.files.storage import storages; s = storages['papers'];"
    code += " print(type(s).__name__, s.bucket_name)"
    done = manage("shell", "--no-imports", "-c", code, **REAL | WHOLE)
    assert done.stdout.split() == ["ObjectStore", "papers"], done.stderr

    done = manage("check", **REAL | {"PAPERS_S3_BUCKET": "papers", "PAPERS_S3_KEY": "portal"})
    assert done.returncode != 0
    assert "also need PAPERS_S3_ENDPOINT, PAPERS_S3_SECRET" in done.stderr
