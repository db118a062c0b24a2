"""What the national platform is told of a confirmed project: table by table, field by field (domain.md 2)."""

import json
import re

import pytest

from confirmation.payload import payload_of
from national.models import Message, MessageState
from projects.models import ConstructionPermit, Contract, Project, Tender
from projects.queries import records_of
from tests.factories import an_official, indicators_facts, participant_facts, personal_facts, unit_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def told(case):
    return payload_of(records_of(Project.objects.select_related("division").get(pk=case.project_id)))["tables"]


@pytest.fixture
def case():
    return confirms(an_official("220102", name="王审核"), a_firm().files())


def test_the_message_is_what_the_confirmed_records_say(case):
    assert json.loads(bytes(Message.objects.get().payload))["tables"] == told(case)


def test_the_basic_information_under_its_wire_names(case):
    project = Project.objects.get(pk=case.project_id)
    (row,) = told(case)["TBProjectInfo"]

    assert row == row | {
        "RowGuid": str(project.row_guid),
        "PrjNum": "2201022412020101",
        "ProvincePrjNum": "2201022412020101",
        "PrjCode": project.investment_code,
        "PrjName": project.name,
        "PrjTypeNum": "01",
        "BuildCorpName": "长春市宏远房地产开发有限公司",
        "BuildCorpCode": "91220102MA17EXAM5J",
        "ProvinceNum": "220000",
        "CityNum": "220100",
        "CountyNum": "220102",
        "PrjApprovalDate": "2021-03-15",
        "AllInvest": "35600.5000",
        "AllArea": "86000.00",
        "AllLength": "",
        "BeginDate": "",
        "IsMajor": 0,
        "DataLevel": "C",
        "DataSource": 3,
        "CheckDepartName": "南关区住房和城乡建设局",
        "CheckPersonName": "王审核",
        "CreateDate": "2024-12-02 09:30:00",
        "LastUpdateDate": "2024-12-02 09:30:00",
        "UpdateFlag": "U",
    }


def test_permit_and_completion_hang_together_by_number(case):
    tables = told(case)
    (permit,), (completion,) = tables["TBBuilderLicenceManage"], tables["TBProjectFinishManage"]

    assert permit["BuilderLicenceNum"] == completion["BuilderLicenceNum"] == "2201022412020101-SX-001"
    assert completion["PrjFinishNum"] == "2201022412020101-JX-001"
    assert (completion["BDate"], completion["EDate"]) == ("2021-06-10", "2023-09-20")
    assert (permit["ContractMoney"], permit["ReleaseDate"]) == ("21800.0000", "2021-06-01")
    assert {row["PrjNum"] for rows in tables.values() for row in rows} == {"2201022412020101"}


def test_people_are_told_by_name_and_a_placeholder_for_the_number(case):
    permit = ConstructionPermit.objects.get(project=case.project_id)
    (row,) = told(case)["TBBuilderLicenceManage"]

    assert (row["ConstructorName"], row["CIDCardTypeNum"]) == ("张建国", "1")
    assert row["ConstructorIDCard"] == {"$identity": str(permit.project_manager_id)}
    assert row["SIDCardTypeNum"] == "1"
    assert row["SupervisionIDCard"] == {"$identity": str(permit.chief_supervisor_id)}
    assert not re.search(r"\d{17}[\dX]", json.dumps(told(case)).replace(permit.surveyor_code, ""))


def test_works_without_supervision_have_no_supervisor():
    nobody = dict.fromkeys(
        ("supervisor_name", "supervisor_code", "chief_supervisor_name", "chief_supervisor_number"), ""
    )
    case = confirms(an_official("220102"), a_firm().files(permit=nobody))
    (row,) = told(case)["TBBuilderLicenceManage"]

    assert (row["SuperCorpName"], row["SupervisionName"], row["SIDCardTypeNum"], row["SupervisionIDCard"]) == ("",) * 4


@pytest.mark.parametrize(
    ("kind", "table", "number"),
    [("1", "TBProjectFinishCheckInfo", "PrjFinishCheckNum"), ("2", "TBProjectFinishManage", "PrjFinishNum")],
    ids=["竣工验收", "竣工验收备案"],
)
def test_acceptance_and_filing_are_two_tables(kind, table, number):
    case = confirms(an_official("220102"), a_firm().files(completion={"kind": kind}))

    assert set(told(case)) == {"TBProjectInfo", "TBBuilderLicenceManage", table}
    assert told(case)[table][0][number] == "2201022412020101-JX-001"


@pytest.mark.parametrize(
    ("division", "authority", "city", "county"),
    [
        ("220581", "220581", "220500", "220581"),
        ("229011", "229001", "222400", "222426"),
        ("229012", "229001", "220600", "220621"),
        ("220184", "220184", "220100", "220184"),
        ("220171", "220100", "220100", "220100"),
    ],
    ids=["梅河口", "池北区", "池西区", "公主岭", "长春经开区"],
)
def test_places_are_told_in_codes_of_the_national_standard(division, authority, city, county):
    case = confirms(an_official(authority), a_firm().files(division=division))
    (row,) = told(case)["TBProjectInfo"]

    assert (row["CityNum"], row["CountyNum"]) == (city, county)


@pytest.fixture
def prepared():
    firm = a_firm()
    return confirms(an_official("220102"), firm.submits(firm.fills_in(prepared=True)))


def test_all_kinds_of_records_together_keep_to_the_contract():
    firm = a_firm()
    project = firm.fills_in(prepared=True)
    firm.adds(project, "UNIT", unit_facts())
    firm.adds(project, "PARTICIPANT", participant_facts(firm.enterprise, project.permits.get()))
    firm.adds(project, "PERSONAL", personal_facts(firm.adds(project, "INDICATORS", indicators_facts())))
    firm.papers(project)
    confirms(an_official("220102"), firm.submits(project))

    message = Message.objects.get()
    assert len(json.loads(bytes(message.payload))["tables"]) == 10
    assert (message.state, message.refusals) == (MessageState.READY, [])


def test_tender_contract_and_drawing_review_are_tables_of_their_own(prepared):
    assert Message.objects.get().state == MessageState.READY
    assert list(told(prepared)) == [
        "TBProjectInfo",
        "TBTenderInfo",
        "TBContractRecordManage",
        "TBProjectCensorInfo",
        "TBBuilderLicenceManage",
        "TBProjectFinishManage",
    ]
    assert {(row["DataLevel"], row["PrjNum"]) for rows in told(prepared).values() for row in rows} == {
        ("C", "2201022412020101")
    }


def test_a_tender_under_its_wire_names(prepared):
    tender = Tender.objects.get(project=prepared.project_id)
    (row,) = told(prepared)["TBTenderInfo"]

    assert row == row | {
        "TenderNum": "2201022412020101-BD-001",
        "ProvinceTenderNum": tender.paper_number,
        "TenderName": "净月新城住宅项目施工标段",
        "TenderClassNum": "003",
        "TenderTypeNum": "001",
        "TenderResultDate": "2021-04-20",
        "TenderMoney": "21800.0000",
        "PrjSize": "",
        "Area": "86000.00",
        "AgencyCorpName": "吉林省招标代理有限公司",
        "AgencyCorpCode": "91220202MA14ABCDXC",
        "TenderCorpName": tender.filed_by.name,
        "TenderCorpCode": tender.filed_by.credit_code,
        "ConstructorName": "张建国",
        "IDCardTypeNum": "1",
        "ConstructorIDCard": {"$identity": str(tender.manager_id)},
    }


def test_a_contract_under_its_wire_names_hangs_on_its_tender(prepared):
    contract = Contract.objects.get(project=prepared.project_id)
    (row,) = told(prepared)["TBContractRecordManage"]

    assert row == row | {
        "RecordNum": "2201022412020101-HZ-001",
        "RecordName": "净月新城住宅项目施工总承包合同",
        "ContractNum": contract.paper_number,
        "ContractTypeNum": "301",
        "ContractMoney": "21800.0000",
        "ContractDate": "2021-05-10",
        "PropietorCorpName": "长春市宏远房地产开发有限公司",
        "PropietorCorpCode": "91220102MA17EXAM5J",
        "ContractorCorpName": contract.filed_by.name,
        "ContractorCorpCode": contract.filed_by.credit_code,
        "UnionCorpName": "",
        "UnionCorpCode": "",
        "PrjHead": "张建国",
        "PrjHeadIDCard": {"$identity": str(contract.project_head_id)},
        "TenderNum": "2201022412020101-BD-001",
    }


def test_a_drawing_review_under_its_wire_names(prepared):
    (row,) = told(prepared)["TBProjectCensorInfo"]

    assert row == row | {
        "CensorNum": "2201022412020101-TX-001",
        "ProvinceCensorNum": "吉审2021-0123",
        "CensorCorpName": "吉林省建设工程施工图审查中心",
        "CensorCorpCode": "91220202MA14ABCDXC",
        "CensorEDate": "2021-05-20",
        "EconCorpName": "吉林省勘察设计院",
        "DesignCorpName": "吉林省建筑设计院",
        "OneCensorIsPass": 0,
        "OneCensorWfqtCount": 2,
        "OneCensorWfqtContent": "GB50016-2014 第5.5.17条；GB50011-2010 第3.1.1条",
        "IsLS": 1,
        "XFCensorNum": "",
        "XFCensorEDate": "",
        "RFCensorNum": "",
        "RFCensorEDate": "",
    }


def test_what_is_unconfirmed_is_not_told():
    case = a_firm().files()

    assert told(case) == {}


def test_each_grade_sends_the_whole_project_again(deliver):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    deliver()
    confirms(an_official("220100"), firm.applies_for_next_grade(project))

    bodies = [json.loads(bytes(message.payload))["tables"] for message in Message.objects.order_by("pk")]
    levels = [{row["DataLevel"] for rows in body.values() for row in rows} for body in bodies]
    assert levels == [{"C"}, {"B"}]
    guids = [{row["RowGuid"] for rows in body.values() for row in rows} for body in bodies]
    assert guids[0] == guids[1]
