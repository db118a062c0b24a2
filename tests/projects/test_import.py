"""Excel import: what is stored, what is refused and where, and that a second upload makes no double (X11)."""

from decimal import Decimal

import pytest

from accounts.models import Notice, Person
from accounts.rules import NoticeKind
from audit.models import Event
from audit.verify import verify
from projects.models import (
    Completion,
    ConstructionPermit,
    Contract,
    ImportFault,
    ImportMode,
    ImportState,
    Participant,
    Project,
    Tender,
    UnitProject,
)
from projects.rules.dictionaries import Sector
from projects.rules.kinds import RecordKind
from tests.factories import (
    completion_facts,
    contract_facts,
    participant_facts,
    permit_facts,
    tender_facts,
    unit_facts,
)
from tests.projects.workbook import a_workbook, column_of, faults_of, imported, project_row, projects_sheet
from tests.world import a_firm

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = RecordKind.PROJECT.label
ROW_BY_ROW = ImportMode.ROW_BY_ROW


@pytest.fixture
def firm():
    return a_firm()


def counts(job):
    return job.rows_written, job.rows_unchanged, job.rows_faulty


def test_projects_of_a_workbook_are_stored_with_their_history(firm):
    rows = [project_row() for _ in range(3)]

    job = imported(firm, projects_sheet(rows))

    assert (job.state, job.message) == (ImportState.DONE, "")
    assert (job.rows_total, *counts(job)) == (3, 3, 0, 0)
    stored = Project.objects.get(investment_code=rows[0]["investment_code"])
    assert (stored.name, stored.division_id, stored.total_investment) == (rows[0]["name"], "220102", Decimal("35600.5"))
    assert (stored.filed_by, stored.grade, stored.project_class) == (firm.enterprise, "D", "01")
    event = Event.objects.get(object_type="projects_project", object_id=str(stored.pk))
    assert (event.action, event.channel, event.actor_id) == ("projects.import", "import", firm.user.pk)
    assert str(job.guid) in event.reason
    assert event.subject == str(stored.row_guid)
    assert verify().broken is None


def test_a_faulty_row_among_a_thousand_stores_nothing_and_names_sheet_cell_and_value(firm):
    rows = [project_row() for _ in range(1_000)]
    rows[499]["approved_on"] = "2021年13月1日"

    job = imported(firm, projects_sheet(rows))

    assert job.state == ImportState.DONE
    assert (job.rows_read, *counts(job)) == (1_000, 0, 0, 1)
    assert not Project.objects.exists()
    assert not Event.objects.filter(object_type="projects_project").exists()
    fault = job.faults.get()
    letter = column_of(RecordKind.PROJECT, "approved_on")
    assert (fault.sheet, f"{fault.column}{fault.row}", fault.value) == (SHEET, f"{letter}502", "2021年13月1日")
    assert (fault.label, fault.rule) == ("立项批复时间", "须为有效的日期")
    assert fault.remedy == "请按 2023-09-20 的样子填写有效的日期"


def test_row_by_row_the_sound_rows_are_stored_and_the_mended_workbook_makes_no_double(firm):
    rows = [project_row() for _ in range(5)]
    sound = dict(rows[2])
    rows[2]["owner_code"] = "91220102MA17EXAM50"
    first = imported(firm, projects_sheet(rows), mode=ROW_BY_ROW)
    stored = set(Project.objects.values_list("pk", "updated_at"))
    rows[2] = sound

    second = imported(firm, projects_sheet(rows), mode=ROW_BY_ROW)

    assert counts(first) == (4, 0, 1)
    assert faults_of(first) == [(SHEET, f"{column_of(RecordKind.PROJECT, 'owner_code')}5", "91220102MA17EXAM50")]
    assert counts(second) == (1, 4, 0)
    assert Project.objects.count() == 5
    assert stored <= set(Project.objects.values_list("pk", "updated_at"))


def test_a_changed_row_changes_its_project_and_no_other(firm):
    rows = [project_row(), project_row(investment_code="", approved_on="2014-05-06", remark="早期项目")]
    imported(firm, projects_sheet(rows))
    rows[0]["scale"], rows[1]["fund_source"] = "住宅楼13栋", "财政资金"

    job = imported(firm, projects_sheet([*rows, project_row()]))

    assert counts(job) == (3, 0, 0)
    assert sorted(Project.objects.values_list("scale", "fund_source"))[-1] == ("住宅楼13栋", "企业自筹")
    assert Project.objects.get(fund_source="财政资金").name == rows[1]["name"]
    assert Project.objects.count() == 3
    assert verify().broken is None


def test_a_submitted_project_is_not_changed_and_an_equal_row_is_no_fault(firm):
    project = firm.fills_in()
    firm.submits(project)
    project.refresh_from_db()
    equal = project_row(name=project.name, investment_code=project.investment_code)

    unchanged = imported(firm, projects_sheet([equal]))
    changed = imported(firm, projects_sheet([{**equal, "scale": "改写"}]))

    assert counts(unchanged) == (0, 1, 0)
    assert counts(changed) == (0, 0, 1)
    assert "已提交或已确认，不能用导入修改" in changed.faults.get().rule
    assert Project.objects.get().scale == project.scale


def test_rows_of_one_workbook_about_the_same_project_name_each_other(firm):
    row = project_row()
    job = imported(firm, projects_sheet([row, project_row(), {**row, "name": "另一名称"}]))

    assert counts(job)[2] == 1
    fault = job.faults.get()
    assert (fault.row, fault.rule, fault.remedy) == (5, "与第3行的项目代码相同", "请删除其中一行")


def test_the_gates_of_the_pages_stand_before_the_rows_too(firm):
    other = a_firm()
    taken = other.fills_in()
    other.submits(taken)
    rows = [
        project_row(sector=Sector.HIGHWAY),
        project_row(investment_code=taken.investment_code),
        project_row(total_area=None),
        project_row(approved_on="2999-01-01"),
    ]

    job = imported(firm, projects_sheet(rows), mode=ROW_BY_ROW)

    told = {fault.row: f"{fault.rule}；{fault.remedy}" for fault in job.faults.all()}
    assert counts(job) == (0, 0, 4)
    assert "暂无需在省平台录入" in told[3]
    assert "已有填报" in told[4]
    assert "总面积" in told[5]
    assert "晚于今天" in told[6]


def stages(firm, row, **changes):
    """A project with a record of every kind that workbooks have."""
    named = {"project": row["investment_code"]}
    permit = {**named, **permit_facts(firm.enterprise)}
    tender = {**named, **tender_facts(firm.enterprise)}
    rows = {
        RecordKind.PROJECT: [row],
        RecordKind.UNIT: [{**named, **unit_facts()}, {**named, **unit_facts(name="2号住宅楼")}],
        RecordKind.TENDER: [tender],
        RecordKind.CONTRACT: [{**named, **contract_facts(firm.enterprise, tender["paper_number"])}],
        RecordKind.PERMIT: [{**named, "project": row["name"], **permit}],
        RecordKind.COMPLETION: [{**named, **completion_facts(permit["paper_number"])}],
        RecordKind.PARTICIPANT: [{**named, **participant_facts(firm.enterprise, permit["paper_number"])}],
    }
    return {**rows, **changes}


def test_all_kinds_of_records_are_stored_under_their_project_and_again_without_doubles(firm):
    data = a_workbook(stages(firm, project_row()))

    first = imported(firm, data)
    second = imported(firm, data, mode=ROW_BY_ROW)

    assert (faults_of(first), counts(first)) == ([], (8, 0, 0))
    assert (faults_of(second), counts(second)) == ([], (0, 8, 0))
    project = Project.objects.get()
    permit = ConstructionPermit.objects.get(project=project)
    assert Completion.objects.get().permit == permit
    assert Contract.objects.get().tender == Tender.objects.get()
    assert Participant.objects.get().permit == permit
    assert (permit.project_manager.name, permit.chief_supervisor.name) == ("张建国", "李监理")
    assert sorted(UnitProject.objects.values_list("name", "is_green")) == [("1号住宅楼", True), ("2号住宅楼", True)]
    assert set(Event.objects.filter(object_type="projects_constructionpermit").values_list("subject", flat=True)) == {
        str(project.row_guid)
    }
    assert verify().broken is None


def test_a_rehearsal_finds_what_an_import_would_and_stores_nothing(firm):
    row = project_row()
    people = Person.objects.count()

    job = imported(firm, a_workbook(stages(firm, row)), is_rehearsal=True)
    bad = stages(firm, project_row())
    bad[RecordKind.COMPLETION][0]["permit"] = "没有的许可证"
    bad[RecordKind.TENDER][0]["project"] = "没有的项目"
    faulty = imported(firm, a_workbook(bad), is_rehearsal=True)

    assert counts(job) == (8, 0, 0)
    assert {(fault.sheet, fault.value) for fault in faulty.faults.all()} == {
        ("招投标", "没有的项目"),
        ("合同登记", bad[RecordKind.CONTRACT][0]["tender"]),
        ("竣工验收（备案）", "没有的许可证"),
    }
    assert (Project.objects.count(), Person.objects.count()) == (0, people)


def test_stages_go_to_an_open_project_of_the_firm_and_to_no_other(firm):
    own, submitted, foreign = firm.fills_in(), firm.fills_in(), a_firm().fills_in()
    firm.submits(submitted)
    names = [own.investment_code, submitted.investment_code, foreign.investment_code]
    rows = [{"project": name, **unit_facts()} for name in names]

    job = imported(firm, a_workbook({RecordKind.UNIT: rows}), mode=ROW_BY_ROW)

    assert counts(job) == (1, 0, 2)
    assert UnitProject.objects.get().project == own
    assert [(fault.row, fault.rule[:12]) for fault in job.faults.order_by("row")] == [
        (4, "该项目已提交或已确认，不"),
        (5, f"“{foreign.investment_code}"[:12]),
    ]


def test_the_rules_on_people_and_parties_hold_in_workbooks(firm):
    row = project_row()
    rows = stages(firm, row)
    permit = rows[RecordKind.PERMIT][0]
    permit["contractor_code"] = "91220202MA14ABCDXC"
    rows[RecordKind.PARTICIPANT][0]["head_number"] = "220102199001011234"
    rows[RecordKind.TENDER][0]["manager_name"] = ""
    rows = {
        kind: rows[kind] for kind in (RecordKind.PROJECT, RecordKind.TENDER, RecordKind.PERMIT, RecordKind.PARTICIPANT)
    }

    job = imported(firm, a_workbook(rows), mode=ROW_BY_ROW)

    told = {(fault.sheet, fault.label): f"{fault.value}|{fault.rule}；{fault.remedy}" for fault in job.faults.all()}
    assert "须是勘察、设计、施工、监理单位之一" in told["施工许可（开工报告）", "施工单位统一社会信用代码"]
    assert "填写了项目经理（总监理工程师）证件号码的" in told["招投标", "项目经理（总监理工程师）姓名"]
    masked = told["参建单位", "负责人证件号码"]
    assert masked.startswith("220102********1234|")
    assert not ImportFault.objects.filter(value__contains="19900101").exists()


def test_a_number_under_two_names_is_a_fault_in_one_workbook_and_across(firm):
    row = project_row()
    rows = stages(firm, row)
    number = rows[RecordKind.PERMIT][0]["project_manager_number"]
    rows[RecordKind.PARTICIPANT][0] |= {"head_name": "别人", "head_number": number}

    job = imported(firm, a_workbook(rows), mode=ROW_BY_ROW)

    fault = job.faults.get()
    assert (fault.sheet, fault.label, fault.value) == ("参建单位", "负责人姓名", "别人")
    assert "已登记在另一姓名之下" in fault.rule


def test_the_sender_is_told_when_it_is_done(firm):
    job = imported(firm, projects_sheet([project_row()]))

    notice = Notice.objects.get(user=firm.user)
    assert (notice.kind, notice.url) == (NoticeKind.IMPORT_DONE, f"/enterprise/imports/{job.guid}/")
    assert notice.text == "已导入1行，无变化0行，有误0行"
