"""Identifiers and their check characters: the vectors of the data dictionary, and what no text may do."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common import identifiers
from common.identifiers import (
    CREDIT_CODE_ALPHABET,
    credit_code_check,
    explain_credit_code,
    explain_identity_number,
    explain_investment_code,
    explain_national_number,
    explain_stage_number,
    identity_number_check,
    investment_code_check,
    is_credit_code,
    is_identity_number,
    is_investment_code,
    is_national_number,
    is_stage_number,
)

PAIRS = {
    "credit_code": (is_credit_code, explain_credit_code),
    "identity_number": (is_identity_number, explain_identity_number),
    "investment_code": (is_investment_code, explain_investment_code),
    "national_number": (is_national_number, explain_national_number),
    "stage_number": (is_stage_number, explain_stage_number),
}
GOOD = {
    "credit_code": ["91220102MA17EXAM5J", "91220581MA84DEMA6A", "91220202MA14ABCDXC"],
    "identity_number": ["11010519491231002X", "220102190001010016", "220581190001010021", "22010219000102002X"],
    "investment_code": [
        "2403-220102-04-01-123454",
        "2409-220581-04-01-000013",
        "2411-222426-04-05-678906",
        "2106-220203-04-01-950623",
        "2108-440305-04-01-333721",
        "2212-469002-04-01-763842",
        "2020-441303-26-03-092403",
        "2015-220102-26-03-000000",
    ],
    "national_number": [
        "2201022409010101",
        "2205812409010202",
        "2202142202240008",
        "2202142107270101",
        "2203811901010041",
        "2201811306300001",
        "2290112409010101",
        "2290012402290101",
    ],
    "stage_number": [
        "2201022409010101-BD-001",
        "2201022409010101-HZ-001",
        "2201022409010101-TX-001",
        "2201022409010101-TB-001",
        "2201022409010101-SX-002",
        "2201022409010101-JX-009",
        "2201022409010101-HL-044",
        "YJ-2201022409010101-001",
        "YJ-4501082411210001-007",
    ],
}
BAD = {
    "credit_code": {
        "91220102MA17EXAM5K": "校验码",
        "91220102MA1OEXAM5J": "O",
        "91220102MA17EXAM5": "17位",
        "91220102MA17EXAM5J0": "19位",
        "91220102ma17exam5j": "m",
        "９1220102MA17EXAM5J": "９",
        "91220102MA17EXAM5\n": "不允许",
        "91220102MA17EXAM5J\n": "19位",
        "\0" * 18: "不允许",
        "": "0位",
        "𝟗" * 18: "不允许",
    },
    "identity_number": {
        "110105194912310021": "校验码",
        "11010519491331002X": "出生日期",
        "110105194902300027": "出生日期",
        "11010519491231002x": "18位",
        "130503670401001": "18位",
        "１1010519491231002X": "18位",
        "11010519491231002X\n": "18位",
        "": "18位",
        "\0" * 18: "18位",
    },
    "investment_code": {
        "2403-220102-04-01-123455": "校验码",
        "2413-220102-04-01-123454": "年月",
        "2400-220102-04-01-123454": "年月",
        "2014-220102-04-01-123454": "年月",
        "2021-220102-04-01-123454": "年月",
        "2403220102040112345": "24个字符",
        "2403-220102-04-01-12345": "24个字符",
        "２403-220102-04-01-123454": "24个字符",
        "2403-220102-04-01-123454\n": "24个字符",
        "": "24个字符",
    },
    "national_number": {
        "2201022413010101": "日期",
        "2201022302290101": "日期",
        "3201022409010101": "22开头",
        "220102240901010": "16位",
        "22010224090101011": "16位",
        "2299992409010101": "区划代码",
        "２201022409010101": "16位",
        "2201022409010101\n": "16位",
        "": "16位",
    },
    "stage_number": {
        "2201022409010101-BF-001": "环节编号",
        "2201022409010101-HD-001": "环节编号",
        "2201022409010101-SX-01": "环节编号",
        "2201022409010101-SX-0001": "环节编号",
        "2201022409010101-sx-001": "环节编号",
        "2201022409010101-JB-001": "环节编号",
        "220102240901010-SX-001": "环节编号",
        "YJ-2201022409010101-01": "环节编号",
        "2201022409010101-YJ-001": "环节编号",
        "2201022409010101-SX-００１": "环节编号",
        "2201022409010101-SX-001\n": "环节编号",
        "": "环节编号",
    },
}
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30) | st.text(
    alphabet="0123456789０１２３ABCXx-－\n\0𝟙٣२", max_size=30
)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_the_good_vectors_of_the_data_dictionary_are_accepted(name, text):
    holds, explain = PAIRS[name]

    assert holds(text) is True
    assert explain(text) is None


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [(name, text, reason) for name, texts in BAD.items() for text, reason in texts.items()],
    ids=lambda value: repr(value)[:40],
)
def test_the_bad_vectors_are_refused_with_a_chinese_reason(name, text, reason):
    holds, explain = PAIRS[name]

    assert holds(text) is False
    assert reason in explain(text)


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
def test_a_reason_is_given_exactly_when_the_answer_is_no_whatever_the_text(name, data):
    holds, explain = PAIRS[name]
    text = data.draw(ANY_TEXT | st.sampled_from(GOOD[name]) | st.sampled_from(list(BAD[name])))

    reason = explain(text)

    assert holds(text) is (reason is None)
    assert reason is None or any("\u4e00" <= char <= "\u9fff" for char in reason)


@given(body=st.text(alphabet=CREDIT_CODE_ALPHABET, min_size=17, max_size=17), data=st.data())
def test_one_wrong_character_of_a_credit_code_is_always_found(body, data):
    code = body + credit_code_check(body)
    assert is_credit_code(code)

    position = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from(CREDIT_CODE_ALPHABET).filter(lambda char: char != code[position]))

    assert not is_credit_code(code[:position] + wrong + code[position + 1 :])


@given(
    division=st.integers(110000, 829999),
    born=st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    serial=st.integers(0, 999),
    data=st.data(),
)
def test_one_wrong_digit_of_an_identity_number_is_always_found(division, born, serial, data):
    body = f"{division}{born:%Y%m%d}{serial:03d}"
    number = body + identity_number_check(body)
    assert is_identity_number(number)

    position = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from("0123456789" + "X" * (position == 17)).filter(lambda c: c != number[position]))

    assert not is_identity_number(number[:position] + wrong + number[position + 1 :])


NEW_STYLE = st.builds(
    "{:02d}{:02d}{:06d}{:02d}{:02d}{:05d}".format,
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(0, 999999),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 99999),
)


def written(digits):
    return f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}"


@given(body=NEW_STYLE, data=st.data())
def test_one_wrong_digit_of_a_new_investment_code_is_always_found(body, data):
    digits = body + investment_code_check(body)
    assert is_investment_code(written(digits))

    position = data.draw(st.integers(0, 19))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != digits[position]))
    changed = digits[:position] + wrong + digits[position + 1 :]
    assume(not 2015 <= int(changed[:4]) <= 2020)  # a year: the old style has no check digit

    assert not is_investment_code(written(changed))


@pytest.mark.parametrize("year", range(2015, 2021))
def test_codes_of_2015_to_2020_have_no_check_digit(year):
    answers = {is_investment_code(f"{year}-220102-26-03-09240{digit}") for digit in range(10)}

    assert answers == {True}


@pytest.mark.parametrize(
    ("today", "accepted"),
    [(date(2024, 8, 31), False), (date(2024, 9, 1), True), (date(2024, 9, 2), True), (None, True)],
    ids=["前一日", "当日", "后一日", "不给日期"],
)
def test_the_date_in_a_national_number_is_not_in_the_future_when_today_is_given(today, accepted):
    assert is_national_number("2201022409010101", today) is accepted
    assert (explain_national_number("2201022409010101", today) is None) is accepted


def test_every_refusal_of_an_identifier_names_the_paper_to_compare_with():
    assert "营业执照" in explain_credit_code("1")
    assert "证件" in explain_identity_number("1")
    assert "立项文件" in explain_investment_code("1")


def test_the_alphabet_leaves_out_the_letters_that_look_like_digits():
    assert set("IOSVZ").isdisjoint(identifiers.CREDIT_CODE_ALPHABET)
    assert len(identifiers.CREDIT_CODE_ALPHABET) == 31
