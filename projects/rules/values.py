"""What a single value may be: one reader per type, for pages, workbooks and the legacy load (domain.md 2.0)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from common.identifiers import explain_credit_code, explain_investment_code
from common.text import compatible, folded

EMPTY_WORDS = frozenset({"无", "无数据", "/", "空", "暂无", "-"})
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
# Between the members of a list; a unit's own name may hold 、 and commas.
_BETWEEN = re.compile(r"[；;\r\n]")
SEVERAL_AT_MOST, NAME_AT_MOST = 9, 200
# The data standard's way of saying nothing (domain.md 2.0).
_NO_DATE = date(1900, 1, 1)


class ValueType(StrEnum):
    """How a value is read, typed and shown."""

    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    CREDIT_CODE = "CREDIT_CODE"
    NAMES = "NAMES"
    CREDIT_CODES = "CREDIT_CODES"
    INVESTMENT_CODE = "INVESTMENT_CODE"
    DECIMAL = "DECIMAL"
    INTEGER = "INTEGER"
    DATE = "DATE"
    CHOICE = "CHOICE"
    DIVISION = "DIVISION"
    YES_NO = "YES_NO"
    PERSON = "PERSON"
    RECORD = "RECORD"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a column can hold.

    :param digits: all digits of a decimal; ``places`` of them behind the point.
    """

    max_length: int | None = None
    digits: int | None = None
    places: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None


class ValueIsRefused(ValueError):
    """The value is not of its type; the text names the fault and the remedy."""


def read_text(raw: Any, limits: Limits) -> str:
    """A text, folded. A whole number of a workbook loses its ``.0``."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = folded(raw if isinstance(raw, str) else str(raw))
    if limits.max_length is not None and len(text) > limits.max_length:
        raise ValueIsRefused(f"最多{limits.max_length}个字，现有{len(text)}个，请精简")
    return text


def read_credit_code(raw: Any, limits: Limits) -> str:
    """A unified social credit code in capitals (domain.md 3.4)."""
    code = compatible(str(raw)).upper()
    reason = explain_credit_code(code)
    if reason:
        raise ValueIsRefused(reason)
    return code


def apart(text: str) -> list[str]:
    """The members of a list that is one text. None of them is empty."""
    return [item for item in (folded(part) for part in _BETWEEN.split(text)) if item]


def together(items: Iterable[str]) -> str:
    """A list as one text, as it is stored and sent."""
    return "；".join(items)


def read_names(raw: Any, limits: Limits) -> str:
    """Names of up to nine units, one or more lines or apart by ``；``; a word for nothing is nothing."""
    names = [name for name in apart(str(raw)) if name not in EMPTY_WORDS]
    _require_few(names)
    return together(read_text(name, Limits(max_length=NAME_AT_MOST)) for name in names)


def read_credit_codes(raw: Any, limits: Limits) -> str:
    """Credit codes of up to nine units, each as :func:`read_credit_code` reads it."""
    codes = [code for code in apart(re.sub(r"[、,，\s]", "；", str(raw))) if code not in EMPTY_WORDS]
    _require_few(codes)
    return together(read_credit_code(code, limits) for code in codes)


def _require_few(items: list[str]) -> None:
    if len(items) > SEVERAL_AT_MOST:
        raise ValueIsRefused(f"最多填写{SEVERAL_AT_MOST}家，现有{len(items)}家，请核对")


def read_investment_code(raw: Any, limits: Limits) -> str:
    """An investment code, its check digit held where its kind has one (domain.md 3.3)."""
    code = compatible(str(raw))
    reason = explain_investment_code(code)
    if reason:
        raise ValueIsRefused(reason)
    return code


def read_decimal(raw: Any, limits: Limits) -> Decimal:
    """A number; thousands separators are dropped, nothing is rounded."""
    text = compatible(str(raw)).replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "_" in text:
        raise ValueIsRefused("请填写数字，例如 35600.5；没有的请留空")
    _within(value, limits)
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    if -exponent > limits.places:
        raise ValueIsRefused(f"小数最多{limits.places}位，请核对")
    if limits.digits is not None and value.adjusted() >= limits.digits - limits.places:
        raise ValueIsRefused(f"整数最多{limits.digits - limits.places}位，请核对单位")
    return value


def read_integer(raw: Any, limits: Limits) -> int:
    """A whole number."""
    text = compatible(str(raw)).replace(",", "")
    text = text[:-2] if text.endswith(".0") else text
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise ValueIsRefused("请填写整数，例如 18；没有的请留空")
    value = int(text)
    _within(Decimal(value), limits)
    return value


def _within(value: Decimal, limits: Limits) -> None:
    if limits.minimum is not None and value < limits.minimum:
        raise ValueIsRefused("应大于0，请核对" if limits.minimum > 0 else f"不能小于{limits.minimum:f}，请核对")
    if limits.maximum is not None and value > limits.maximum:
        raise ValueIsRefused(f"不能大于{limits.maximum:f}，请核对")


def read_date(raw: Any, limits: Limits) -> date | None:
    """A date as people write it from a paper: 2023-09-20, 2023/9/20, 2023.9.20, 2023年9月20日 or 20230920."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return None if raw == _NO_DATE else raw
    found = _DATE.fullmatch(compatible(str(raw)).replace(" ", ""))
    if found:
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            read = date(year, month, day)
        except ValueError:
            found = None
        else:
            return None if read == _NO_DATE else read
    raise ValueIsRefused("请按 2023-09-20 的样子填写有效的日期")


_YES = {"是": True, "1": True, "true": True, "on": True, "y": True, "yes": True}
_NO = {"否": False, "0": False, "false": False, "n": False, "no": False}


def read_yes_no(raw: Any, limits: Limits) -> bool:
    """Yes or no."""
    if isinstance(raw, bool):
        return raw
    word = compatible(str(raw)).lower().removesuffix(".0")
    answer = (_YES | _NO).get(word)
    if answer is None:
        raise ValueIsRefused("请填写“是”或“否”")
    return answer


def read_choice(raw: Any, choices: Mapping[str, str]) -> str:
    """A code of a dictionary, given as the code or as its label.

    :param choices: label by code, those offered.
    """
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = folded(str(raw))
    if text in choices:
        return text
    for code, label in choices.items():
        if text == label or code.lstrip("0") == text:
            return code
    shown = "、".join(list(choices.values())[:8])
    raise ValueIsRefused(f"“{text[:30]}”不在可选项中，请从下列中选择：{shown}{'等' if len(choices) > 8 else ''}")


READERS: dict[ValueType, Callable[[Any, Limits], Any]] = {
    ValueType.TEXT: read_text,
    ValueType.LONG_TEXT: read_text,
    ValueType.CREDIT_CODE: read_credit_code,
    ValueType.NAMES: read_names,
    ValueType.CREDIT_CODES: read_credit_codes,
    ValueType.INVESTMENT_CODE: read_investment_code,
    ValueType.DECIMAL: read_decimal,
    ValueType.INTEGER: read_integer,
    ValueType.DATE: read_date,
    ValueType.YES_NO: read_yes_no,
}


def is_empty(raw: Any) -> bool:
    """Whether nothing was given."""
    return raw is None or (isinstance(raw, str) and not folded(raw))


def says_nothing(value: Any) -> bool:
    """Whether a text is a word for "nothing", which a required field refuses (domain.md 2.0)."""
    return isinstance(value, str) and value in EMPTY_WORDS
