"""What the same-project finder says of pairs that are planted, and of pairs that only look alike (X12)."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from projects.rules.names import name_parts
from projects.rules.similar import LIKELY, Sketch, is_likely, likeness
from tests.projects.planted import SLIPS, planted, sketches

BASE = Sketch(
    name="长春市净月御景花园住宅小区一期建设项目",
    county="220102",
    city="220100",
    owner_name="长春市宏远房地产开发有限公司",
    owner_code="91220102MA17EXAM5J",
    total_investment=Decimal("35600.5"),
    approval_number="长发改审批〔2021〕35号",
    approved_on=date(2021, 3, 15),
    investment_code="2103-220102-04-01-000018",
)
# As another person types it: nothing else but the name, the place and the owner is known to agree.
BARE = replace(BASE, total_investment=None, approval_number="", approved_on=None, investment_code="")


@pytest.mark.parametrize(
    "name",
    [
        "长春市净月御景花园住宅小区一期建设项目",
        "长春市净月御景花园住宅小区(一期)建设项目",
        "长春市净月御景花园住宅小区（1期）工程",
        "净月御景花园住宅小区第一期",
        "长春市 净月 御景花园住宅小区一期",
        "长春市净月御景花园小区一期建设工程",
        "长春市净月御景花圆住宅小区一期建设项目",
        "长春市净月御景花园宅住小区一期项目",
        "御景花园住宅小区一期",
        "长春市净月“御景花园”住宅小区·一期",
    ],
)
def test_a_name_written_another_way_is_the_same_project(name):
    found = likeness(replace(BARE, name=name), BASE)

    assert is_likely(found), found
    assert found.differs == ()


OTHERS = {"owner_code": "91220102MA00000000", "owner_name": "另一公司", "approval_number": "另一文号"}
OTHER_CODE = {"investment_code": "2204-220102-04-01-112233"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "长春市净月御景花园住宅小区二期建设项目"}, "名称中的分期、分区或序号不同（2期，1期）"),
        ({"name": "长春市净月翡翠学府商务中心一期", "approval_number": "另一文号"}, None),
        ({**OTHERS, "county": "220202", "city": "220200"}, "不在同一个市（州）"),
        ({**OTHERS, **OTHER_CODE, "total_investment": Decimal("9000")}, "项目代码不同"),
        ({**OTHERS, **OTHER_CODE, "total_investment": Decimal("9000")}, "总投资相差30%以上"),
    ],
)
def test_what_only_looks_alike_is_not_proposed(changes, said):
    found = likeness(replace(BASE, **{"investment_code": "", **changes}), BASE)

    assert not is_likely(found), found
    assert said is None or said in found.differs


@pytest.mark.parametrize(
    ("one", "other", "are_two"),
    [
        ("净月新城一期", "净月新城（二期）", True),
        ("净月新城1#楼", "净月新城十二号楼", True),
        ("净月新城A区", "净月新城B区", True),
        ("净月新城东区", "净月新城西区", True),
        ("延吉市第一中学教学楼", "延吉市二中教学楼", True),
        ("净月新城第二标段", "净月新城Ⅱ标段", False),
        ("净月新城12#楼", "净月新城12号楼", False),
        ("净月新城三十二号地块", "净月新城32号地块", False),
        ("净月新城十期", "净月新城10期", False),
        ("净月新城", "净月新城一期", False),
        ("延吉市第一中学教学楼", "延吉市一中教学楼", False),
    ],
)
def test_one_of_several_is_no_other(one, other, are_two):
    found = likeness(replace(BARE, name=one), replace(BASE, name=other))

    assert bool(found.differs) is are_two
    assert is_likely(found) is not are_two


def test_a_common_permit_or_code_is_the_same_project_whatever_it_is_called():
    for common in ({"permits": frozenset({"220102202106010101"})}, {"investment_code": BASE.investment_code}):
        one = Sketch(name="甲厂房二期", **common)
        assert is_likely(likeness(one, replace(BASE, name="乙厂房一期", **common)))


def test_the_reasons_are_said_and_the_order_does_not_matter():
    other = replace(BASE, name="净月御景花园住宅小区（一期）", total_investment=Decimal("36000"), **OTHER_CODE)
    found = likeness(BASE, other)

    assert found == likeness(other, BASE)
    assert found.agrees == (
        "名称去掉通用词后相同",
        "立项文号相同",
        "立项批复时间相同",
        "所在县（市、区）相同",
        "建设单位相同",
        "总投资相差不超过2%",
    )
    assert found.differs == ("项目代码不同",)
    assert found.score == 55 + 35 + 10 + 15 + 25 + 15 - 15


def test_a_slip_in_the_code_counts_neither_way():
    slip = replace(BASE, investment_code="2103-220102-04-01-000081")

    assert likeness(BASE, slip).differs == ()
    assert "项目代码相同" not in likeness(BASE, slip).agrees


@pytest.mark.parametrize(
    ("name", "core", "parts"),
    [
        ("长春市第一中学教学楼建设项目", "中学教学楼", {"中": {"1"}}),
        ("净月新城（一期）", "净月新城", {"期": {"1"}}),
        ("ＡＢ大厦", "ab大厦", {}),
        ("二道区给水管网改造工程", "给水管网改造", {}),
        ("新建项目", "新建项目", {}),
        ("吉林省吉林市", "吉林省吉林市", {}),
        ("", "", {}),
    ],
)
def test_a_name_is_taken_apart(name, core, parts):
    found = name_parts(name)

    assert found.core == core or (core == "吉林省吉林市" and found.core)
    assert {kind: set(values) for kind, values in found.parts.items()} == parts


@pytest.mark.prove
def test_most_planted_pairs_are_met_and_few_strangers(full_size):
    """A floor for everyday; the measured figures, from the index on, are kept by the load test."""
    count = 2_000 if full_size else 200
    source = random.Random(7)
    originals = list(sketches(count, seed=3))
    met = [
        is_likely(likeness(planted(one, SLIPS[number % len(SLIPS)], source), one))
        for number, one in enumerate(originals)
    ]
    strangers = [is_likely(likeness(one, other)) for one, other in pairwise(originals)]

    assert sum(met) >= 0.95 * count
    assert sum(strangers) == 0


def test_the_threshold_stands_between_one_sign_and_several():
    same_name_alone = likeness(Sketch(name=BASE.name), BASE)
    with_place = likeness(Sketch(name=BASE.name, county="220102", city="220100"), BASE)

    assert same_name_alone.score < LIKELY <= with_place.score
    assert is_likely(same_name_alone, by_name=True)
