"""What the national platform is told: our words as wire names of the data standard (domain.md 2)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Person
from common.clock import SHANGHAI
from common.divisions import PROVINCE
from projects.models import Completion, ConstructionPermit, Contract, DrawingReview, Project, StageRecord, Tender
from projects.rules.dictionaries import CompletionKind

Row = dict[str, Any]


def payload_of(records: list[StageRecord]) -> dict[str, Any]:
    """The message body for a project: a list of rows per national table, without unconfirmed records (一（六）4).

    Dates and amounts are text; an identity number is a placeholder that is filled in when the message is sent.
    """
    tables: dict[str, list[Row]] = {}
    project = next(record for record in records if isinstance(record, Project))
    for record in records:
        if record.is_confirmed:
            table, row = _row(record, project)
            tables.setdefault(table, []).append(row)
    return {"tables": tables}


def _row(record: StageRecord, project: Project) -> tuple[str, Row]:
    table, row = _told(record)
    return table, _common(record, project) | row


def _told(record: StageRecord) -> tuple[str, Row]:
    if isinstance(record, Project):
        return "TBProjectInfo", _project(record)
    if isinstance(record, Tender):
        return "TBTenderInfo", _tender(record)
    if isinstance(record, Contract):
        return "TBContractRecordManage", _contract(record)
    if isinstance(record, DrawingReview):
        return "TBProjectCensorInfo", _drawing_review(record)
    if isinstance(record, ConstructionPermit):
        return "TBBuilderLicenceManage", _permit(record)
    assert isinstance(record, Completion)
    return _finish(record)


def _common(record: StageRecord, project: Project) -> Row:
    return {
        "RowGuid": str(record.row_guid),
        "PrjNum": project.national_number or project.number,
        "PrjCode": project.investment_code,
        "PrjName": str(record),
        "DataLevel": record.grade,
        "DataSource": record.data_source,
        "CheckDepartName": record.check_authority.name if record.check_authority else "",
        "CheckPersonName": record.check_person.name if record.check_person else "",
        "CreateDate": _moment(record.created_at),
        "LastUpdateDate": _moment(record.confirmed_at or record.updated_at),
        "UpdateFlag": record.update_flag,
        "Mark": record.remark,
    }


def _project(record: Project) -> Row:
    return {
        "ProvincePrjNum": record.number,
        "PrjTypeNum": record.project_class,
        "BuildCorpName": record.owner_name,
        "BuildCorpCode": record.owner_code,
        "ProvinceNum": PROVINCE,
        "CityNum": _city_number(record),
        "CountyNum": record.division.push_code,
        "Address": record.address,
        "PrjApprovalNum": record.approval_number,
        "PrjApprovalLevelNum": record.approval_level,
        "PrjApprovalDepart": record.approval_authority,
        "PrjApprovalDate": _day(record.approved_on),
        "BuildPlanNum": record.land_permit_number,
        "ProjectPlanNum": record.planning_permit_number,
        "InvPropertyNum": record.investment_nature,
        "FundSource": record.fund_source,
        "NationalPercentTage": _amount(record.state_share),
        "AllInvest": _amount(record.total_investment),
        "AllArea": _amount(record.total_area),
        "AllLength": _amount(record.total_length),
        "PrjPropertyNum": record.construction_nature,
        "PrjFunctionNum": record.purpose,
        "PrjSize": record.scale,
        "IsMajor": int(record.is_key_project),
        "BeginDate": _day(record.planned_start_on),
        "EndDate": _day(record.planned_end_on),
    }


def _city_number(record: Project) -> str:
    # 长白山 and the zones have codes of ours alone: the platform is told the GB/T 2260 county and the city it lies in.
    return f"{record.division.push_code[:4]}00"


def _tender(record: Tender) -> Row:
    return {
        "TenderNum": record.number,
        "ProvinceTenderNum": record.paper_number,
        "TenderName": record.name,
        "TenderClassNum": record.kind,
        "TenderTypeNum": record.method,
        "TenderResultDate": _day(record.awarded_on),
        "TenderMoney": _amount(record.award_amount),
        "PrjSize": record.scale,
        "Area": _amount(record.area),
        "AgencyCorpName": record.agency_name,
        "AgencyCorpCode": record.agency_code,
        "TenderCorpName": record.winner_name,
        "TenderCorpCode": record.winner_code,
        **_person("ConstructorName", "IDCardTypeNum", "ConstructorIDCard", record.manager),
    }


def _contract(record: Contract) -> Row:
    return {
        "RecordNum": record.number,
        "RecordName": record.name,
        "ContractNum": record.paper_number,
        "ContractTypeNum": record.kind,
        "ContractMoney": _amount(record.contract_amount),
        "ContractDate": _day(record.signed_on),
        "PrjSize": record.scale,
        "PropietorCorpName": record.client_name,
        "PropietorCorpCode": record.client_code,
        "ContractorCorpName": record.contractor_name,
        "ContractorCorpCode": record.contractor_code,
        "UnionCorpName": record.partner_name,
        "UnionCorpCode": record.partner_code,
        "PrjHead": record.project_head.name,
        "PrjHeadIDCard": _identity(record.project_head),
        "TenderNum": record.tender.number if record.tender else "",
    }


def _drawing_review(record: DrawingReview) -> Row:
    return {
        "CensorNum": record.number,
        "ProvinceCensorNum": record.paper_number,
        "CensorCorpName": record.reviewer_name,
        "CensorCorpCode": record.reviewer_code,
        "CensorEDate": _day(record.reviewed_on),
        "PrjSize": record.scale,
        "EconCorpName": record.surveyor_name,
        "EconCorpCode": record.surveyor_code,
        "DesignCorpName": record.designer_name,
        "DesignCorpCode": record.designer_code,
        "OneCensorIsPass": _flag(record.passed_at_once),
        "OneCensorWfqtCount": record.violations,
        "OneCensorWfqtContent": record.violated_articles,
        "IsLS": _flag(record.is_joint),
        "XFCensorNum": record.fire_number,
        "XFCensorCorpName": record.fire_reviewer,
        "XFCensorEDate": _day(record.fire_reviewed_on),
        "RFCensorNum": record.air_defence_number,
        "RFCensorCorpName": record.air_defence_reviewer,
        "RFCensorEDate": _day(record.air_defence_reviewed_on),
    }


def _permit(record: ConstructionPermit) -> Row:
    return {
        "BuilderLicenceNum": record.number,
        "ProvinceBuilderLicenceNum": record.paper_number,
        "BuilderLicenceName": record.name,
        "ContractMoney": _amount(record.contract_amount),
        "Area": _amount(record.area),
        "Length": _amount(record.length),
        "Span": _amount(record.span),
        "PrjSize": record.scale,
        "BargainDays": record.contract_days,
        "ReleaseDate": _day(record.released_on),
        "IssueDepart": record.issued_by,
        "EconCorpName": record.surveyor_name,
        "EconCorpCode": record.surveyor_code,
        "DesignCorpName": record.designer_name,
        "DesignCorpCode": record.designer_code,
        "ConsCorpName": record.contractor_name,
        "ConsCorpCode": record.contractor_code,
        "SuperCorpName": record.supervisor_name,
        "SuperCorpCode": record.supervisor_code,
        "SafetyCerID": record.safety_permit_number,
        **_person("ConstructorName", "CIDCardTypeNum", "ConstructorIDCard", record.project_manager),
        **_person("SupervisionName", "SIDCardTypeNum", "SupervisionIDCard", record.chief_supervisor),
    }


def _finish(record: Completion) -> tuple[str, Row]:
    if record.kind == CompletionKind.ACCEPTANCE:
        return "TBProjectFinishCheckInfo", {"PrjFinishCheckNum": record.number} | _completion(record)
    number = {
        "PrjFinishNum": record.number,
        "ProvincePrjFinishNum": record.paper_number,
        "PrjFinishName": record.name,
    }
    agency = {"QCCorpName": record.testing_agency_name, "QCCorpCode": record.testing_agency_code}
    return "TBProjectFinishManage", number | agency | _completion(record)


def _completion(record: Completion) -> Row:
    return {
        "BuilderLicenceNum": record.permit.number,
        "FactCost": _amount(record.actual_cost),
        "FactArea": _amount(record.actual_area),
        "Length": _amount(record.length),
        "Span": _amount(record.span),
        "FactSize": record.actual_scale,
        "PrjStructureTypeNum": record.structure_system,
        "BDate": _day(record.started_on),
        "EDate": _day(record.finished_on),
    }


def _person(name: str, document: str, number: str, person: Person | None) -> Row:
    if person is None:
        return {name: "", document: "", number: ""}
    return {name: person.name, document: person.document_kind, number: _identity(person)}


def _identity(person: Person) -> Row:
    return {"$identity": str(person.pk)}


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _moment(value: datetime) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
