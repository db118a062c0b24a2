"""Values of different records that should fit: each check with values that fit and values that do not (X13)."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import pytest

from projects.rules.consistency import findings_among
from projects.rules.findings import Level
from projects.rules.kinds import RecordKind

D = Decimal


def row(kind, serial, /, **columns):
    made = SimpleNamespace(record_kind=kind, row_guid=UUID(int=serial), filed_by_id=1, name=f"{kind.label}{serial}")
    for name, value in columns.items():
        setattr(made, name, value)
    return made


def a_filing():
    """A project whose records all fit."""
    manager = SimpleNamespace(name="张建国")
    project = row(RecordKind.PROJECT, 1, total_area=D(86000), total_investment=D(35600), sector="01")
    unit = row(RecordKind.UNIT, 2, area=D(8000), floors_above=26)
    tender = row(
        RecordKind.TENDER, 3, kind="003", award_amount=D(21800), awarded_on=date(2021, 4, 20), winner_code="施工",
        winner_name="施工公司", manager_id=7, manager=manager,
    )  # fmt: skip
    contract = row(
        RecordKind.CONTRACT, 4, kind="301", tender=tender, contract_amount=D(21800), signed_on=date(2021, 5, 10),
        contractor_code="施工", contractor_name="施工公司", partner_code="",
    )  # fmt: skip
    review = row(
        RecordKind.DRAWING_REVIEW, 5, surveyor_code="勘察", surveyor_name="勘察院", designer_code="设计",
        designer_name="设计院",
    )  # fmt: skip
    permit = row(
        RecordKind.PERMIT, 6, released_on=date(2021, 6, 1), area=D(86000), contract_amount=D(21800),
        contractor_code="施工", contractor_name="施工公司", surveyor_code="勘察", surveyor_name="勘察院",
        designer_code="设计", designer_name="设计院", project_manager_id=7, project_manager=manager,
    )  # fmt: skip
    completion = row(
        RecordKind.COMPLETION, 7, permit=permit, started_on=date(2021, 6, 10), finished_on=date(2023, 9, 20),
        actual_area=D(86000), actual_cost=D(22010),
    )  # fmt: skip
    indicators = row(
        RecordKind.INDICATORS, 8, kind="3", started_on=date(2021, 6, 10), ended_on=date(2023, 9, 20),
        indicators=[{"code": "floors", "value": "26"}, {"code": "contract_amount", "value": "21800"}],
    )  # fmt: skip
    return {
        made.record_kind: made for made in (project, unit, tender, contract, review, permit, completion, indicators)
    }


def found(changes):
    records = a_filing()
    for (kind, column), value in changes.items():
        setattr(records[RecordKind(kind)], column, value)
    return [(finding.code, finding.level) for finding in findings_among(list(records.values()))]


def test_records_that_fit_have_no_finding():
    assert found({}) == []


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({("COMPLETION", "finished_on"): date(2021, 5, 31), ("INDICATORS", "ended_on"): date(2021, 5, 31)},
         "COMPLETED_BEFORE_PERMIT", Level.BLOCK),
        ({("COMPLETION", "started_on"): date(2021, 5, 31), ("INDICATORS", "started_on"): date(2021, 5, 31)},
         "BEGUN_BEFORE_PERMIT", Level.HINT),
        ({("COMPLETION", "started_on"): date(2022, 6, 3), ("INDICATORS", "started_on"): date(2022, 6, 3)},
         "BEGUN_LONG_AFTER_PERMIT", Level.HINT),
        ({("COMPLETION", "actual_area"): D(77399)}, "AREA_CHANGED", Level.REASON),
        ({("COMPLETION", "actual_cost"): D(31143)}, "COST_CHANGED", Level.REASON),
        ({("TENDER", "award_amount"): D(22948)}, "CONTRACT_UNLIKE_AWARD", Level.REASON),
        ({("TENDER", "winner_code"): "另一家"}, "CONTRACTOR_IS_NOT_THE_WINNER", Level.REASON),
        ({("TENDER", "awarded_on"): date(2021, 5, 11)}, "SIGNED_BEFORE_AWARD", Level.HINT),
        ({("PERMIT", "contract_amount"): D(20709)}, "PERMIT_UNLIKE_CONTRACT", Level.REASON),
        ({("CONTRACT", "signed_on"): date(2021, 6, 2)}, "PERMIT_BEFORE_CONTRACT", Level.HINT),
        ({("DRAWING_REVIEW", "surveyor_code"): "另一家"}, "SURVEYORS_DIFFER", Level.REASON),
        ({("DRAWING_REVIEW", "designer_code"): "另一家"}, "DESIGNERS_DIFFER", Level.REASON),
        ({("PERMIT", "project_manager_id"): 8}, "MANAGER_CHANGED", Level.REASON),
        ({("PROJECT", "total_area"): D(81904)}, "PERMITS_EXCEED_PROJECT", Level.REASON),
        ({("UNIT", "area"): D(90301)}, "UNITS_EXCEED_PROJECT", Level.REASON),
        ({("PROJECT", "total_investment"): D(21799)}, "CONTRACTS_EXCEED_INVESTMENT", Level.HINT),
        ({("INDICATORS", "ended_on"): date(2023, 9, 21)}, "SPAN_UNLIKE_COMPLETION", Level.REASON),
        ({("UNIT", "floors_above"): 25}, "FLOORS_EXCEED_UNITS", Level.REASON),
        ({("INDICATORS", "indicators"): [{"code": "contract_amount", "value": "21800.01"}]},
         "AMOUNT_EXCEEDS_CONTRACT", Level.REASON),
    ],
)  # fmt: skip
def test_each_pair_of_values_that_does_not_fit_is_found_alone(changes, code, level):
    assert found(changes) == [(code, level)]


def test_contractors_that_differ_are_found():
    codes = found({("CONTRACT", "contractor_code"): "另一家", ("CONTRACT", "tender"): None})

    assert codes == [("CONTRACTORS_DIFFER", Level.REASON)]


@pytest.mark.parametrize(
    "changes",
    [
        {("COMPLETION", "finished_on"): date(2021, 6, 1), ("COMPLETION", "started_on"): date(2021, 6, 1),
         ("INDICATORS", "started_on"): date(2021, 6, 1), ("INDICATORS", "ended_on"): date(2021, 6, 1)},
        {("COMPLETION", "actual_area"): D(77400)},
        {("COMPLETION", "actual_area"): None},
        {("TENDER", "award_amount"): D(22947)},
        {("CONTRACT", "signed_on"): date(2021, 6, 1)},
        {("PROJECT", "total_area"): D(81905)},
        {("TENDER", "kind"): "004", ("PERMIT", "project_manager_id"): 8},
        {("INDICATORS", "kind"): "2", ("INDICATORS", "ended_on"): date(2024, 1, 1)},
    ],
    ids=["同日", "差一成", "未填", "差百分之五", "同日签订", "超百分之五", "监理招标", "设计业绩"],
)  # fmt: skip
def test_values_on_the_edge_fit(changes):
    assert found(changes) == []


def test_a_finding_names_both_values_and_becomes_another_when_one_changes():
    records = a_filing()
    records[RecordKind.COMPLETION].actual_area = D(60000)
    first = findings_among(list(records.values()))[0]
    records[RecordKind.COMPLETION].actual_area = D(60001)
    second = findings_among(list(records.values()))[0]

    assert [value for _, value in first.values] == ["86000", "60000"]
    assert "四（二）" in first.clause
    assert first.key != second.key


def test_what_blocks_comes_first():
    levels = [
        level for _, level in found({("COMPLETION", "finished_on"): date(2021, 5, 1), ("TENDER", "winner_code"): "x"})
    ]

    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.BLOCK
