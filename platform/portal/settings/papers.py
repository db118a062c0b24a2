"""Which store papers lie in, the disk below MEDIA_ROOT or an S3-compatible service, and who scans them for viruses."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def papers_store(*, bucket: str, endpoint: str, key: str, secret: str, region: str) -> dict[str, Any]:
    """The entry ``papers`` of ``STORAGES``.

    :param region: goes into the signature; most services that are not Amazon's ignore it.
    :raises ImproperlyConfigured: when some of the four settings of the service are there and some are not.
    """
    needed = {"BUCKET": bucket, "ENDPOINT": endpoint, "KEY": key, "SECRET": secret}
    missing = [f"PAPERS_S3_{name}" for name, value in needed.items() if not value]
    if len(missing) == len(needed):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if missing:
        raise ImproperlyConfigured(f"papers in an S3-compatible service also need {', '.join(missing)}")
    if not endpoint.startswith(("https://", "http://")):
        raise ImproperlyConfigured("PAPERS_S3_ENDPOINT must begin with https:// or http://")
    options = {"bucket_name": bucket, "endpoint_url": endpoint, "access_key": key, "secret_key": secret}
    return {"BACKEND": "projects.object_store.ObjectStore", "OPTIONS": options | {"region_name": region}}


def papers_scanner(address: str) -> str:
    """The setting ``PAPERS_SCANNER_URL``: where a scanner listens that speaks clamd's protocol; empty for none.

    :raises ImproperlyConfigured: when it is neither ``tcp://host:port`` nor ``unix:/path``.
    """
    try:
        found = urlsplit(address)
        is_port = found.scheme == "tcp" and found.hostname and found.port and not found.path
    except ValueError:
        is_port = False
    is_socket = address.startswith("unix:/") and not address.startswith("unix://")
    if address and not is_port and not is_socket:
        raise ImproperlyConfigured("PAPERS_SCANNER_URL must be tcp://host:port or unix:/path")
    return address
