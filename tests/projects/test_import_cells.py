"""Single cells: quick readers say what careful ones say; what spreadsheet programs do to values is undone or told."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import credit_code_check, identity_number_check, investment_code_check
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueIsRefused, ValueType
from projects.workbooks.compiled import reader_of
from projects.workbooks.layout import layouts_on, letter
from projects.workbooks.reading import UNCALCULATED
from tests.projects.workbook import DAY

pytestmark = pytest.mark.django_db


def reader(key, kind=RecordKind.PROJECT):
    layout = next(layout for layout in layouts_on(DAY) if layout.kind == kind)
    return reader_of(next(column for column in layout.columns if column.key == key), kind)


def outcome(read, raw):
    try:
        return read(raw)
    except ValueIsRefused as refusal:
        return str(refusal)


FULL = {ord(plain): ord(plain) + 0xFEE0 for plain in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
CELLS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="０１２ＡＢａ 　,.-/年月日%12345", max_size=14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 10**12).map(float),
    st.dates(date(1890, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(
        ["", "无", "/", "-", "　", "是", "否", "01", "房屋建筑", "南关区", "220102", "1e5", "+5", "１２．５"]
    ),
)


@pytest.fixture(scope="module")
def db_catalogue(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        layouts = [layout for layout in layouts_on(DAY) if layout.kind in (RecordKind.PROJECT, RecordKind.UNIT)]
        columns = [(layout.kind, column) for layout in layouts for column in layout.columns if column.key]
        return [(column, reader_of(column, kind)) for kind, column in columns if column.key != "is_key_project"]


@pytest.fixture(scope="module")
def approved_on(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return reader("approved_on")


@pytest.fixture(scope="module")
def total_investment(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return reader("total_investment")


@pytest.fixture(scope="module")
def codes(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return reader("owner_code"), reader("investment_code"), reader("project_manager_number", RecordKind.PERMIT)


@given(raw=CELLS)
def test_the_quick_readers_give_what_the_description_gives(db_catalogue, raw):
    for column, quick in db_catalogue:
        if column.described.unit == "%" or column.described.type is ValueType.RECORD:
            continue
        expected = outcome(lambda cell, c=column: c.described.read(cell, c.choices), raw)
        found = outcome(quick, raw)
        if found != expected:
            assert isinstance(raw, float), (column.key, raw)  # the spreadsheet's own: long digits, shown digits, days
        if isinstance(found, str) and isinstance(expected, Decimal):
            assert "数值" in found


@given(day=st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_a_date_is_read_however_people_and_programs_write_it(approved_on, day):
    written = [
        day,
        datetime(day.year, day.month, day.day, 13, 45),
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        f" {day:%Y-%m-%d}　".translate(FULL),
    ]
    assert {approved_on(raw) for raw in written} == {day}


@given(amount=st.decimals(Decimal("0.0001"), Decimal("99999999999"), places=4))
def test_an_amount_is_read_as_number_as_text_and_with_separators(total_investment, amount):
    written = [str(amount), f"{amount:,}", f" {amount} ".translate(FULL)]
    if amount < 10**10:
        written.append(float(amount))
    assert {total_investment(raw) for raw in written} == {amount}


@given(number=st.integers(0, 10**7 - 1), year=st.integers(21, 29), month=st.integers(1, 12))
def test_identifiers_are_read_in_full_width_and_small_letters_and_refused_with_a_wrong_end(codes, number, year, month):
    owner_code, investment_code, identity = codes
    body = f"91220102MA{number:07d}"
    credit = body + credit_code_check(body)
    assert {owner_code(credit), owner_code(credit.lower()), owner_code(f" {credit.translate(FULL)}")} == {credit}
    digits = f"{year}{month:02d}2201020401{number % 10**5:05d}"
    digits += investment_code_check(digits)
    code = f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}"
    assert {investment_code(code), investment_code(code.translate(FULL))} == {code}
    person = f"22010219000101{number % 1000:03d}"
    person += identity_number_check(person)
    assert {identity(person), identity(person.lower())} == {person}
    for read, wrong in ((owner_code, credit[:-1] + "O"), (investment_code, code[:-1])):
        with pytest.raises(ValueIsRefused):
            read(wrong)


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("name", 2023.0, "2023"),
        ("name", "Ａ１号　地块（一期）", "A1号 地块（一期）"),
        ("total_investment", 0.1 + 0.2, Decimal("0.3")),
        ("total_investment", "３５，６００．５", Decimal("35600.5")),
        ("total_area", "", None),
        ("state_share", 30.0, Decimal(30)),
        ("state_share", "30%", Decimal(30)),
        ("state_share", "0.3％", Decimal("0.3")),
        ("state_share", 0.0, Decimal(0)),
        ("sector", "房屋建筑", "01"),
        ("sector", 1.0, "01"),
        ("division", "南关区", "220102"),
        ("division", 220102.0, "220102"),
        ("is_key_project", "", False),
        ("is_key_project", "是", True),
        ("is_key_project", 1.0, True),
        ("approved_on", datetime(2021, 3, 15, 0, 0), date(2021, 3, 15)),
    ],
)
def test_what_spreadsheets_do_to_a_value_is_undone(key, raw, value):
    assert reader(key)(raw) == value


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("name", UNCALCULATED, "没有计算结果的公式"),
        ("total_investment", UNCALCULATED, "没有计算结果的公式"),
        ("owner_code", 912201021234567890.0, "末尾几位已丢失"),
        ("state_share", 0.3, "填写百分号前的数"),
        ("state_share", 1.0, "填写百分号前的数"),
        ("total_investment", "三千万", "请填写数字"),
        ("total_investment", 12.34567, "小数最多4位"),
        ("approved_on", 45189.5, "有效的日期"),
        ("approved_on", "2021-02-30", "有效的日期"),
        ("sector", "住宅", "不在可选项中"),
        ("name", "无", "不能作为有效内容"),
        ("name", "", "请填写项目名称"),
    ],
)
def test_what_cannot_be_known_is_told(key, raw, words):
    with pytest.raises(ValueIsRefused, match=words):
        reader(key)(raw)


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (199, "GR"), (16383, "XFD")])
def test_columns_are_lettered_as_spreadsheets_do(index, name):
    assert letter(index) == name
