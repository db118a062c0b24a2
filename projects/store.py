"""Where the bytes of papers lie: Django's storage ``papers``, each file once, under a name made of its SHA-256."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from common.errors import RuleError
from projects.files import Inspected

CHUNK_BYTES = 256 * 1024
JUDGING_SECONDS = 20  # for the bytes of one paper, while a page or an act waits


class PapersDoNotAnswer(RuleError):
    """The store of papers cannot be reached or lacks the file; what was typed and kept is safe."""


class ReadingTookTooLong(OSError):
    """A reader who takes the bytes too slowly is cut off, so that he holds no thread of the web server for ever."""


def name_of(sha256: str) -> str:
    """The name in the store of the bytes with this digest."""
    return f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(inspected: Inspected) -> None:
    """Put an inspected file into the store unless its bytes are there; nothing is ever overwritten.

    :raises PapersDoNotAnswer: when the store cannot be written.
    """
    papers, name = storages["papers"], name_of(inspected.sha256)
    try:
        if papers.exists(name):
            return
        with inspected.path.open("rb") as file:
            kept = papers.save(name, _Aside(file, inspected.path))
        if kept != name:  # somebody else was first with the same bytes, so the store chose another name
            papers.delete(kept)
    except OSError as error:
        raise PapersDoNotAnswer(
            "附件库暂时不能存入文件，请稍后再上传；其他已保存的内容不受影响", field="file"
        ) from error


def is_kept(sha256: str) -> bool:
    """Whether the store holds the bytes with this digest."""
    return storages["papers"].exists(name_of(sha256))


def digest_of(sha256: str) -> str | None:
    """SHA-256 of the bytes that lie under a digest's name; None when there are none.

    :raises PapersDoNotAnswer: when the store cannot be read to the end, which says nothing of the bytes.
    """
    papers, name = storages["papers"], name_of(sha256)
    try:
        if not papers.exists(name):
            return None
        found = hashlib.sha256()
        for chunk in _chunks(papers.open(name), time.monotonic() + JUDGING_SECONDS):
            found.update(chunk)
    except OSError as error:
        raise PapersDoNotAnswer("附件库暂时不能读取，不能判断文件是否完好，请稍后再试") from error
    return found.hexdigest()


def read(sha256: str) -> Iterator[bytes]:
    """The bytes with this digest in chunks, within ``PAPERS_READ_SECONDS`` from now.

    :raises PapersDoNotAnswer: at once, when the store lacks them or cannot be reached.
    :raises ReadingTookTooLong: from the iterator, when the time is over.
    """
    try:
        file = storages["papers"].open(name_of(sha256))
    except OSError as error:
        raise PapersDoNotAnswer("附件库暂时不能读取该文件，请稍后再试") from error
    return _chunks(file, time.monotonic() + settings.PAPERS_READ_SECONDS)


class _Aside(File[bytes]):
    """A file written aside. A store on the same disk takes it by renaming, so no half of it is ever seen."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file)
        self._path = path

    def temporary_file_path(self) -> str:
        """What Django's disk storage asks for before it moves a file."""
        return str(self._path)


def _chunks(file: "File[bytes]", until: float) -> Iterator[bytes]:
    with file:
        for chunk in file.chunks(CHUNK_BYTES):
            if time.monotonic() > until:
                raise ReadingTookTooLong("the time for reading a paper is over")
            yield chunk
