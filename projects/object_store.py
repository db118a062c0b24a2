"""The store of papers in an S3-compatible service. Its failures are OSErrors, as a disk's are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error  # type: ignore[import-untyped]
from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from django.core.files import File
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 15, 2
# Above the largest paper: a file is one PUT, all of it or nothing, and no parts are left when it breaks off.
ONE_PUT_BYTES = 1024 * 1024 * 1024


class ObjectStore(S3Storage):
    """Papers in one bucket; signed requests, bounded waiting, no overwriting, reading as a stream."""

    def __init__(self, **options: Any) -> None:
        client = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            # Many compatible services do not know the checksum trailers that Amazon's does.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        transfer = TransferConfig(multipart_threshold=ONE_PUT_BYTES, use_threads=False)
        super().__init__(
            **options, client_config=client, transfer_config=transfer, file_overwrite=False, default_acl=None
        )

    def exists(self, name: str) -> bool:
        """Whether the bucket holds an object of this name."""
        with _as_os_error():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Take an object out of the bucket; one that is not there is no error."""
        with _as_os_error():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _as_os_error():
            return _Body(self.bucket.Object(name).get()["Body"], name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _as_os_error():
            return str(super()._save(name, content))


class _Body(File[bytes]):
    """An answer's body, read as it comes."""

    def read(self, *arguments: Any) -> bytes:
        with _as_os_error():
            return bytes(self.file.read(*arguments))  # type: ignore[union-attr]


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise OSError(str(error)) from error
