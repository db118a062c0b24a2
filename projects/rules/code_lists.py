"""The code lists as they stand when an installation begins (domain.md 4). From then on they are dated data (A05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from common.notice import ISSUED_ON
from projects.rules import dictionaries, exemptions, record_codes, tender_codes
from projects.rules.qualifications import QUALIFICATIONS

# Older than any record that the notice admits.
FROM_THE_BEGINNING = date(1990, 1, 1)
_RETIRED_ON = ISSUED_ON - timedelta(days=1)
_ENUMS: dict[str, type[models.TextChoices]] = {
    "SECTOR": dictionaries.Sector,
    "APPROVAL_KIND": dictionaries.ApprovalKind,
    "APPROVAL_LEVEL": dictionaries.ApprovalLevel,
    "INVESTMENT_NATURE": dictionaries.InvestmentNature,
    "CONSTRUCTION_NATURE": dictionaries.ConstructionNature,
    "PURPOSE": dictionaries.Purpose,
    "STRUCTURE_SYSTEM": dictionaries.StructureSystem,
    "PERMIT_KIND": dictionaries.PermitKind,
    "COMPLETION_KIND": dictionaries.CompletionKind,
    "TENDER_CLASS": tender_codes.TenderClass,
    "TENDER_METHOD": tender_codes.TenderMethod,
    "CONTRACT_TYPE": tender_codes.ContractType,
    "ENGINEERING_CLASS": record_codes.EngineeringClass,
    "SEISMIC_INTENSITY": record_codes.SeismicIntensity,
    "GREEN_LEVEL": record_codes.GreenLevel,
    "PARTICIPANT_ROLE": record_codes.ParticipantRole,
    "TRACK_RECORD_KIND": record_codes.TrackRecordKind,
    "DUTY": record_codes.Duty,
    "EXEMPT_RECORD": exemptions.ExemptRecord,
    "EXEMPTION_GROUND": exemptions.ExemptionGround,
    "QUALIFICATION_CLASS": record_codes.QualificationClass,
}
TITLES = {
    "SECTOR": "工程类别", "APPROVAL_KIND": "立项文件类型", "APPROVAL_LEVEL": "立项级别",
    "INVESTMENT_NATURE": "工程投资性质", "CONSTRUCTION_NATURE": "建设性质", "PURPOSE": "工程用途",
    "STRUCTURE_SYSTEM": "结构体系", "PERMIT_KIND": "许可类型", "COMPLETION_KIND": "竣工类型",
    "TENDER_CLASS": "招标类型", "TENDER_METHOD": "招标方式", "CONTRACT_TYPE": "合同类别",
    "ENGINEERING_CLASS": "工程等级", "SEISMIC_INTENSITY": "抗震设防烈度", "GREEN_LEVEL": "绿色建筑等级",
    "PARTICIPANT_ROLE": "企业承担角色", "TRACK_RECORD_KIND": "业绩类型", "DUTY": "项目中所起作用",
    "QUALIFICATION": "资质类别", "QUALIFICATION_CLASS": "资质等级",
    "EXEMPT_RECORD": "不适用的环节", "EXEMPTION_GROUND": "不适用的理由",
}  # fmt: skip

# The rules do something else for each code of these: a code that they do not know could not be filed.
CLOSED = frozenset(
    {
        "SECTOR", "PURPOSE", "PERMIT_KIND", "COMPLETION_KIND", "TENDER_CLASS", "CONTRACT_TYPE", "TRACK_RECORD_KIND",
        "DUTY", "QUALIFICATION", "EXEMPT_RECORD", "EXEMPTION_GROUND",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One code of one list, both days inclusive."""

    dictionary: str
    code: str
    label: str
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the code is offered on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def built_in_terms() -> Iterable[Term]:
    """Every code of every list."""
    for name, codes in _ENUMS.items():
        for code, label in codes.choices:
            retired = name in ("TENDER_CLASS", "CONTRACT_TYPE") and code in tender_codes.RETIRED_CODES
            yield Term(name, code, str(label), FROM_THE_BEGINNING, _RETIRED_ON if retired else None)
    for row in QUALIFICATIONS.values():
        yield Term("QUALIFICATION", row.code, row.label, FROM_THE_BEGINNING)


def rules_know(dictionary: str, code: str) -> bool:
    """Whether the code is one of those that the system began with, which rules may name."""
    return any(term.dictionary == dictionary and term.code == code for term in built_in_terms())
