"""A reader for each column, made once a workbook: quick for what is usual, ``Described.read`` for all else."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from common.identifiers import explain_credit_code, explain_investment_code
from common.text import compatible, folded
from projects.models import MODEL_OF_KIND
from projects.rules.described import Described
from projects.rules.kinds import RecordKind
from projects.rules.values import EMPTY_WORDS, ValueIsRefused, ValueType
from projects.workbooks.layout import Column, Part
from projects.workbooks.reading import UNCALCULATED

Reader = Callable[[Any], Any]
# From here on a spreadsheet program has dropped digits: fifteen are all that it keeps.
EXACT_BELOW = 10**15
_TO_FOLD = re.compile("[０-９Ａ-Ｚａ-ｚ\u3000\0]").search
_PLAIN_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?").fullmatch
_NO_DATE = date(1900, 1, 1)


def reader_of(column: Column, kind: RecordKind) -> Reader:
    """How the cells of a column are read; a reader returns the value or raises ``ValueIsRefused``."""
    described = column.described
    slow = _careful(column, _blank(column, kind))
    match described.type:
        case ValueType.TEXT | ValueType.LONG_TEXT if column.part is not Part.NUMBER:
            return _text(slow, described.limits.max_length or 10**9)
        case ValueType.CREDIT_CODE:
            return _code(slow, 18, explain_credit_code)
        case ValueType.INVESTMENT_CODE:
            return _code(slow, 24, explain_investment_code)
        case ValueType.DECIMAL if described.unit != "%":
            return _decimal(column, slow)
        case ValueType.DATE:
            return lambda raw: raw if type(raw) is date and raw != _NO_DATE else slow(raw)
    return slow


def texts_of(column: Column) -> Callable[[Sequence[Any]], list[Any] | None]:
    """A quick look at many cells of a column: their texts, when it is one of texts and all of them are plain."""
    described = column.described
    limit = described.limits.max_length or 10**9
    if described.type not in (ValueType.TEXT, ValueType.LONG_TEXT) or column.part is Part.NUMBER:
        return lambda cells: None

    def read(cells: Sequence[Any]) -> list[Any] | None:
        if set(map(type, cells)) != {str} or _TO_FOLD("".join(cells)):
            return None
        texts = [cell.strip() for cell in cells]
        lengths = set(map(len, texts))
        return texts if min(lengths) > 0 and max(lengths) <= limit and EMPTY_WORDS.isdisjoint(texts) else None

    return read


def _careful(column: Column, blank: Any) -> Reader:
    """The reader that takes its time; what a workbook alone can hold is looked at first."""
    described, choices = column.described, column.choices

    def read(raw: Any) -> Any:
        _require_readable(raw, described.type)
        if described.unit == "%":
            raw = _percent(raw)
        elif described.type is ValueType.DATE and isinstance(raw, float):
            raw = _whole(raw)  # 20230920, typed into a cell that took it for a number
        elif described.type is ValueType.DECIMAL and isinstance(raw, float):
            raw = f"{raw:.15g}"  # as the spreadsheet program shows it: 0.1+0.2 is 0.3
        elif column.part is Part.NUMBER:
            raw = compatible(_whole(raw)).upper()
        value = _named(raw, described) if described.type is ValueType.RECORD else described.read(raw, choices)
        return blank if value is None else value

    return read


def _require_readable(raw: Any, kind: ValueType) -> None:
    if raw is UNCALCULATED:
        raise ValueIsRefused("单元格是没有计算结果的公式，请在 Excel 或 WPS 中打开并保存一次，或改为直接填写结果")
    if kind in _TEXTS and isinstance(raw, float) and abs(raw) >= EXACT_BELOW:
        raise ValueIsRefused("长数字被存成了数值，末尾几位已丢失，请把单元格设为文本格式后重新填写")


def _named(raw: Any, described: Described) -> str | None:
    """The number or the name by which a row names an earlier record; found later, in its project."""
    text = folded(_whole(raw))
    if described.required and not text:
        raise ValueIsRefused(f"请填写{described.label}的编号")
    return text or None


_TEXTS = (
    ValueType.TEXT,
    ValueType.LONG_TEXT,
    ValueType.CREDIT_CODE,
    ValueType.INVESTMENT_CODE,
    ValueType.RECORD,
)


def _blank(column: Column, kind: RecordKind) -> Any:
    """What stands for nothing: no, for a column that is no when it is left alone."""
    described = column.described
    if described.type is not ValueType.YES_NO or described.is_extra:
        return None
    return None if MODEL_OF_KIND[kind]._meta.get_field(described.name).null else False


def _whole(raw: Any) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _percent(raw: Any) -> Any:
    """A share in percent. A cell in percent format holds 0.3 for 30%, which cannot be told from 0.3%."""
    if isinstance(raw, float) and 0 < raw <= 1:
        raise ValueIsRefused(
            f"“{raw:g}”可能是百分数格式，请把单元格设为常规格式后填写百分号前的数，例如 30；"
            f"确为{raw:g}%的请填文本“{raw:g}%”"
        )
    if isinstance(raw, str):
        return compatible(raw).removesuffix("%")
    return raw


def _text(slow: Reader, limit: int) -> Reader:
    def read(raw: Any) -> Any:
        if type(raw) is str and not _TO_FOLD(raw):
            text = raw.strip()
            if 0 < len(text) <= limit and text not in EMPTY_WORDS:
                return text
        return slow(raw)

    return read


def _code(slow: Reader, length: int, explain: Callable[[str], str | None]) -> Reader:
    def read(raw: Any) -> Any:
        if type(raw) is str and len(raw) == length and raw.isascii() and explain(raw) is None:
            return raw
        return slow(raw)

    return read


def _decimal(column: Column, slow: Reader) -> Reader:
    limits = column.described.limits
    whole = 12 if limits.digits is None else min(limits.digits - limits.places, 12)
    least, most = limits.minimum, limits.maximum

    def read(raw: Any) -> Any:
        kind = type(raw)
        found = _PLAIN_AMOUNT(repr(raw) if kind is float else raw) if kind is float or kind is str else None
        if found is None:
            return slow(raw)
        before, behind = found.groups()
        if len(before) > whole or len((behind or "").rstrip("0")) > limits.places:
            return slow(raw)
        value = Decimal(found.group())
        if (least is not None and value < least) or (most is not None and value > most):
            return slow(raw)
        return value

    return read
