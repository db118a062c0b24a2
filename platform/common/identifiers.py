"""Identifiers and their check characters.

Every ``is_*`` takes a text and answers True or False; the ``explain_*`` beside it returns the Chinese reason for a
False, or None. Neither normalises: full-width digits, stray spaces and lower case are a form's business.
"""

import re
from collections.abc import Callable
from datetime import date

from common.divisions import known_codes

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_INVESTMENT_CODE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")


def _steps(product: int) -> dict[str, int]:
    """Where ISO 7064 MOD 11,10 goes from ``product`` by each digit and each pair of digits."""
    single = {str(digit): ((product + digit) % 10 or 10) * 2 % 11 for digit in range(10)}
    pairs = {
        first + str(digit): ((halfway + digit) % 10 or 10) * 2 % 11
        for first, halfway in single.items()
        for digit in range(10)
    }
    return single | pairs


# Imports ask for thousands of checks: two digits at a time are looked up.
_CHECK_STEPS = [_steps(product) for product in range(11)]
_STAGE_NUMBER = re.compile(r"[0-9]{16}-(B[A-EGMX]|H[ABCEFGLMZX]|T[A-Z]|SX|JX)-[0-9]{3}|YJ-[0-9]{16}-[0-9]{3}")
_OLD_STYLE_YEARS = range(2015, 2021)


def credit_code_check(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015)."""
    total = sum(
        CREDIT_CODE_ALPHABET.index(char) * weight for char, weight in zip(first17, _CREDIT_CODE_WEIGHTS, strict=True)
    )
    return CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def explain_credit_code(text: str) -> str | None:
    """Why ``text`` is not a unified social credit code; decided by length, alphabet and the 18th character."""
    if len(text) != 18:
        return f"统一社会信用代码应为18位，现为{len(text)}位，请对照营业执照核对"
    wrong = next((char for char in text if char not in CREDIT_CODE_ALPHABET), None)
    if wrong is not None:
        return (
            f"统一社会信用代码含有不允许的字符“{wrong}”（只用数字和大写字母，不含 I、O、S、V、Z），请对照营业执照核对"
        )
    if credit_code_check(text[:17]) != text[17]:
        return "统一社会信用代码第18位校验码不符，请对照营业执照核对是否有错字"
    return None


def identity_number_check(first17: str) -> str:
    """The 18th character of a resident identity number (GB 11643)."""
    return _IDENTITY_CHECKS[
        sum(int(digit) * weight for digit, weight in zip(first17, _IDENTITY_WEIGHTS, strict=True)) % 11
    ]


def explain_identity_number(text: str) -> str | None:
    """Why ``text`` is not an 18-character resident identity number. The division part is not held to today's list."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return "身份证号码应为18位：前17位为数字，末位为数字或大写X，请对照证件核对"
    if _date_or_none(text[6:10], text[10:12], text[12:14]) is None:
        return f"身份证号码第7至14位“{text[6:14]}”不是有效的出生日期，请对照证件核对"
    if identity_number_check(text[:17]) != text[17]:
        return "身份证号码末位校验码不符，请对照证件核对是否有错字"
    return None


def investment_code_check(first19: str) -> str:
    """The check digit of an investment code: ISO 7064 MOD 11,10 over the 19 preceding digits (domain.md 3.3)."""
    if not (first19.isascii() and first19.isdigit()):
        raise ValueError(first19)
    product = 10
    for place in range(0, 19, 2):  # the last step is a single digit
        product = _CHECK_STEPS[product][first19[place : place + 2]]
    return str((11 - product) % 10)


def explain_investment_code(text: str) -> str | None:
    """Why ``text`` is not an investment code. Codes of 2015 to 2020 begin with the year and have no check digit."""
    if not _INVESTMENT_CODE.fullmatch(text):
        return "项目代码应为“4位-6位-2位-2位-6位”共24个字符，例如 2403-220102-04-01-123454，请对照立项文件核对"
    if int(text[:4]) in _OLD_STYLE_YEARS:
        return None
    if not 1 <= int(text[2:4]) <= 12:
        return f"项目代码前四位“{text[:4]}”既不是2015至2020的年份，也不是“年月”，请对照立项文件核对"
    digits = text.replace("-", "")
    if investment_code_check(digits[:19]) != digits[19]:
        return "项目代码末位校验码不符，请对照立项文件核对是否有错字"
    return None


def explain_national_number(text: str, today: date | None = None) -> str | None:
    """Why ``text`` is not a project number of Jilin.

    :param today: when given, the date inside may not lie after it.
    """
    if not re.fullmatch(r"22[0-9]{14}", text):
        return "项目编号应为16位数字并以22开头（6位行政区划、6位日期、4位顺序号），请核对"
    if text[:6] not in known_codes():
        return f"项目编号前6位“{text[:6]}”不是吉林省现行、历史或功能区的区划代码，请核对"
    issued_on = _date_or_none("20" + text[6:8], text[8:10], text[10:12])
    if issued_on is None:
        return f"项目编号第7至12位“{text[6:12]}”不是有效的日期（年月日），请核对"
    if today is not None and issued_on > today:
        return f"项目编号中的日期 {issued_on:%Y-%m-%d} 晚于今天，请核对"
    return None


def explain_stage_number(text: str) -> str | None:
    """Why ``text`` is not the number of a stage record (domain.md 3.2)."""
    if not _STAGE_NUMBER.fullmatch(text):
        return "环节编号应为“项目编号-两位环节字母-三位流水号”，例如 2201022409010101-SX-001，请核对"
    return None


def _date_or_none(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _answer(explain: Callable[[str], str | None]) -> Callable[[str], bool]:
    def holds(text: str) -> bool:
        return explain(text) is None

    return holds


is_credit_code = _answer(explain_credit_code)
is_identity_number = _answer(explain_identity_number)
is_investment_code = _answer(explain_investment_code)
is_stage_number = _answer(explain_stage_number)


def is_national_number(text: str, today: date | None = None) -> bool:
    """Whether ``text`` is a project number of Jilin; see :func:`explain_national_number`."""
    return explain_national_number(text, today) is None
