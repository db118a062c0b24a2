"""What the national platform is told: the fields of a record under their wire names (domain.md 2)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Person
from common.clock import SHANGHAI, day_of
from common.divisions import PROVINCE
from grading.models import FalseMark
from projects.catalogue import catalogue
from projects.models import Completion, EnterpriseIndicators, PersonalTrackRecord, Project, StageRecord
from projects.rules.described import Described
from projects.rules.dictionaries import CompletionKind
from projects.rules.kinds import RecordKind
from projects.rules.values import ValueType

Row = dict[str, Any]

# Table, and the name of the record's own number in it.
_TABLES: dict[RecordKind, tuple[str, str]] = {
    RecordKind.PROJECT: ("TBProjectInfo", "ProvincePrjNum"),
    RecordKind.UNIT: ("TBUnitProjectInfo", "UnitCode"),
    RecordKind.PARTICIPANT: ("TBProjectCorpInfo", ""),
    RecordKind.TENDER: ("TBTenderInfo", "TenderNum"),
    RecordKind.CONTRACT: ("TBContractRecordManage", "RecordNum"),
    RecordKind.DRAWING_REVIEW: ("TBProjectCensorInfo", "CensorNum"),
    RecordKind.PERMIT: ("TBBuilderLicenceManage", "BuilderLicenceNum"),
    RecordKind.INDICATORS: ("TBCorpPerformance", "PerfNum"),
    RecordKind.PERSONAL: ("TBPersonPerformance", "PersonPerfNum"),
}
# Acceptance and filing are one kind here and two tables there (domain.md 2.7, 2.8).
_COMPLETIONS: dict[str, tuple[str, str]] = {
    CompletionKind.ACCEPTANCE: ("TBProjectFinishCheckInfo", "PrjFinishCheckNum"),
    CompletionKind.FILING: ("TBProjectFinishManage", "PrjFinishNum"),
}
KIND_OF_TABLE = {table: kind for kind, (table, _) in _TABLES.items()} | {
    table: RecordKind.COMPLETION for table, _ in _COMPLETIONS.values()
}
_OF_THE_FILING_ALONE = frozenset({"PrjFinishName", "ProvincePrjFinishNum", "QCCorpName", "QCCorpCode"})


def payload_of(records: list[StageRecord]) -> dict[str, Any]:
    """The message body for a project: a list of rows per national table, without unconfirmed records (一（六）4).

    Dates and amounts are text; an identity number is a placeholder that is filled in when the message is sent.
    """
    tables: dict[str, list[Row]] = {}
    project = next(record for record in records if isinstance(record, Project))
    for record in records:
        # A declaration that something is not needed has no table there: what is told is that nothing is.
        if record.is_confirmed and record.record_kind is not RecordKind.EXEMPTION:
            table, row = _row(record, project)
            tables.setdefault(table, []).append(row)
    if found := _found_false(records, project):
        tables["TBFakeInfo"] = found
    return {"tables": tables}


def _found_false(records: Sequence[StageRecord], project: Project) -> list[Row]:
    """The national list of false projects, as far as it is about these records (domain.md 2.15)."""
    grades = {record.row_guid: record.grade for record in records if record.false_mark}
    if not grades:
        return []
    standing = FalseMark.objects.standing().filter(project_guid=project.row_guid, record_guid__in=grades)
    return [
        {
            "RowGuid": str(mark.record_guid),
            "PrjNum": project.national_number or project.number,
            "DataLevel": grades[mark.record_guid],
            "FakeNum": mark.number,
            "PrjName": project.name,
            "CorpName": mark.enterprise_name,
            "FakeType": mark.problem,
            "MarkDate": day_of(mark.marked_at).isoformat(),
        }
        for mark in standing.order_by("pk")
    ]


def _row(record: StageRecord, project: Project) -> tuple[str, Row]:
    table, number = _COMPLETIONS[record.kind] if isinstance(record, Completion) else _TABLES[record.record_kind]
    row = _common(record, project) | ({number: record.number} if number else {})
    for described in catalogue().fields_of(record).fields:
        row |= _told(record, described)
    if table == "TBProjectFinishCheckInfo":
        row = {name: value for name, value in row.items() if name not in _OF_THE_FILING_ALONE}
    # A record found to be false stays on the platform and says so (domain.md 2.15).
    return table, row | _derived(record) | ({"IsFake": 1} if record.false_mark else {})


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
        # A confirmed fact changes through errata alone, later than the confirmation.
        "LastUpdateDate": _moment(max(record.confirmed_at or record.updated_at, record.updated_at)),
        "UpdateFlag": record.update_flag,
        "Mark": record.remark,
    }


def _told(record: StageRecord, described: Described) -> Row:
    if not described.wire:
        return {}
    if described.type is ValueType.PERSON:
        return _person(described.wire, getattr(record, described.name))
    value = record.extra.get(described.name) if described.is_extra else getattr(record, described.name)
    if value is None and described.type in _EMPTY_TEXTS:
        value = ""
    return {described.wire[0]: _plain(value)}


# What the standard has as text is empty when it is not known; counts and flags are null.
_EMPTY_TEXTS = frozenset({ValueType.DATE, ValueType.DECIMAL, ValueType.RECORD})


def _plain(value: Any) -> Any:
    if isinstance(value, StageRecord):
        return value.number
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _derived(record: StageRecord) -> Row:
    if isinstance(record, Project):
        return {
            "PrjTypeNum": record.project_class,
            "ProvinceNum": PROVINCE,
            # 长白山 and the zones have codes of ours alone: the platform is told the GB/T 2260 county and its city.
            "CityNum": f"{record.division.push_code[:4]}00",
            "CountyNum": record.division.push_code,
        }
    if isinstance(record, EnterpriseIndicators):
        return _employer(record) | {"AptitudeContent": record.qualification, "TechParamInfo": record.indicator_text}
    if isinstance(record, PersonalTrackRecord):
        employer = record.indicators
        return _employer(record) | {
            "AptitudeContent": record.qualification or employer.qualification,
            "TechParamInfo": record.indicator_text or employer.indicator_text,
        }
    return {}


def _employer(record: StageRecord) -> Row:
    assert record.filed_by is not None
    return {"CorpName": record.filed_by.name, "CorpCode": record.filed_by.credit_code}


def _person(wire: tuple[str, ...], person: Person | None) -> Row:
    told = ("", "", "") if person is None else (person.name, person.document_kind, {"$identity": str(person.pk)})
    return {name: value for name, value in zip(wire, told, strict=True) if name != "-"}


def _moment(value: datetime) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
