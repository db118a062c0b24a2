"""Receiving a file: written aside, then inspected; what it is, is decided by its bytes."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from common.errors import RuleError

PIXELS_AT_MOST = 100_000_000
PAGES_AT_MOST = 2_000
Image.MAX_IMAGE_PIXELS = None  # _image_type counts them, and says so in words
_PDF_TAIL = 1024
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


class FileIsRefused(RuleError):
    """The file is empty, too large, of another kind, damaged or locked."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that passed: where its bytes wait, and what they are."""

    path: Path
    sha256: str
    size: int
    content_type: str
    pages: int


def receive(chunks: Iterable[bytes], filename: str) -> Inspected:
    """Write an upload aside and look at its content; ``projects.store.keep`` puts it where papers lie.

    :raises FileIsRefused: naming the file, the fault and the remedy. Nothing is left behind.
    """
    incoming = Path(settings.MEDIA_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=incoming)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as aside:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.UPLOAD_MAX_BYTES:
                    limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
                    raise FileIsRefused(f"“{filename}”超过{limit}MB，请压缩或拆分后再上传", field="file")
                digest.update(chunk)
                aside.write(chunk)
        content_type, pages = _inspect(path, size, filename)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Inspected(path, digest.hexdigest(), size, content_type, pages)


def discard(inspected: Inspected) -> None:
    """Drop an inspected file that was not needed after all."""
    inspected.path.unlink(missing_ok=True)


def _inspect(path: Path, size: int, filename: str) -> tuple[str, int]:
    if size == 0:
        raise FileIsRefused(f"“{filename}”是空文件，请重新选择", field="file")
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(max(size - _PDF_TAIL, 0))
        tail = file.read()
    if head.startswith(b"%PDF-"):
        # A reader mends a file that was cut off by dropping the pages that are gone; here that is damage.
        if b"%%EOF" not in tail:
            raise _damaged(filename)
        return "application/pdf", _pdf_pages(path, filename)
    return _image_type(path, filename), 1


def _pdf_pages(path: Path, filename: str) -> int:
    try:
        with pikepdf.open(path) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise FileIsRefused(f"“{filename}”设有打开密码，请去除密码后再上传", field="file") from error
    except pikepdf.PdfError as error:
        raise _damaged(filename) from error
    if not 1 <= pages <= PAGES_AT_MOST:
        raise FileIsRefused(f"“{filename}”有{pages}页，应为1至{PAGES_AT_MOST}页，请拆分后再上传", field="file")
    return pages


def _image_type(path: Path, filename: str) -> str:
    try:
        with Image.open(path, formats=tuple(_IMAGES)) as image:
            width, height = image.size
            kind = _IMAGES[str(image.format)]
            if width * height > PIXELS_AT_MOST:
                raise _too_many_pixels(filename)
            image.verify()
        if kind == _IMAGES["JPEG"]:
            _read_through(path)
    except UnidentifiedImageError as error:
        raise FileIsRefused(f"“{filename}”不是 PDF、JPG 或 PNG 文件，请转换格式后再上传", field="file") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(filename) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged(filename) from error
    return kind


def _damaged(filename: str) -> FileIsRefused:
    return FileIsRefused(f"“{filename}”已损坏，无法打开，请重新扫描或导出", field="file")


def _too_many_pixels(filename: str) -> FileIsRefused:
    return FileIsRefused(f"“{filename}”的像素过大，请降低分辨率后再上传", field="file")


def _read_through(path: Path) -> None:
    # Pillow's verify() does not look at a JPEG's data; at an eighth of the size it is soon read to its end.
    with Image.open(path, formats=("JPEG",)) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
