"""The shipped divisions: places, who confirms there, and the codes that the national platform is told."""

from collections import Counter

import pytest

from common.divisions import PROVINCE, divisions, known_codes


def test_there_are_84_divisions_and_71_of_them_have_an_authority():
    assert len(divisions()) == 84
    levels = Counter((data.level, data.confirm_level) for data in divisions().values())
    assert levels == {
        ("province", "province"): 1,
        ("city", "city"): 10,
        ("county", "city"): 1,
        ("county", "county"): 59,
        ("zone", "none"): 13,
    }
    assert all(bool(data.authority_name) == (data.confirm_level != "none") for data in divisions().values())


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("220000", ""),
        ("220100", "220100"),
        ("220102", "220100"),
        ("220184", "220100"),
        ("220171", "220100"),
        ("220214", "220200"),
        ("220581", "220581"),
        ("220582", "220500"),
        ("222426", "222400"),
        ("229001", "229001"),
        ("229011", "229001"),
        ("229012", "229001"),
        ("229013", "229001"),
    ],
    ids=[
        "省",
        "长春",
        "南关区",
        "公主岭",
        "长春经开区",
        "吉林功能区",
        "梅河口",
        "集安",
        "安图",
        "长白山",
        "池北区",
        "池西区",
        "池南区",
    ],
)
def test_the_city_that_confirms_for_a_place_is_the_one_of_the_notice(code, city):
    assert divisions()[code].city_code == city


def test_every_place_below_the_province_lies_under_a_division_that_confirms_at_the_city_tier():
    for data in divisions().values():
        if data.code != PROVINCE:
            assert divisions()[data.city_code].confirm_level == "city", data.name


def test_zones_lie_with_the_city_of_their_first_four_digits():
    zones = [data for data in divisions().values() if data.level == "zone" and not data.code.startswith("2290")]
    assert len(zones) == 10
    assert all(zone.city_code == f"{zone.code[:4]}00" for zone in zones)


def test_wherever_a_project_can_lie_the_national_platform_is_told_a_code_of_the_national_standard():
    ours_alone = {data.code for data in divisions().values() if data.level == "zone"} | {"229001"}
    standard = set(divisions()) - ours_alone
    assert len(standard) == 70  # the province, 9 prefectures and 60 counties

    places = [data for data in divisions().values() if data.level in ("county", "zone")]
    assert len(places) == 73
    assert {data.push_code for data in places} <= standard
    assert all(data.push_code == data.code for data in places if data.level == "county")
    assert [divisions()[code].push_code for code in ("229011", "229012", "229013")] == ["222426", "220621", "220621"]


def test_a_division_knows_its_former_codes_and_they_may_begin_a_project_number():
    assert "220381" in divisions()["220184"].former_codes
    assert "220181" in divisions()["220113"].former_codes
    assert "220125" in divisions()["220112"].former_codes
    assert known_codes() >= {"220381", "220181", "220125", "220724", "220625", "220324", "220214", "229011"}
    assert "229999" not in known_codes()
