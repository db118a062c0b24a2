"""Workbooks: declarations of not-needed stages, refused where they contradict; old records are not begun twice."""

from uuid import uuid4

import pytest

from audit.verify import verify
from projects.models import DrawingReview, Exemption, ImportMode, LegacyRecord, Project
from projects.rules.dictionaries import Sector
from projects.rules.kinds import RecordKind
from tests.audit.support import acting
from tests.factories import AT, drawing_review_facts, exemption_facts, project_facts
from tests.projects.workbook import a_workbook, faults_of, imported, project_row, projects_sheet
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
DECLARED, REVIEW, LABEL = RecordKind.EXEMPTION, RecordKind.DRAWING_REVIEW, RecordKind.EXEMPTION.label
NO_FILING = {"stands_for": "FILING", "ground": "NONE"}


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture(autouse=True)
def here(media):
    pass


def counts(job):
    return job.rows_written, job.rows_unchanged, job.rows_faulty


def rules_of(job):
    return [f"{fault.sheet} {fault.row} {fault.rule}；{fault.remedy}" for fault in job.faults.order_by("pk")]


def test_declarations_are_stored_and_a_second_upload_makes_no_double(firm):
    row = project_row(sector=Sector.METALLURGY.value)
    named = {"project": row["investment_code"]}
    declared = [{**named, **exemption_facts()}, {**named, **exemption_facts(**NO_FILING)}]
    sheets = {RecordKind.PROJECT: [row], DECLARED: declared}

    first, second = imported(firm, a_workbook(sheets)), imported(firm, a_workbook(sheets))
    declared[0]["paper_number"] = "长住建告〔2021〕13号"
    third = imported(firm, a_workbook(sheets))

    assert (faults_of(first), counts(first)) == ([], (3, 0, 0))
    assert (faults_of(second), counts(second)) == ([], (0, 3, 0))
    assert (faults_of(third), counts(third)) == ([], (1, 2, 0))
    assert sorted(Exemption.objects.values_list("stands_for", "paper_number")) == [
        ("FILING", exemption_facts()["paper_number"]),
        ("REVIEW", "长住建告〔2021〕13号"),
    ]
    assert verify().broken is None


def test_a_declaration_beside_what_the_same_workbook_has_is_refused_and_the_other_row_is_stored(firm):
    row = project_row()
    named = {"project": row["investment_code"]}
    sheets = {
        RecordKind.PROJECT: [row],
        REVIEW: [{**named, **drawing_review_facts()}],
        DECLARED: [{**named, **exemption_facts()}, {**named, **exemption_facts(**NO_FILING)}],
    }

    job = imported(firm, a_workbook(sheets), mode=ImportMode.ROW_BY_ROW)

    assert counts(job) == (2, 0, 2)
    first, second = sorted(rules_of(job))
    assert first == f"{LABEL} 3 已有施工图审查信息，不能再声明不适用；请删除此行"
    assert "房屋建筑工程须办理竣工验收备案" in second
    assert (DrawingReview.objects.count(), Exemption.objects.count()) == (1, 0)


def test_what_is_declared_not_needed_is_not_filled_in_by_a_workbook(firm):
    project = firm.fills_in()
    firm.adds(project, "EXEMPTION", exemption_facts())
    named = {"project": project.investment_code}

    job = imported(firm, a_workbook({REVIEW: [{**named, **drawing_review_facts()}]}), mode=ImportMode.ROW_BY_ROW)

    assert counts(job) == (0, 0, 1)
    assert "已声明施工图审查不适用，不能再填报施工图审查信息" in rules_of(job)[0]
    assert not DrawingReview.objects.exists()


def test_the_rules_on_grounds_hold_in_workbooks_at_their_cells(firm):
    row = project_row()
    wrong = exemption_facts(project=row["investment_code"], ground="NONE")

    job = imported(firm, a_workbook({RecordKind.PROJECT: [row], DECLARED: [wrong]}), mode=ImportMode.ROW_BY_ROW)

    assert [(sheet, cell) for sheet, cell, _ in faults_of(job)] == [(LABEL, "C3")]
    assert not Exemption.objects.exists()


def an_old_record(firm, code):
    with acting():
        return LegacyRecord.objects.create(
            row_guid=uuid4(), enterprise=firm.enterprise, batch="B1", project_key="OLD-1",
            record_kind=RecordKind.PROJECT, values={"name": "红旗街改造项目", "investment_code": code}, loaded_at=AT,
        )  # fmt: skip


def test_a_row_with_the_code_of_an_old_record_of_the_firm_is_led_to_it(firm):
    old, free = project_row(), project_row()
    an_old_record(firm, f" {old['investment_code']} ")

    job = imported(firm, projects_sheet([old, free]), mode=ImportMode.ROW_BY_ROW)

    assert counts(job) == (1, 0, 1)
    assert faults_of(job) == [(RecordKind.PROJECT.label, "B3", old["investment_code"])]
    assert "历史D级信息“项目基本信息 红旗街改造项目”" in rules_of(job)[0]
    assert "在原信息上补充后重新申报" in rules_of(job)[0]
    assert [project.investment_code for project in Project.objects.all()] == [free["investment_code"]]


def test_an_old_record_of_another_firm_or_one_that_goes_on_already_is_in_nobodys_way(firm):
    foreign, begun = project_row(), project_row()
    an_old_record(a_firm(), foreign["investment_code"])
    record = an_old_record(firm, begun["investment_code"])
    with acting():
        facts = project_facts(investment_code=begun["investment_code"])
        record.project = Project.objects.create(
            filed_by=firm.enterprise, created_at=AT, updated_at=AT, project_class="01", **facts
        )
        record.save()

    job = imported(firm, projects_sheet([foreign, begun]), mode=ImportMode.ROW_BY_ROW)

    assert (counts(job), faults_of(job)) == ((2, 0, 0), [])
    assert Project.objects.count() == 2
