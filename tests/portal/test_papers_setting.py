"""Where papers lie and who scans them are settings; half of one stops the start (decisions 12)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.papers import papers_scanner, papers_store
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


@pytest.mark.parametrize("address", ["", "tcp://clamav:3310", "tcp://[::1]:3310", "unix:/run/clamav/clamd.sock"])
def test_a_scanner_is_named_by_host_and_port_or_by_its_socket_or_not_at_all(address):
    assert papers_scanner(address) == address


@pytest.mark.parametrize(
    "address",
    ["clamav:3310", "tcp://clamav", "tcp://:3310", "tcp://clamav:port", "tcp://clamav:3310/x", "http://clamav:3310",
     "unix:relative", "unix://host/path", "tcp://clamav:99999"],
)  # fmt: skip
def test_any_other_address_of_a_scanner_stops_the_start(address):
    with pytest.raises(ImproperlyConfigured, match="must be tcp://host:port or unix:/path"):
        papers_scanner(address)


def test_production_does_not_start_on_half_an_address_of_a_scanner():
    done = manage("check", **REAL | {"PAPERS_SCANNER_URL": "clamav"})
    assert done.returncode != 0
    assert "PAPERS_SCANNER_URL must be tcp://host:port or unix:/path" in done.stderr
