"""Conditional rules of the data standard, row by row: one fact is wrong, and its field and remedy are named."""

from datetime import date, timedelta

import pytest

import projects.actions as filing
from projects.actions.records import RecordIsOfAnotherProject
from projects.models import ConstructionPermit, Project
from projects.rules.dictionaries import Purpose, Sector
from projects.rules.facts import FactsAreFaulty, completion_faults, permit_faults, project_faults
from projects.rules.kinds import RecordKind
from tests.audit.support import contents_of
from tests.factories import AT, EnterpriseFactory, completion_facts, permit_facts, project_facts
from tests.world import a_firm

pytestmark = pytest.mark.django_db
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)
WATCHED = (
    "projects_project",
    "projects_constructionpermit",
    "projects_completion",
    "accounts_person",
    "audit_event",
)


def faults_of(found):
    return [(fault.field, fault.message) for fault in found]


def faults_of_project(**changes):
    facts = project_facts(**changes)
    return project_faults(facts, Sector(facts["sector"]), TODAY)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"approved_on": TOMORROW}, "approved_on", "晚于今天", id="立项时间在明天"),
        pytest.param({"investment_code": "", "remark": "说明"}, "investment_code", "2016年起", id="2016后无代码"),
        pytest.param(
            {"investment_code": "", "remark": "说明", "approved_on": date(2016, 1, 1)},
            "investment_code",
            "2016年起",
            id="2016年1月1日无代码",
        ),
        pytest.param(
            {"investment_code": "", "approved_on": date(2015, 12, 31)},
            "remark",
            "请在备注中说明",
            id="2016前无代码无备注",
        ),
        pytest.param({"purpose": "014", "total_length": 1}, "purpose", "不属于房屋建筑", id="房建用市政用途"),
        pytest.param({"sector": "02", "purpose": "100"}, "purpose", "不属于市政公用", id="市政用房建用途"),
        pytest.param({"total_area": None}, "total_area", "须填写总面积", id="房建无面积"),
        pytest.param({"sector": "02", "purpose": "014"}, "total_length", "须填写总长度", id="道路无长度"),
        pytest.param(
            {"planned_start_on": date(2022, 2, 2), "planned_end_on": date(2022, 2, 1)},
            "planned_end_on",
            "不能早于",
            id="计划竣工早于开工",
        ),
    ],
)
def test_a_fault_of_the_basic_information_is_named(changes, field, words):
    found = faults_of(faults_of_project(**changes))

    assert [name for name, _ in found] == [field]
    assert words in found[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="房建"),
        pytest.param({"approved_on": TODAY}, id="今天立项"),
        pytest.param(
            {"investment_code": "", "approved_on": date(2015, 12, 31), "remark": "当时无代码"}, id="2016前无代码有备注"
        ),
        pytest.param({"sector": "02", "purpose": "014", "total_length": 1, "total_area": None}, id="道路有长度无面积"),
        pytest.param({"sector": "02", "purpose": "016", "total_area": None}, id="园林不要长度"),
        pytest.param({"sector": "11", "purpose": "014", "total_length": 1, "total_area": None}, id="石化用途不限"),
        pytest.param({"planned_start_on": date(2022, 2, 2), "planned_end_on": date(2022, 2, 2)}, id="计划同日"),
        pytest.param({"planned_end_on": date(2099, 1, 1)}, id="计划日期可在将来"),
    ],
)
def test_sound_basic_information_has_no_fault(changes):
    assert faults_of_project(**changes) == []


@pytest.mark.parametrize(
    ("sector", "changes", "fields"),
    [
        pytest.param("01", {"released_on": TOMORROW}, ["released_on"], id="明天发证"),
        pytest.param("01", {"kind": "2"}, ["kind"], id="房建用开工报告"),
        pytest.param("02", {"kind": "2"}, ["kind"], id="市政用开工报告"),
        pytest.param("11", {"kind": "2"}, [], id="石化用开工报告"),
        pytest.param("01", {"area": None}, ["area"], id="房建无面积"),
        pytest.param("02", {"area": None}, [], id="市政无面积"),
        pytest.param("01", {"supervisor_code": ""}, ["supervisor_code"], id="监理无代码"),
        pytest.param("01", {"chief_supervisor_name": ""}, ["chief_supervisor_name"], id="监理无总监"),
        pytest.param("01", {"supervisor_name": ""}, ["supervisor_name"], id="总监无监理"),
        pytest.param(
            "01", {"supervisor_name": "", "supervisor_code": "", "chief_supervisor_name": ""}, [], id="未实行监理"
        ),
        pytest.param("01", {"released_on": TODAY}, [], id="今天发证"),
    ],
)
def test_faults_of_a_permit(sector, changes, fields):
    facts = permit_facts(EnterpriseFactory(), **changes)

    assert [fault.field for fault in permit_faults(facts, Sector(sector), TODAY)] == fields


@pytest.mark.parametrize(
    ("sector", "changes", "fields"),
    [
        pytest.param("01", {"finished_on": TOMORROW}, ["finished_on"], id="明天竣工"),
        pytest.param("01", {"started_on": date(2023, 9, 21)}, ["finished_on"], id="竣工早于开工"),
        pytest.param("01", {"started_on": date(2023, 9, 20)}, [], id="同日"),
        pytest.param("01", {"actual_area": None}, ["actual_area"], id="房建无面积"),
        pytest.param("01", {"structure_system": ""}, ["structure_system"], id="房建无结构"),
        pytest.param("11", {"actual_area": None, "structure_system": ""}, [], id="石化不要"),
    ],
)
def test_faults_of_a_completion(sector, changes, fields):
    facts = completion_facts(None, **changes)

    assert [fault.field for fault in completion_faults(facts, Sector(sector), TODAY)] == fields


def test_every_fault_is_told_at_once_and_nothing_is_stored():
    firm = a_firm()
    before = contents_of(*WATCHED)

    with pytest.raises(FactsAreFaulty) as refusal:
        filing.start_project(
            by=firm.user,
            enterprise=firm.enterprise,
            facts=project_facts(approved_on=TOMORROW, total_area=None, owner_code="91220102MA17EXAM5K"),
            at=AT,
        )

    assert [fault.field for fault in refusal.value.faults] == ["approved_on", "total_area", "owner_code"]
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("field", ["surveyor_code", "designer_code", "contractor_code", "supervisor_code"])
def test_a_partys_credit_code_with_a_wrong_check_character_is_refused(field):
    firm = a_firm()
    project = firm.fills_in()
    before = contents_of(*WATCHED)
    facts = permit_facts(firm.enterprise, **{field: "91220102MA17EXAM5K"})
    if field == "contractor_code":
        facts["designer_code"] = firm.enterprise.credit_code

    with pytest.raises(FactsAreFaulty, match="校验码") as refusal:
        filing.save_record(
            kind=RecordKind.PERMIT,
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            record_id=None,
            facts=facts,
            at=AT,
        )

    assert [fault.field for fault in refusal.value.faults] == [field]
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("role", ["surveyor", "designer", "contractor", "supervisor"])
def test_the_filer_is_one_of_the_four_parties(role):
    firm, other = a_firm(), EnterpriseFactory()
    project = firm.fills_in()
    own = {"by": firm.user, "enterprise": firm.enterprise, "project_id": project.pk, "record_id": None, "at": AT}
    before = contents_of(*WATCHED)

    with pytest.raises(FactsAreFaulty, match="须是勘察、设计、施工、监理单位之一"):
        filing.save_record(kind=RecordKind.PERMIT, **own, facts=permit_facts(other))
    assert contents_of(*WATCHED) == before

    facts = permit_facts(other, **{f"{role}_code": firm.enterprise.credit_code})
    assert firm.enterprise.credit_code in {
        getattr(filing.save_record(kind=RecordKind.PERMIT, **own, facts=facts), f"{party}_code")
        for party in ("surveyor", "designer", "contractor", "supervisor")
    }


def test_a_completion_names_a_permit_of_its_own_project():
    firm = a_firm()
    project, other = firm.fills_in(), firm.fills_in()
    foreign = ConstructionPermit.objects.get(project=other)
    before = contents_of(*WATCHED)

    with pytest.raises(RecordIsOfAnotherProject):
        filing.save_record(
            kind=RecordKind.COMPLETION,
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            record_id=None,
            facts=completion_facts(foreign),
            at=AT,
        )

    assert contents_of(*WATCHED) == before


def test_another_firms_project_cannot_be_written_to():
    project, stranger = a_firm().fills_in(), a_firm()
    own = {"by": stranger.user, "enterprise": stranger.enterprise, "project_id": project.pk, "at": AT}
    before = contents_of(*WATCHED)

    with pytest.raises(Project.DoesNotExist):
        filing.save_project(**own, facts=project_facts())
    with pytest.raises(Project.DoesNotExist):
        filing.save_record(kind=RecordKind.PERMIT, **own, record_id=None, facts=permit_facts(stranger.enterprise))

    assert contents_of(*WATCHED) == before


def test_a_stranger_does_not_file_for_an_enterprise():
    from accounts.policy import ActsForNobody

    firm, stranger = a_firm(), a_firm()
    before = contents_of(*WATCHED)

    with pytest.raises(ActsForNobody):
        filing.start_project(by=stranger.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)

    assert contents_of(*WATCHED) == before


def test_purposes_are_of_the_group_of_their_first_digit():
    assert {purpose.value for purpose in Purpose if purpose.project_class == "02"} == {
        *(f"01{digit}" for digit in range(9)),
        "099",
    }
