"""What a project is good for (一（三）; BR-07 to BR-10; decisions 23): a row for each case, and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import EnterpriseKind
from grading.rules.grades import Grade
from grading.rules.uses import MAY_BE_EXEMPT, Exempt, Facts, Lacking, Part, Use, uses_of
from projects.rules.dictionaries import Sector
from projects.rules.record_codes import Duty

BUILDER, DESIGNER = EnterpriseKind.CONSTRUCTION, EnterpriseKind.DESIGN
MANAGER, LEAD, DRAWER = Duty.PROJECT_MANAGER, Duty.TECHNICAL_LEAD, Duty.MAIN_DESIGNER
# The order in which a row writes the grades: basics, review, permit, acceptance, filing, indicators.
ORDER = (
    Part.PROJECT,
    Part.DRAWING_REVIEW,
    Part.PERMIT,
    Part.COMPLETION,
    Part.COMPLETION_FILING,
    Part.INDICATORS,
)


def grades(text):
    """``A`` to ``D`` a grade, ``n`` declared not needed, ``-`` no record, ``.`` left out."""
    told = {"n": Exempt.NOT_NEEDED, "-": None}
    return {
        part: told.get(letter) if letter in told else Grade(letter)
        for part, letter in zip(ORDER, text, strict=True)
        if letter != "."
    }


def answers(text, *, kind=BUILDER, sector=Sector.HOUSING, national=True, role=MANAGER):
    return uses_of(Facts(kind, sector, grades(text), national, role))


HOUSE, ROAD, STEEL, POWER = Sector.HOUSING, Sector.MUNICIPAL, Sector.METALLURGY, Sector.POWER
PROVINCE_ROWS = [
    # grades, kind, sector, met, missing
    ("C.C.C.", BUILDER, HOUSE, True, []),
    ("B.C.A.", BUILDER, HOUSE, True, []),
    ("A.A.A.", BUILDER, HOUSE, True, []),
    ("CCCCCC", BUILDER, ROAD, True, []),
    ("C.C.C.", BUILDER, STEEL, True, []),
    ("C.C.D.", BUILDER, HOUSE, False, ["completion_filing"]),
    ("C.D.C.", BUILDER, HOUSE, False, ["permit"]),
    ("D.C.C.", BUILDER, HOUSE, False, ["project"]),
    ("D.D.D.", BUILDER, HOUSE, False, ["project", "permit", "completion_filing"]),
    ("C.C.-.", BUILDER, HOUSE, False, ["completion_filing"]),
    ("C.C...", BUILDER, HOUSE, False, ["completion_filing"]),
    ("C.CC-.", BUILDER, HOUSE, False, ["completion_filing"]),
    ("C.CA-.", BUILDER, ROAD, False, ["completion_filing"]),
    ("C.CCn.", BUILDER, HOUSE, False, ["completion_filing"]),
    ("C.CAn.", BUILDER, ROAD, False, ["completion_filing"]),
    ("C.CCn.", BUILDER, STEEL, True, []),
    ("C.CAn.", BUILDER, POWER, True, []),
    ("C.CDn.", BUILDER, STEEL, False, ["completion_filing"]),
    ("C.C-n.", BUILDER, STEEL, False, ["completion_filing"]),
    ("C.C.n.", BUILDER, STEEL, False, ["completion_filing"]),
    ("C.CC-.", BUILDER, STEEL, False, ["completion_filing"]),
    ("C.-.C.", BUILDER, HOUSE, False, ["permit"]),
    ("-.C.C.", BUILDER, HOUSE, False, ["project"]),
    ("......", BUILDER, HOUSE, False, ["project", "permit", "completion_filing"]),
    ("A.A.A.", DESIGNER, HOUSE, False, ["filed_by"]),
    ("A.A.A.", EnterpriseKind.SURVEY, HOUSE, False, ["filed_by"]),
    ("A.A.A.", EnterpriseKind.SUPERVISION, HOUSE, False, ["filed_by"]),
    ("A.A.A.", None, HOUSE, False, ["filed_by"]),
    ("C.C.D.", DESIGNER, HOUSE, False, ["filed_by", "completion_filing"]),
]


@pytest.mark.parametrize(("text", "kind", "sector", "met", "missing"), PROVINCE_ROWS)
def test_a_builder_names_a_project_for_the_province_when_basics_permit_and_filing_are_confirmed(
    text, kind, sector, met, missing
):
    answer = answers(text, kind=kind, sector=sector, national=False)[Use.PROVINCE_ENTERPRISE]

    assert (answer.met, [lack.code for lack in answer.missing]) == (met, missing)
    assert answer.clause == "吉建管〔2024〕17号 一（三）1"


@pytest.mark.parametrize(
    ("text", "kind", "role", "met", "missing"),
    [
        ("C.C.C.", BUILDER, MANAGER, True, []),
        ("C.C.C.", BUILDER, LEAD, True, []),
        ("C.C.C.", BUILDER, Duty.PROJECT_HEAD, False, ["role"]),
        ("C.C.C.", BUILDER, Duty.DISCIPLINE_LEAD, False, ["role"]),
        ("C.C.C.", BUILDER, DRAWER, False, ["role"]),
        ("C.C.C.", BUILDER, Duty.CHIEF_SUPERVISOR, False, ["role"]),
        ("A.A.A.", DESIGNER, LEAD, False, ["filed_by"]),
        ("C.C.D.", BUILDER, MANAGER, False, ["completion_filing"]),
        ("C.C.D.", BUILDER, DRAWER, False, ["role", "completion_filing"]),
        ("C.C.C.", BUILDER, None, None, []),
    ],
)
def test_the_same_project_serves_its_manager_and_technical_lead(text, kind, role, met, missing):
    answer = answers(text, kind=kind, role=role)[Use.PROVINCE_PERSON]

    assert (answer.met, [lack.code for lack in answer.missing]) == (met, missing)


NATIONAL_ROWS = [
    # grades, shown nationally, the enterprise may, the person may, missing for the enterprise, for the person
    ("AAAA.A", True, True, True, [], []),
    ("AAA.AA", True, True, True, [], []),
    ("AAAAAA", True, True, True, [], []),
    ("AAABAA", True, True, True, [], []),
    ("AnAA.A", True, True, True, [], []),
    ("AnAnAA", True, True, True, [], []),
    ("AABBxA".replace("x", "."), True, False, True, ["permit", "completion"], []),
    ("BBBB.B", True, False, True, ["project", "drawing_review", "permit", "completion", "indicators"], []),
    ("AAAA.B", True, False, True, ["indicators"], []),
    ("BAAA.A", True, False, True, ["project"], []),
    ("ABAA.A", True, False, True, ["drawing_review"], []),
    ("AABA.A", True, False, True, ["permit"], []),
    ("AAAB.A", True, False, True, ["completion"], []),
    ("AAAC.A", True, False, False, ["completion"], ["completion"]),
    ("AACA.A", True, False, False, ["permit"], ["permit"]),
    ("ACAA.A", True, False, False, ["drawing_review"], ["drawing_review"]),
    ("CAAA.A", True, False, False, ["project"], ["project"]),
    ("AAAA.C", True, False, False, ["indicators"], ["indicators"]),
    ("AAAA.D", True, False, False, ["indicators"], ["indicators"]),
    ("AAAA.-", True, False, False, ["indicators"], ["indicators"]),
    ("A-AA.A", True, False, False, ["drawing_review"], ["drawing_review"]),
    ("A.AA.A", True, False, False, ["drawing_review"], ["drawing_review"]),
    ("AA-A.A", True, False, False, ["permit"], ["permit"]),
    ("AAA..A", True, False, False, ["completion"], ["completion"]),
    ("AAA-nA", True, False, False, ["completion"], ["completion"]),
    ("AAACBA", True, False, True, ["completion_filing"], []),
    ("AAACDA", True, False, False, ["completion"], ["completion"]),
    ("AAAA.A", False, False, False, ["national_shown"], ["national_shown"]),
    ("AAAA.B", False, False, False, ["indicators", "national_shown"], ["national_shown"]),
    ("CCCCCC", True, False, False, *[["project", "drawing_review", "permit", "completion", "indicators"]] * 2),
]


@pytest.mark.parametrize(("text", "national", "firm", "person", "lacks_firm", "lacks_person"), NATIONAL_ROWS)
def test_on_the_national_platform_a_firm_needs_a_throughout_and_a_person_b(
    text, national, firm, person, lacks_firm, lacks_person
):
    found = answers(text, national=national)

    assert (found[Use.NATIONAL_ENTERPRISE].met, found[Use.NATIONAL_PERSON].met) == (firm, person)
    assert [lack.code for lack in found[Use.NATIONAL_ENTERPRISE].missing] == lacks_firm
    assert [lack.code for lack in found[Use.NATIONAL_PERSON].missing] == lacks_person
    assert found[Use.NATIONAL_ENTERPRISE].clause == "吉建管〔2024〕17号 一（三）2"


@pytest.mark.parametrize("role", list(Duty))
@pytest.mark.parametrize("kind", list(EnterpriseKind))
def test_all_six_roles_of_all_four_kinds_of_firm_serve_nationally(role, kind):
    assert answers("BBBB.B", kind=kind, role=role)[Use.NATIONAL_PERSON].met is True


def test_another_kind_of_applicant_names_no_project():
    assert {use: answer.met for use, answer in answers("AAAAAA", kind=None).items()} == dict.fromkeys(Use, False)


def test_what_is_missing_is_said_with_what_there_is_and_what_there_should_be():
    found = answers("CBD.-.", national=False)

    assert [lack.reason for lack in found[Use.PROVINCE_ENTERPRISE].missing] == [
        "施工许可（开工报告）信息现为D级，须为C级及以上",
        "竣工验收备案信息尚未填报，须为C级及以上",
    ]
    assert [lack.reason for lack in found[Use.NATIONAL_ENTERPRISE].missing] == [
        "项目基本信息现为C级，须为A级",
        "施工图审查信息现为B级，须为A级",
        "施工许可（开工报告）信息现为D级，须为A级",
        "竣工验收信息或竣工验收备案信息尚未填报，须为A级",
        "业绩指标信息尚未填报，须为A级",
        "项目尚未在全国平台展示",
    ]


_STANDINGS = {
    part: st.sampled_from([None, *Grade, *([Exempt.NOT_NEEDED] if part in MAY_BE_EXEMPT else [])]) for part in Part
}


@given(
    st.fixed_dictionaries({}, optional=_STANDINGS),
    st.sampled_from(list(Part)),
    st.sampled_from([*EnterpriseKind, None]),
    st.sampled_from(list(Sector)),
    st.booleans(),
    st.sampled_from(list(Duty)),
)
def test_a_higher_grade_never_takes_a_use_away(standings, part, kind, sector, national, role):
    has = standings.get(part)
    if not isinstance(has, Grade) or has == Grade.A:
        return
    higher = standings | {part: list(Grade)[has.rank + 1]}

    before = uses_of(Facts(kind, sector, standings, national, role))
    after = uses_of(Facts(kind, sector, higher, national, role))

    assert {use for use in Use if before[use].met} <= {use for use in Use if after[use].met}


@given(st.fixed_dictionaries({}, optional=_STANDINGS), st.booleans(), st.sampled_from(list(Duty)))
def test_a_use_is_met_exactly_when_nothing_is_missing_and_unconfirmed_records_serve_none(standings, national, role):
    for answer in uses_of(Facts(BUILDER, Sector.HOUSING, standings, national, role)).values():
        assert answer.met is (answer.missing == ())
        assert {lack.code for lack in answer.missing} <= {*Part, *Lacking}
    unconfirmed = {part: Grade.D if isinstance(has, Grade) else has for part, has in standings.items()}
    found = uses_of(Facts(BUILDER, Sector.HOUSING, unconfirmed, national, role))
    assert {answer.met for answer in found.values()} == {False}
