"""Provincial project numbers and stage numbers (domain.md 3.1 and 3.2)."""

from datetime import date

from projects.rules.dictionaries import ProjectClass, Stage
from projects.rules.kinds import RecordKind
from projects.rules.tender_codes import ContractType, TenderClass

PER_DAY = 99
# The one pair of letters that stands before the project's number.
INDICATORS_LETTERS = "YJ"
EXEMPTION_LETTERS = "NA"
# A tender's class and a contract's type decide their letters; each pair of letters counts on its own in a project.
TENDER_LETTERS: dict[TenderClass, str] = {
    TenderClass.SURVEY: "BB",
    TenderClass.DESIGN: "BA",
    TenderClass.CONSTRUCTION: "BD",
    TenderClass.SUPERVISION: "BE",
    TenderClass.DESIGN_BUILD: "BC",
    TenderClass.GENERAL_CONTRACTING: "BG",
    TenderClass.PROJECT_MANAGEMENT: "BM",
    TenderClass.WHOLE_PROCESS: "BX",
    TenderClass.OTHER: "BX",
}
CONTRACT_LETTERS: dict[ContractType, str] = {
    ContractType.SURVEY: "HB",
    ContractType.DESIGN: "HA",
    ContractType.MAIN_CONTRACT: "HZ",
    ContractType.SUBCONTRACT: "HF",
    ContractType.LABOUR: "HL",
    ContractType.SUPERVISION: "HE",
    ContractType.DESIGN_BUILD: "HC",
    ContractType.GENERAL_CONTRACTING: "HG",
    ContractType.PROJECT_MANAGEMENT: "HM",
    ContractType.WHOLE_PROCESS: "HX",
    ContractType.OTHER: "HX",
}
# Acceptance and filing share one -JX- counter (decisions 13).
STAGE_LETTERS: dict[Stage, str] = {Stage.DRAWING_REVIEW: "TX", Stage.PERMIT: "SX", Stage.COMPLETION: "JX"}


def number_prefix(*, division_code: str, on: date, project_class: ProjectClass) -> str:
    """The first fourteen digits: division, day, class."""
    return f"{division_code}{on:%y%m%d}{project_class.value}"


def stage_number(*, project_number: str, letters: str, serial: int) -> str:
    """A record's number: ``2201022409010101-SX-001``, ``YJ-2201022409010101-001``, a unit project's without letters."""
    if letters == INDICATORS_LETTERS:
        return f"{letters}-{project_number}-{serial:03d}"
    return "-".join(part for part in (project_number, letters, f"{serial:03d}") if part)


def series_of(kind: RecordKind, number: str) -> tuple[str, int]:
    """The series in which a number counts, as the issuing actions name it, and its place there."""
    if kind is RecordKind.PROJECT:
        return number[:-2], int(number[-2:])
    head, _, serial = number.rpartition("-")
    if kind is RecordKind.INDICATORS:
        return f"{head.removeprefix(INDICATORS_LETTERS + '-')}-{INDICATORS_LETTERS}", int(serial)
    return (f"{head}-" if kind is RecordKind.UNIT else head), int(serial)
