"""Grades A to D: their order, and what an application for the next one needs (二（一）, 二（二）, decisions 22)."""

import pytest

from accounts.rules import Tier
from grading.rules.grades import (
    GRADE_OF_TIER,
    TIER_OF_GRADE,
    Grade,
    GradesAreGivenTierByTier,
    lowest,
    next_grade,
    require_upgrade_possible,
)


def test_the_tier_that_confirms_decides_the_grade():
    assert GRADE_OF_TIER == {Tier.COUNTY: "C", Tier.CITY: "B", Tier.PROVINCE: "A"}
    assert {grade: tier for tier, grade in GRADE_OF_TIER.items()} == TIER_OF_GRADE


def test_grades_rise_from_d_to_a():
    assert [next_grade(grade) for grade in Grade] == ["C", "B", "A", None]
    assert [grade.rank for grade in Grade] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("grades", "expected"),
    [("", "D"), ("A", "A"), ("CCC", "C"), ("BCA", "C"), ("ABD", "D"), ("AAB", "B"), ("BAA", "B")],
)
def test_a_project_has_the_lowest_grade_of_its_records(grades, expected):
    assert lowest(Grade(grade) for grade in grades) == expected


@pytest.mark.parametrize(
    ("grades", "target", "published", "national", "purpose", "refusal"),
    [
        pytest.param("CCC", "B", True, False, "", None, id="C升B"),
        pytest.param("CCC", "B", False, False, "", None, id="C升B不看展示"),
        pytest.param("BCA", "B", True, True, "", None, id="最低为C先升B"),
        pytest.param("BBB", "A", True, True, "建筑工程施工总承包一级", None, id="B升A"),
        pytest.param("ABB", "A", True, True, "建筑工程施工总承包一级", None, id="部分已A"),
        pytest.param("CCC", "A", True, True, "一级", "应逐级申请B级，不能直接申请A级", id="C不能直接升A"),
        pytest.param("BCB", "A", True, True, "一级", "应逐级申请B级，不能直接申请A级", id="一环节为C不能升A"),
        pytest.param("BBB", "B", True, True, "", "应逐级申请A级，不能直接申请B级", id="B不能再申请B"),
        pytest.param("DDD", "C", False, False, "", "请先由项目所在地主管部门确认", id="D不走升级"),
        pytest.param("CCD", "B", True, True, "", "请先由项目所在地主管部门确认", id="有D不能升"),
        pytest.param("", "C", False, False, "", "请先由项目所在地主管部门确认", id="无记录"),
        pytest.param("AAA", "A", True, True, "一级", "已为A级，无需再申请", id="已A"),
        pytest.param("BBB", "A", False, True, "一级", "尚未在省平台展示", id="省平台未展示"),
        pytest.param("BBB", "A", True, False, "一级", "尚未在全国平台展示", id="全国平台未展示"),
        pytest.param("BBB", "A", True, True, "", "用于申请住建部审批的哪一项资质", id="无用途"),
        pytest.param("BBB", "A", True, True, " \u3000\n", "用于申请住建部审批的哪一项资质", id="空白用途"),
    ],
)
def test_an_application_for_the_next_grade_needs_what_the_notice_says(
    grades, target, published, national, purpose, refusal
):
    asked = {
        "grades": [Grade(grade) for grade in grades],
        "target": Grade(target),
        "published": published,
        "national_shown": national,
        "purpose": purpose,
    }
    if refusal is None:
        require_upgrade_possible(**asked)
    else:
        with pytest.raises(GradesAreGivenTierByTier, match=refusal) as error:
            require_upgrade_possible(**asked)
        assert error.value.clause.startswith("吉建管〔2024〕17号 二（")
        assert error.value.clause in str(error.value)
