"""``manage.py judge``: every rule asked about plain facts, without a database (decisions 10, 15 to 23)."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from common.divisions import divisions
from confirmation.rules.judge import ShippedPlaces, judge
from confirmation.rules.judge_facts import FactsCannotBeRead, facts_from
from confirmation.rules.ruleset import NOTICE_RULES
from embedded.paths import ROOT

FACTS = {
    "id": "1",
    "filed_by": "CONTRACTOR",
    "sector": "01",
    "qualification": None,
    "division": "220102",
    "shown": False,
    "completed_on": "2023-06-30",
    "permitted_on": "2021-06-01",
    "confirmed_on": None,
    "today": "2024-12-02",
    "grades": {},
    "national_shown": False,
    "purpose": None,
    "role": None,
}


def judged(**changes):
    return judge(facts_from(FACTS | changes), NOTICE_RULES, ShippedPlaces())


@pytest.mark.parametrize(
    ("changes", "accepted", "clause"),
    [
        ({}, True, "一（二）"),
        ({"filed_by": "SURVEYOR"}, True, "一（二）"),
        ({"filed_by": "DESIGNER"}, True, "一（二）"),
        ({"filed_by": "SUPERVISOR"}, True, "一（二）"),
        ({"filed_by": "OWNER"}, False, "一（一）"),
        ({"filed_by": "TENDER_AGENT"}, False, "一（一）"),
        ({"division": "110101"}, False, "一（二）"),
        ({"division": "229999"}, False, "一（二）"),
        ({"division": "220000"}, False, "一（二）"),
        ({"completed_on": None, "permitted_on": None}, False, "一（一）"),
        ({"completed_on": None}, True, "一（二）"),
        ({"permitted_on": None}, True, "一（二）"),
        *(({"sector": code}, True, "一（二）") for code in ("02", "03", "08", "09", "10", "11")),
        *(({"sector": code}, False, "一（二）") for code in ("04", "05", "06", "07", "12", "13", "99")),
        *(({"qualification": name}, True, "一（二）") for name in ("桥梁", "建筑装修装饰", "施工劳务", "消防设施")),
        *(
            ({"qualification": name}, False, "一（二）")
            for name in (
                "公路",
                "铁路",
                "港口与航道",
                "水利水电",
                "通信",
                "公路路面",
                "民航空管及机场弱电",
                "河湖整治",
                "航道",
            )
        ),
    ],
)
def test_who_files_what_and_where(changes, accepted, clause):
    scope = judged(**changes)["scope"]

    assert (scope["accepted"], scope["clause"]) == (accepted, f"吉建管〔2024〕17号 {clause}")
    assert accepted or scope["reason"]


def test_what_is_not_accepted_has_no_menu_and_no_first_stop():
    found = judged(sector="05", shown=True, grades={"permit": None})

    assert (found["menu"], found["first_tier"], found["first_grade"]) == ("NONE", None, None)


@pytest.mark.parametrize(
    ("changes", "menu"),
    [
        ({}, "PROJECT_BACKFILL"),
        ({"grades": {"tender": None}}, "PROJECT_BACKFILL"),
        ({"shown": True, "grades": {"project": "C", "tender": None}}, "STAGE_BACKFILL"),
        ({"shown": True, "grades": {"project": "C", "drawing_review": None}}, "STAGE_BACKFILL"),
        ({"shown": True, "grades": {"project": "C", "drawing_review": "NA"}}, "NONE"),
        ({"shown": True, "grades": {"project": "C", "indicators": None}}, "STAGE_BACKFILL"),
        ({"shown": True, "grades": {"project": "C", "permit": "C", "completion": "C"}}, "NONE"),
        ({"shown": True, "grades": {"project": "C", "completion": None}}, "STAGE_BACKFILL"),
        ({"shown": True, "completed_on": None, "grades": {"project": "C", "completion": None}}, "NONE"),
        ({"shown": True, "completed_on": None, "grades": {"permit": "C", "tender": None}}, "STAGE_BACKFILL"),
        ({"shown": True, "grades": {}}, "NONE"),
    ],
)
def test_the_menu_goes_by_what_is_shown_and_what_is_missing(changes, menu):
    assert judged(**changes)["menu"] == menu


SPECIAL = ("石油化工", "冶金", "矿山", "电力", "机电", "钢结构", "桥梁", "隧道", "输变电", "核工程", "海洋石油")


@pytest.mark.parametrize(
    ("changes", "tier", "grade"),
    [
        ({}, "COUNTY", "C"),
        ({"sector": "02"}, "COUNTY", "C"),
        *(({"sector": code}, "CITY", "B") for code in ("03", "08", "09", "10", "11")),
        *(({"qualification": name}, "CITY", "B") for name in SPECIAL),
        ({"qualification": "建筑装修装饰"}, "COUNTY", "C"),
        ({"qualification": "消防设施"}, "COUNTY", "C"),
        ({"qualification": "建筑机电安装"}, "COUNTY", "C"),
        ({"qualification": "钢结构工程专业承包"}, "CITY", "B"),
        ({"division": "220581"}, "CITY", "B"),
        ({"division": "229011"}, "CITY", "B"),
        ({"division": "220171"}, "CITY", "B"),
        ({"division": "220199"}, "CITY", "B"),
        ({"division": "220381"}, "COUNTY", "C"),
        ({"division": "220122"}, "COUNTY", "C"),
    ],
)
def test_the_first_confirmation_is_the_countys_but_for_eleven_categories_and_places_without_a_county(
    changes, tier, grade
):
    found = judged(**changes)

    assert (found["first_tier"], found["first_grade"]) == (tier, grade)


@pytest.mark.parametrize("division", [row.code for row in divisions().values() if row.level == "county"])
def test_every_county_begins_with_its_own_authority_but_meihekou(division):
    assert judged(division=division)["first_tier"] == ("CITY" if division == "220581" else "COUNTY")


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"completed_on": "2023-12-28"}, True),
        ({"completed_on": "2023-12-29"}, False),
        ({"today": "2024-12-31"}, True),
        ({"today": "2025-01-01"}, False),
        ({"today": "2024-11-24"}, False),
        ({"completed_on": None, "permitted_on": "2024-08-31"}, True),
        ({"completed_on": None, "permitted_on": "2024-09-01"}, False),
    ],
)
def test_the_window_is_open_on_exactly_the_days_of_the_notice(changes, is_open):
    window = judged(**changes)["window"]

    assert window["open"] is is_open
    assert window["clause"].startswith("吉建管〔2024〕17号 一（四）")


LATE = {"confirmed_on": "2025-03-01", "today": "2025-03-02", "grades": {"project": "C"}}
CONFIRMED = {"confirmed_on": "2024-12-31", "today": "2025-03-02", "grades": {"project": "C"}}


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        (CONFIRMED, True),
        (CONFIRMED | {"confirmed_on": "2025-01-01"}, False),
        (CONFIRMED | {"completed_on": "2023-12-29"}, False),
        (CONFIRMED | {"confirmed_on": None}, False),
        (CONFIRMED | {"grades": {"project": "D"}}, False),
        (CONFIRMED | {"grades": {"project": None}}, False),
        (CONFIRMED | {"grades": {}}, True),
        (LATE | {"national_shown": True}, True),
        (LATE | {"origin": "DOCKED"}, True),
        (LATE | {"origin": "DOCKED", "confirmed_on": None}, True),
        (LATE | {"origin": "DOCKED", "confirmed_on": None, "grades": {"project": "D"}}, False),
        (LATE | {"shown": True, "completed_on": None, "permitted_on": "2024-08-31"}, True),
        (LATE | {"shown": True, "completed_on": None, "permitted_on": "2024-09-01"}, False),
        (LATE | {"shown": True}, False),
        (CONFIRMED | {"completed_on": None, "permitted_on": "2024-08-31"}, True),
        (CONFIRMED | {"completed_on": None, "permitted_on": "2024-09-01"}, False),
    ],
)
def test_the_push_goes_by_the_day_of_the_first_confirmation(changes, allowed):
    push = judged(**changes)["push"]

    assert push["allowed"] is allowed
    assert push["reason"]


@pytest.mark.parametrize(
    ("changes", "grade", "why"),
    [
        ({"grades": {"project": "C", "permit": "C"}}, "B", ""),
        ({"grades": {"project": "B", "permit": "C"}}, "B", ""),
        ({"grades": {"project": "C", "permit": None, "drawing_review": "NA"}}, "B", ""),
        ({"grades": {"project": "C", "permit": "D"}}, None, "D级"),
        ({"grades": {"project": "B", "permit": "B"}, "national_shown": True, "purpose": "建筑一级"}, "A", ""),
        ({"grades": {"project": "A", "permit": "B"}, "national_shown": True, "purpose": "建筑一级"}, "A", ""),
        ({"grades": {"project": "B"}, "national_shown": False, "purpose": "建筑一级"}, None, "全国平台"),
        ({"grades": {"project": "B"}, "national_shown": True, "purpose": None}, None, "资质"),
        ({"grades": {"project": "B"}, "national_shown": True, "purpose": "  "}, None, "资质"),
        ({"grades": {"project": "A", "permit": "A"}, "national_shown": True, "purpose": "x"}, None, "均已为A级"),
        ({"grades": {}}, None, "D级"),
    ],
)
def test_the_next_grade_is_that_above_the_lowest_record(changes, grade, why):
    upgrade = judged(**changes)["upgrade_to"]

    assert upgrade["grade"] == grade
    assert why in upgrade["reason"]


def test_the_uses_name_what_is_missing_by_codes():
    found = judged(grades={"project": "C", "permit": "C", "completion": "C", "completion_filing": None}, role=6)["uses"]

    assert found == {
        "PROVINCE_ENTERPRISE": {"met": False, "missing": ["completion_filing"]},
        "PROVINCE_PERSON": {"met": False, "missing": ["completion_filing"]},
        "NATIONAL_ENTERPRISE": {
            "met": False,
            "missing": ["project", "drawing_review", "permit", "completion", "indicators", "national_shown"],
        },
        "NATIONAL_PERSON": {
            "met": False,
            "missing": ["project", "drawing_review", "permit", "completion", "indicators", "national_shown"],
        },
    }


def test_without_a_role_no_person_is_judged():
    uses = judged(role=None)["uses"]

    assert (uses["PROVINCE_PERSON"], uses["NATIONAL_PERSON"]) == ({"met": None}, {"met": None})


@pytest.mark.parametrize("key", sorted(set(FACTS)))
def test_a_missing_key_is_named(key):
    with pytest.raises(FactsCannotBeRead) as refusal:
        facts_from({name: value for name, value in FACTS.items() if name != key})

    assert refusal.value.field == key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("filed_by", 3),
        ("sector", "15"),
        ("sector", 1),
        ("qualification", "不存在的类别"),
        ("division", "22010"),
        ("division", "２２０１０２"),
        ("division", 220102),
        ("shown", "true"),
        ("shown", None),
        ("origin", "LEGACY"),
        ("completed_on", "2023-02-29"),
        ("permitted_on", "20230101"),
        ("confirmed_on", 20230101),
        ("today", None),
        ("today", "2024-13-01"),
        ("grades", None),
        ("grades", []),
        ("grades", {"project": "E"}),
        ("grades", {"project": "a"}),
        ("grades", {"project": "NA"}),
        ("grades", {"permit": 1}),
        ("grades", {"licence": "A"}),
        ("national_shown", 1),
        ("purpose", 1),
        ("role", 7),
        ("role", 0),
        ("role", True),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_key(key, value):
    with pytest.raises(FactsCannotBeRead) as refusal:
        facts_from(FACTS | {key: value})

    assert refusal.value.field == key
    assert key in str(refusal.value)


def printed(*lines, options=()):
    out, data = io.StringIO(), b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    call_command("judge", *options, stdout=out, file=io.BytesIO(data))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_faulty_line_gives_its_error_and_the_rest_goes_on():
    good = json.dumps(FACTS | {"id": 7})
    faulty = [
        "[1]",
        "null",
        "{",
        b"\xff",
        '{"id": 5}',
        json.dumps(FACTS | {"id": 6, "today": "2024-02-30"}),
        "[" * 9000,
    ]

    answers = printed(good, *faulty, '{"id": 8, "x": "' + "y" * 70_000 + '"}', "", good)

    assert [answer["id"] for answer in answers] == [7, None, None, None, None, 5, 6, None, None, 7]
    assert ["error" in answer for answer in answers] == [False, *[True] * 8, False]
    assert answers[0] == answers[-1]


@pytest.mark.django_db
def test_live_uses_the_provinces_authorities_and_rules():
    [answer] = printed(json.dumps(FACTS | {"division": "220199"}), options=["--live"])

    assert (answer["first_tier"], answer["first_grade"]) == ("CITY", "B")


def test_the_command_needs_no_server(tmp_path):
    file = tmp_path / "facts.jsonl"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    environment = {"PATH": "", "PORTAL_DATA": str(tmp_path / "none"), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}

    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "judge", file],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert json.loads(done.stdout)["menu"] == "PROJECT_BACKFILL"
    assert not (tmp_path / "none").exists()


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates().map(str) | st.sampled_from("ABCD"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["project", "permit", "x"]), inner),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FACTS, _ANYTHING)))
def test_whatever_the_values_a_line_is_judged_or_refused_with_a_sentence(changes):
    keys = {"id", "scope", "menu", "first_tier", "first_grade", "window", "push", "upgrade_to", "uses"}
    try:
        facts = facts_from(FACTS | changes)
    except FactsCannotBeRead as refusal:
        fault = refusal.field
    else:
        fault = ""
        assert set(judge(facts, NOTICE_RULES, ShippedPlaces())) == keys
    assert fault in {"", *FACTS}
