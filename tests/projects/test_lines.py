"""Whose stage is whose, and when two records are one (一（六）2, E10, A-07)."""

import pytest

from accounts.rules import EnterpriseKind
from projects.rules.dictionaries import Stage
from projects.rules.kinds import RecordKind
from projects.rules.lines import (
    BasicInformationIsNotAddedTwice,
    Lot,
    StageIsOfAnotherLine,
    adds_stage,
    codes_of_line,
    require_line,
    same_lot,
)

SURVEY, DESIGN = EnterpriseKind.SURVEY, EnterpriseKind.DESIGN
CONSTRUCTION, SUPERVISION = EnterpriseKind.CONSTRUCTION, EnterpriseKind.SUPERVISION

STAGES = {
    SURVEY: {"TENDER", "CONTRACT", "DRAWING_REVIEW", "INDICATORS"},
    DESIGN: {"TENDER", "CONTRACT", "DRAWING_REVIEW", "INDICATORS"},
    CONSTRUCTION: {"TENDER", "CONTRACT", "PERMIT", "COMPLETION", "INDICATORS"},
    SUPERVISION: {"TENDER", "CONTRACT", "PERMIT", "COMPLETION", "INDICATORS"},
}
ANY_TENDER, ANY_CONTRACT = {"007", "010", "011"}, {"700", "800", "900"}
TENDERS = {
    SURVEY: {"001"},
    DESIGN: {"002", "005", "006"},
    CONSTRUCTION: {"003", "005", "006"},
    SUPERVISION: {"004"},
}
CONTRACTS = {
    SURVEY: {"100"},
    DESIGN: {"200", "500", "600"},
    CONSTRUCTION: {"301", "302", "303", "500", "600"},
    SUPERVISION: {"400"},
}
TRACK_RECORDS = {SURVEY: {"1"}, DESIGN: {"2"}, CONSTRUCTION: {"3"}, SUPERVISION: {"4"}}


@pytest.mark.parametrize("kind", EnterpriseKind, ids=lambda kind: kind.label)
def test_each_kind_of_enterprise_adds_the_stages_of_its_own_line(kind):
    added = {stage.value for stage in Stage if stage != Stage.PROJECT and adds_stage(stage, [kind])}

    assert added == STAGES[kind]


@pytest.mark.parametrize("kind", EnterpriseKind, ids=lambda kind: kind.label)
def test_tenders_contracts_and_track_records_are_those_of_its_own_class_and_the_ones_of_no_single_line(kind):
    assert codes_of_line(Stage.TENDER, [kind]) == TENDERS[kind] | ANY_TENDER
    assert codes_of_line(Stage.CONTRACT, [kind]) == CONTRACTS[kind] | ANY_CONTRACT
    assert codes_of_line(Stage.INDICATORS, [kind]) == TRACK_RECORDS[kind]
    assert codes_of_line(Stage.PERMIT, [kind]) == frozenset()


def test_an_enterprise_of_two_kinds_has_both_lines():
    assert codes_of_line(Stage.TENDER, [SURVEY, SUPERVISION]) == {"001", "004"} | ANY_TENDER
    assert adds_stage(Stage.DRAWING_REVIEW, [SURVEY, SUPERVISION])
    assert adds_stage(Stage.PERMIT, [SURVEY, SUPERVISION])


@pytest.mark.parametrize("kind", EnterpriseKind, ids=lambda kind: kind.label)
@pytest.mark.parametrize("record", [RecordKind.PROJECT, RecordKind.UNIT], ids=lambda record: record.label)
def test_basic_information_is_nobodys_to_add_again(kind, record):
    with pytest.raises(BasicInformationIsNotAddedTwice, match=r"项目基本信息不得重复添加.*一（六）2"):
        require_line(record, None, [kind])


@pytest.mark.parametrize(
    ("kind", "record", "code", "words"),
    [
        (SURVEY, RecordKind.PERMIT, None, "施工企业、监理企业补录"),
        (DESIGN, RecordKind.COMPLETION, None, "施工企业、监理企业补录"),
        (CONSTRUCTION, RecordKind.DRAWING_REVIEW, None, "勘察企业、设计企业补录"),
        (SUPERVISION, RecordKind.DRAWING_REVIEW, None, "勘察企业、设计企业补录"),
        (SUPERVISION, RecordKind.TENDER, "003", "“施工”类的招投标不属于本企业（监理企业）的专业"),
        (CONSTRUCTION, RecordKind.CONTRACT, "400", "“监理”类的合同登记不属于本企业（施工企业）的专业"),
        (DESIGN, RecordKind.INDICATORS, "3", "“施工”类的企业业绩技术指标不属于本企业（设计企业）的专业"),
    ],
)
def test_another_lines_stage_is_refused_with_whose_it_is(kind, record, code, words):
    with pytest.raises(StageIsOfAnotherLine) as refusal:
        require_line(record, code, [kind])

    assert words in str(refusal.value)
    assert "一（六）2" in str(refusal.value)


@pytest.mark.parametrize("kind", EnterpriseKind, ids=lambda kind: kind.label)
def test_participants_and_people_go_with_the_records_of_any_line(kind):
    require_line(RecordKind.PARTICIPANT, None, [kind])
    require_line(RecordKind.PERSONAL, None, [kind])


def lot(stage=Stage.PERMIT, code="1", paper_number="A-1", name="一标段", owner=0):
    return Lot(stage, code, paper_number, name, owner)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(lot(), True, id="同号同名"),
        pytest.param(lot(name="二标段"), True, id="同号异名"),
        pytest.param(lot(paper_number="B-2"), True, id="异号同名同类"),
        pytest.param(lot(paper_number="B-2", name="二标段"), False, id="异号异名"),
        pytest.param(lot(paper_number="B-2", code="2"), False, id="异号同名不同类"),
        pytest.param(lot(code="2"), True, id="同号不同类"),
        pytest.param(lot(stage=Stage.TENDER), False, id="不同环节"),
    ],
)
def test_the_same_paper_or_the_same_class_and_name_is_the_same_lot(other, expected):
    assert same_lot(lot(), other) is same_lot(other, lot()) is expected


def test_an_empty_paper_number_says_nothing():
    assert not same_lot(lot(paper_number="", name="一标段"), lot(paper_number="", name="二标段"))


def test_indicators_are_each_enterprises_own_one_of_a_kind():
    mine = lot(Stage.INDICATORS, code="3", owner=1)

    assert same_lot(mine, lot(Stage.INDICATORS, code="3", owner=1, paper_number="", name="另一名称"))
    assert not same_lot(mine, lot(Stage.INDICATORS, code="2", owner=1))
    assert not same_lot(mine, lot(Stage.INDICATORS, code="3", owner=2))
