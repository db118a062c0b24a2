"""Conditional rules of tender, contract and drawing review: one fact is wrong, its field and remedy are named."""

from datetime import date, timedelta

import pytest

import projects.actions as filing
from projects.actions.filling import RecordIsClosed
from projects.actions.records import RecordIsOfAnotherProject
from projects.models import Contract, DrawingReview, Project, Tender
from projects.rules.contracts import contract_faults
from projects.rules.dictionaries import Sector
from projects.rules.facts import FactsAreFaulty, drawing_review_faults, tender_faults
from projects.rules.kinds import RecordKind
from tests.audit.support import contents_of
from tests.factories import AT, EnterpriseFactory, contract_facts, drawing_review_facts, tender_facts
from tests.world import a_firm

pytestmark = pytest.mark.django_db
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)
WRONG_CODE = "91220102MA17EXAM5K"
WATCHED = (
    "projects_project",
    "projects_tender",
    "projects_contract",
    "projects_drawingreview",
    "accounts_person",
    "audit_event",
)
NO_AGENCY = {"agency_name": "", "agency_code": ""}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def told(faults):
    return [(fault.field, fault.message) for fault in faults]


@pytest.mark.parametrize(
    ("sector", "changes", "field", "remedy"),
    [
        pytest.param("01", {"awarded_on": TOMORROW}, "awarded_on", "请核对", id="明天中标"),
        pytest.param("01", {"area": None}, "area", "须填写面积", id="房建无面积"),
        pytest.param("01", {"area": 0}, "area", "须填写面积", id="房建零面积"),
        pytest.param(
            "01", {**NO_AGENCY, "agency_code": "91220202MA14ABCDXC"}, "agency_name", "请将招标方式改为", id="代理无名称"
        ),
        pytest.param("01", {"method": "002", "agency_code": ""}, "agency_code", "请对照其营业执照", id="代理无代码"),
        pytest.param(
            "01", {"method": "003", "agency_code": ""}, "agency_code", "请对照其营业执照", id="直接委托有代理无代码"
        ),
        pytest.param("01", {"manager_name": ""}, "manager_name", "请对照中标通知书", id="施工无项目经理"),
        pytest.param("01", {"kind": "004", "manager_name": ""}, "manager_name", "总监理工程师", id="监理无总监"),
    ],
)
def test_a_fault_of_a_tender_is_named_with_its_remedy(sector, changes, field, remedy):
    found = told(tender_faults(tender_facts(EnterpriseFactory(), **changes), Sector(sector), TODAY))

    assert [name for name, _ in found] == [field]
    assert remedy in found[0][1]


@pytest.mark.parametrize("method", ["001", "002", "099"])
def test_whatever_is_not_commissioned_directly_names_its_agency_and_code(method):
    facts = tender_facts(EnterpriseFactory(), method=method, **NO_AGENCY)

    assert [fault.field for fault in tender_faults(facts, Sector.HOUSING, TODAY)] == ["agency_name", "agency_code"]


@pytest.mark.parametrize(
    ("sector", "changes"),
    [
        pytest.param("01", {}, id="公开招标"),
        pytest.param("01", {"awarded_on": TODAY}, id="今天中标"),
        pytest.param("01", {"method": "003", **NO_AGENCY}, id="直接委托无代理"),
        pytest.param("02", {"area": None}, id="市政无面积"),
        *(
            pytest.param("01", {"kind": kind, "manager_name": ""}, id=f"{kind}无项目经理")
            for kind in ("001", "002", "005", "006", "007", "010", "011")
        ),
    ],
)
def test_a_sound_tender_has_no_fault(sector, changes):
    assert tender_faults(tender_facts(EnterpriseFactory(), **changes), Sector(sector), TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        pytest.param({"signed_on": TOMORROW}, "signed_on", "请核对", id="明天签订"),
        pytest.param({"partner_name": "甲公司"}, "partner_code", "请对照其营业执照", id="联合体无代码"),
        pytest.param({"partner_code": "91220202MA14ABCDXC"}, "partner_name", "请都留空", id="联合体无名称"),
    ],
)
def test_a_fault_of_a_contract_is_named_with_its_remedy(changes, field, remedy):
    found = told(contract_faults(contract_facts(EnterpriseFactory(), **changes), Sector.HOUSING, TODAY))

    assert [name for name, _ in found] == [field]
    assert remedy in found[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="总包"),
        pytest.param({"signed_on": TODAY}, id="今天签订"),
        pytest.param({"client_code": ""}, id="发包单位代码可不填"),
        pytest.param({"partner_name": "甲公司", "partner_code": "91220202MA14ABCDXC"}, id="联合体"),
    ],
)
def test_a_sound_contract_has_no_fault(changes):
    assert contract_faults(contract_facts(EnterpriseFactory(), **changes), Sector.HOUSING, TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        pytest.param({"reviewed_on": TOMORROW}, "reviewed_on", "请核对", id="明天审查"),
        pytest.param({"fire_reviewed_on": TOMORROW}, "fire_reviewed_on", "请核对", id="明天消防审查"),
        pytest.param({"air_defence_reviewed_on": TOMORROW}, "air_defence_reviewed_on", "请核对", id="明天人防审查"),
        pytest.param({"violated_articles": ""}, "violated_articles", "列出所违反的条目", id="违反强条无条目"),
    ],
)
def test_a_fault_of_a_drawing_review_is_named_with_its_remedy(changes, field, remedy):
    found = told(drawing_review_faults(drawing_review_facts(**changes), Sector.HOUSING, TODAY))

    assert [name for name, _ in found] == [field]
    assert remedy in found[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="两条"),
        pytest.param({"violations": 0, "violated_articles": ""}, id="零条"),
        pytest.param({"violations": None, "violated_articles": "", "passed_at_once": None}, id="未统计"),
        pytest.param({"fire_number": "消审1", "fire_reviewed_on": TODAY}, id="消防可只填一部分"),
    ],
)
def test_a_sound_drawing_review_has_no_fault(changes):
    assert drawing_review_faults(drawing_review_facts(**changes), Sector.HOUSING, TODAY) == []


SAVERS = {"tender": RecordKind.TENDER, "contract": RecordKind.CONTRACT, "review": RecordKind.DRAWING_REVIEW}
MODELS = {"tender": Tender, "contract": Contract, "review": DrawingReview}


def facts_for(kind, enterprise, /, **changes):
    makers = {"tender": tender_facts, "contract": contract_facts}
    return makers[kind](enterprise, **changes) if kind in makers else drawing_review_facts(**changes)


def saved(kind, firm, project, /, record=None, **changes):
    return filing.save_record(
        kind=SAVERS[kind],
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=project.pk,
        facts=facts_for(kind, firm.enterprise, **changes),
        at=AT,
        record_id=record.pk if record else None,
    )


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("tender", "agency_code"),
        ("tender", "winner_code"),
        ("contract", "client_code"),
        ("contract", "contractor_code"),
        ("review", "reviewer_code"),
        ("review", "surveyor_code"),
        ("review", "designer_code"),
    ],
)
def test_a_credit_code_with_a_wrong_check_character_is_refused(kind, field):
    firm = a_firm()
    project = firm.fills_in()
    before = contents_of(*WATCHED)

    with pytest.raises(FactsAreFaulty, match="校验码") as refusal:
        saved(kind, firm, project, **{field: WRONG_CODE})

    assert [fault.field for fault in refusal.value.faults] == [field]
    assert contents_of(*WATCHED) == before


def test_every_fault_of_a_tender_is_told_at_once_and_nothing_is_stored():
    firm = a_firm()
    project = firm.fills_in()
    before = contents_of(*WATCHED)

    with pytest.raises(FactsAreFaulty) as refusal:
        saved("tender", firm, project, awarded_on=TOMORROW, area=None, manager_name="", winner_code=WRONG_CODE)

    assert [fault.field for fault in refusal.value.faults] == ["awarded_on", "area", "manager_name", "winner_code"]
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("kind", SAVERS)
def test_a_record_is_kept_as_told_and_changed_while_open(kind):
    firm = a_firm()
    project = firm.fills_in()

    record = saved(kind, firm, project)
    changed = saved(kind, firm, project, record=record, name="改后的名称")

    assert changed.pk == record.pk
    kept = MODELS[kind].objects.get(project=project)
    assert (kept.name, kept.grade, kept.number, kept.filed_by) == ("改后的名称", "D", None, firm.enterprise)


@pytest.mark.parametrize("kind", SAVERS)
def test_a_submitted_record_is_closed_and_none_is_added(kind):
    firm = a_firm()
    project = firm.fills_in(prepared=True)
    firm.submits(project)
    before = contents_of(*WATCHED)

    with pytest.raises(RecordIsClosed):
        saved(kind, firm, project, record=MODELS[kind].objects.get(project=project))
    with pytest.raises(RecordIsClosed):
        saved(kind, firm, project)

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize("kind", SAVERS)
def test_another_firms_project_gets_no_record(kind):
    project, stranger = a_firm().fills_in(), a_firm()
    before = contents_of(*WATCHED)

    with pytest.raises(Project.DoesNotExist):
        saved(kind, stranger, project)

    assert contents_of(*WATCHED) == before


def test_a_contract_names_a_tender_of_its_own_project():
    firm = a_firm()
    project, other = firm.fills_in(), firm.fills_in()
    foreign = saved("tender", firm, other)
    before = contents_of(*WATCHED)

    with pytest.raises(RecordIsOfAnotherProject):
        saved("contract", firm, project, tender=foreign)

    assert contents_of(*WATCHED) == before


def test_days_out_of_their_usual_order_are_no_refusal():
    firm = a_firm()
    project = firm.fills_in(permit={"released_on": date(2021, 1, 1)})

    tender = saved("tender", firm, project, awarded_on=date(2021, 3, 1))
    contract = saved("contract", firm, project, tender=tender, signed_on=date(2021, 2, 1))

    assert (tender.awarded_on, contract.signed_on) == (date(2021, 3, 1), date(2021, 2, 1))


def test_a_retired_class_is_still_read():
    firm = a_firm()
    project = firm.fills_in()

    tender = saved("tender", firm, project, kind="005", manager_name="", manager_number="")
    contract = saved("contract", firm, project, kind="500")

    assert (tender.get_kind_display(), tender.number_letters) == ("设计施工一体化", "BC")
    assert (contract.get_kind_display(), contract.number_letters) == ("设计施工一体化", "HC")


def test_the_people_of_a_tender_and_a_contract_lie_in_the_vault():
    firm = a_firm()
    project = firm.fills_in()
    number = "220102190001010016"

    tender = saved("tender", firm, project, manager_name="王建国", manager_number=number)
    contract = saved("contract", firm, project, project_head_name="王建国", project_head_number=number)

    assert tender.manager == contract.project_head
    again = saved("tender", firm, project, record=tender, manager_name="王建国", manager_number="")
    assert again.manager == tender.manager
