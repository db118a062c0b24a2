"""The tables of the contract field by field: the JSON schema of a row, for both sides (domain.md 2).

Amounts and dates are text; a text is empty, and a count or flag null, where nothing is known. What is not named here is
passed on unread: a field list may have a field that the standard has not yet.
"""

from collections.abc import Mapping
from typing import Any

Field = dict[str, Any]
GRADES = ("A", "B", "C")  # grade D never leaves the province


def text(length: int) -> Field:
    """Characters, so many at the most."""
    return {"type": "string", "maxLength": length}


def code(length: int) -> Field:
    """A code of one of the dictionaries."""
    return {"type": "string", "pattern": rf"^[0-9A-Z]{{0,{length}}}$"}


def decimal(digits: int, places: int) -> Field:
    """A number as text: all its digits and those behind the point."""
    return {"type": "string", "pattern": rf"^(-?[0-9]{{1,{digits - places}}}(\.[0-9]{{1,{places}}})?)?$"}


DATE: Field = {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
COUNT: Field = {"type": ["integer", "null"], "minimum": 0}
FLAG: Field = {"enum": [0, 1, None]}
_NAMED: Field = {"type": "string", "minLength": 1}


def _fields(*groups: tuple[Field, str]) -> dict[str, Field]:
    return {name: field for field, names in groups for name in names.split()}


# Of an acceptance as of its filing.
_FINISHED = (
    (DATE, "BDate EDate"),
    (decimal(20, 4), "FactCost"),
    (decimal(15, 2), "FactArea"),
    (decimal(10, 4), "Length Span"),
    (code(3), "PrjStructureTypeNum"),
    (text(2000), "FactSize"),
)
# Of every row.
COMMON: Mapping[str, Field] = {
    "RowGuid": {**_NAMED, "maxLength": 64},
    "PrjNum": {**_NAMED, "maxLength": 64},
    "DataLevel": {"enum": list(GRADES)},
    "PrjName": text(320),
    "PrjCode": text(24),
    "DataSource": {"type": "integer", "minimum": 1, "maximum": 9},
    "CheckDepartName": text(200),
    "CheckPersonName": text(100),
    "CreateDate": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"},
    "LastUpdateDate": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"},
    "UpdateFlag": {"enum": ["U", "D"]},
    "IsFake": {"enum": [0, 1]},
    "Mark": text(500),
}
REQUIRED = ("RowGuid", "PrjNum", "DataLevel")
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "TBProjectInfo": _fields(
        (text(50), "ProvincePrjNum"),
        (code(3), "PrjTypeNum PrjApprovalLevelNum PrjFunctionNum PrjPropertyNum InvPropertyNum"),
        (code(6), "ProvinceNum CityNum CountyNum"),
        (text(200), "PrjApprovalNum PrjApprovalDepart BuildCorpName FundSource ProjectPlanNum"),
        (DATE, "PrjApprovalDate BeginDate EndDate"),
        (text(255), "Address"),
        (decimal(9, 6), "LocationX LocationY"),
        (text(2000), "PrjSize"),
        (FLAG, "IsMajor"),
        (text(18), "BuildCorpCode"),
        (decimal(5, 2), "NationalPercentTage"),
        (decimal(15, 4), "AllInvest"),
        (decimal(15, 2), "AllArea AllLength"),
        (text(100), "BuildPlanNum"),
        (text(500), "JZJNInfo CXXMInfo"),
    ),
    "TBUnitProjectInfo": _fields(
        (text(50), "UnitCode"),
        (text(200), "SubPrjName"),
        (decimal(15, 4), "Invest"),
        (code(3), "PrjLevelNum StructureTypeNum SeismicIntensityScale GreenBuildingLevel"),
        (text(500), "SubScale Memo"),
        (decimal(15, 2), "BuildArea FloorBuildArea BottomFloorBuildArea RFBottomArea"),
        (COUNT, "FloorCount BottomFloorCount SuiteCount"),
        (decimal(10, 2), "BuildHeight StructHeight SubProjectLength SubProjectSpan SingleSpanRC SingleSpanSteel"),
        (FLAG, "IsShockIsolationBuilding IsSuperHighBuilding IsAssembling IsGreenBuilding"),
    ),
    "TBProjectCorpInfo": _fields(
        (code(2), "CorpRoleNum IDCardTypeNum"),
        (text(200), "CorpName"),
        (text(18), "CorpCode"),
        (text(100), "PersonName"),
        (text(20), "PersonIDCard PersonPhone"),
        (text(50), "BuilderLicenceNum CensorNum"),
    ),
    "TBTenderInfo": _fields(
        (text(50), "TenderNum ProvinceTenderNum"),
        (code(3), "TenderClassNum TenderTypeNum"),
        (text(300), "TenderName"),
        (DATE, "TenderResultDate"),
        (decimal(15, 4), "TenderMoney"),
        (decimal(15, 2), "Area"),
        (text(2000), "PrjSize"),
        (text(200), "AgencyCorpName TenderCorpName"),
        (text(18), "AgencyCorpCode TenderCorpCode"),
        (text(100), "ConstructorName"),
        (code(2), "IDCardTypeNum"),
        (text(20), "ConstructorIDCard"),
    ),
    "TBContractRecordManage": _fields(
        (text(50), "RecordNum TenderNum"),
        (code(3), "ContractTypeNum"),
        (text(300), "RecordName"),
        (text(100), "ContractNum PrjHead"),
        (DATE, "ContractDate"),
        (decimal(15, 4), "ContractMoney"),
        (text(2000), "PrjSize"),
        (text(200), "PropietorCorpName ContractorCorpName"),
        (text(18), "PropietorCorpCode ContractorCorpCode"),
        (text(1808), "UnionCorpName"),
        (text(170), "UnionCorpCode"),
        (text(20), "PrjHeadIDCard"),
    ),
    "TBProjectCensorInfo": _fields(
        (text(50), "CensorNum ProvinceCensorNum XFCensorNum RFCensorNum"),
        (DATE, "CensorEDate XFCensorEDate RFCensorEDate"),
        (text(2000), "PrjSize OneCensorWfqtContent"),
        (text(200), "CensorCorpName EconCorpName DesignCorpName XFCensorCorpName RFCensorCorpName"),
        (text(18), "CensorCorpCode EconCorpCode DesignCorpCode"),
        (FLAG, "OneCensorIsPass IsLS"),
        (COUNT, "OneCensorWfqtCount"),
    ),
    "TBBuilderLicenceManage": _fields(
        (text(50), "BuilderLicenceNum"),
        (text(300), "BuilderLicenceName"),
        (text(100), "ProvinceBuilderLicenceNum IssueDepart ConstructorName SupervisionName"),
        (DATE, "ReleaseDate"),
        (decimal(15, 4), "ContractMoney Length Span"),
        (COUNT, "BargainDays"),
        (decimal(15, 2), "Area"),
        (text(2000), "PrjSize"),
        (text(200), "EconCorpName DesignCorpName ConsCorpName SuperCorpName"),
        (text(18), "EconCorpCode DesignCorpCode ConsCorpCode SuperCorpCode"),
        (text(30), "SafetyCerID"),
        (code(2), "CIDCardTypeNum SIDCardTypeNum"),
        (text(20), "ConstructorIDCard SupervisionIDCard"),
    ),
    "TBProjectFinishManage": _fields(
        (text(50), "PrjFinishNum BuilderLicenceNum ProvincePrjFinishNum"),
        (text(300), "PrjFinishName"),
        (text(200), "QCCorpName"),
        (text(18), "QCCorpCode"),
        *_FINISHED,
    ),
    "TBProjectFinishCheckInfo": _fields(
        (text(50), "PrjFinishCheckNum BuilderLicenceNum"),
        *_FINISHED,
    ),
    "TBCorpPerformance": _fields(
        (text(50), "PerfNum"),
        (text(200), "CorpName AptitudeContent"),
        (text(18), "CorpCode"),
        (text(2000), "TechParamInfo"),
        (text(300), "PerfName"),
        (code(1), "PerfTypeNum"),
        (DATE, "BDate EDate"),
    ),
    "TBPersonPerformance": _fields(
        (text(50), "PersonPerfNum PerfNum"),
        (text(200), "CorpName AptitudeContent"),
        (text(18), "CorpCode"),
        (text(100), "PersonName"),
        (code(2), "IDCardTypeNum"),
        (text(20), "PersonIDCard"),
        (code(1), "PrjDuty"),
        (DATE, "BDate EDate"),
        (text(2000), "TechParamInfo"),
    ),
    "TBFakeInfo": _fields(
        (text(50), "FakeNum"),
        (text(200), "CorpName"),
        (text(500), "FakeType"),
        (DATE, "MarkDate"),
    ),
}


def row_schema(table: str) -> dict[str, Any]:
    """The JSON schema of one row of a table."""
    return {"type": "object", "required": list(REQUIRED), "properties": {**COMMON, **FIELDS[table]}}
