"""Where workbooks lie: beside the papers, sealed as a whole, because identity numbers stand in them (ADR 0012)."""

import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from django.core.files import File
from django.core.files.storage import storages

from accounts import vault
from projects.store import PapersDoNotAnswer

_BLOCK = 256 * 1024
_LENGTH = struct.Struct("<I")


def keep(name: str, file: IO[bytes]) -> str:
    """Seal a workbook into the store.

    :returns: the name under which it lies.
    :raises PapersDoNotAnswer: when the store cannot be written.
    """
    with tempfile.TemporaryFile() as sealed:
        file.seek(0)
        while block := file.read(_BLOCK):
            data = vault.seal(block.decode("latin-1"))
            sealed.write(_LENGTH.pack(len(data)) + data)
        sealed.seek(0)
        try:
            return storages["papers"].save(name, File(cast("IO[bytes]", sealed), name=name))
        except OSError as error:
            raise PapersDoNotAnswer("暂时不能存入文件，请稍后再上传", field="file") from error


@contextmanager
def unsealed(name: str) -> Iterator[IO[bytes]]:
    """A kept workbook in the clear, in a file without a name that goes with the block.

    :raises PapersDoNotAnswer: when the store cannot be read.
    """
    with tempfile.TemporaryFile() as clear:
        try:
            with storages["papers"].open(name) as sealed:
                while length := sealed.read(_LENGTH.size):
                    data = sealed.read(_LENGTH.unpack(length)[0])
                    clear.write(vault.unseal(data).encode("latin-1"))
        except OSError as error:
            raise PapersDoNotAnswer("暂时不能读取该文件，请稍后再试") from error
        clear.flush()
        clear.seek(0)
        yield cast("IO[bytes]", clear)


def drop(name: str) -> None:
    """Remove a kept workbook; one that is gone already is no error."""
    with suppress(OSError):
        storages["papers"].delete(name)
