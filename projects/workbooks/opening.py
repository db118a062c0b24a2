"""Whether a file may be opened as a workbook at all: judged by its outer shape, before anything is parsed."""

import os
import re
import zipfile
from typing import IO

from common.errors import RuleError

BYTES_AT_MOST = 20 * 1024 * 1024
ENTRIES_AT_MOST = 1_000
UNPACKED_AT_MOST = 300 * 1024 * 1024
# A sheet of repeated rows packs a hundred times; what packs more is made to hurt.
RATIO_AT_MOST = 200
_SMALL = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTENT_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaProject|vbaData|macrosheets/|activeX/", re.IGNORECASE)
_SAVE_AGAIN = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（*.xlsx）”再上传"


class WorkbookIsRefused(RuleError):
    """The file is no workbook that can be read, or not one made from the template."""


def require_workbook(file: IO[bytes], filename: str) -> int:
    """Let pass a file whose outer shape is that of a harmless workbook; it is left at its beginning.

    :returns: its size in bytes.
    :raises WorkbookIsRefused: saying which of the rules it breaks, and the remedy.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > BYTES_AT_MOST:
        raise _refused(f"“{filename}”超过{BYTES_AT_MOST // 1024 // 1024}MB，请拆分成几个文件后上传")
    if file.read(8) == _OLE:
        raise _refused(f"“{filename}”设有打开密码，或是旧的 .xls 格式；请去除密码，{_SAVE_AGAIN}")
    if size == 0:
        raise _refused(f"“{filename}”是空文件，请重新选择")
    try:
        with zipfile.ZipFile(file) as packed:
            _require_harmless(packed.infolist(), filename)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise _refused(f"“{filename}”不是 Excel 工作簿，或已损坏；{_SAVE_AGAIN}") from error
    file.seek(0)
    return size


def _require_harmless(entries: list[zipfile.ZipInfo], filename: str) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES_AT_MOST:
        raise _refused(f"“{filename}”内部文件过多（{len(entries)}个），请从模板重新填写")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused(f"“{filename}”设有打开密码，请去除密码后再上传")
    if len(set(names)) != len(names) or any(_is_a_trick(name) for name in names):
        raise _refused(f"“{filename}”的内部结构不正常，请从模板重新填写")
    if _CONTENT_TYPES not in names or "xl/workbook.xml" not in names:
        raise _refused(f"“{filename}”不是 Excel 工作簿；{_SAVE_AGAIN}")
    if any(_MACROS.search(name) for name in names):
        raise _refused(f"“{filename}”含有宏，不能导入；请另存为不含宏的“Excel 工作簿（*.xlsx）”再上传")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_AT_MOST:
        raise _refused(f"“{filename}”展开后超过{UNPACKED_AT_MOST // 1024 // 1024}MB，请拆分成几个文件后上传")
    if any(_is_a_bomb(entry) for entry in entries):
        raise _refused(f"“{filename}”的压缩比异常，不能导入；请从模板重新填写")


def _is_a_trick(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def _is_a_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > RATIO_AT_MOST * max(entry.compress_size, 1)


def _refused(message: str) -> WorkbookIsRefused:
    return WorkbookIsRefused(message, field="file")
