"""Which conditional rules hold for which kind of record. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from common.notice import of_notice
from projects.rules import contracts, exemptions, part_facts
from projects.rules import facts as rules
from projects.rules.dictionaries import Sector
from projects.rules.facts import Fault
from projects.rules.kinds import RecordKind

PARTY_CODE_FIELDS = ("surveyor_code", "designer_code", "contractor_code", "supervisor_code")
FAULTS: dict[RecordKind, Callable[[Mapping[str, Any], Sector, date], list[Fault]]] = {
    RecordKind.PROJECT: rules.project_faults,
    RecordKind.UNIT: part_facts.unit_faults,
    RecordKind.PARTICIPANT: part_facts.participant_faults,
    RecordKind.TENDER: rules.tender_faults,
    RecordKind.CONTRACT: contracts.contract_faults,
    RecordKind.DRAWING_REVIEW: rules.drawing_review_faults,
    RecordKind.PERMIT: rules.permit_faults,
    RecordKind.COMPLETION: rules.completion_faults,
    RecordKind.EXEMPTION: exemptions.exemption_faults,
    RecordKind.INDICATORS: part_facts.indicators_faults,
    RecordKind.PERSONAL: part_facts.personal_faults,
}


def filer_is_named(facts: Mapping[str, Any], credit_code: str) -> list[Fault]:
    """The fault of a permit that does not name the enterprise that files it.

    一（一）: a filer is one of the project's own survey, design, construction or supervision enterprises.

    :param credit_code: of the enterprise.
    """
    if credit_code in {facts[field] for field in PARTY_CODE_FIELDS}:
        return []
    return [
        Fault(
            "contractor_code",
            f"本企业（{credit_code}）须是勘察、设计、施工、监理单位之一（{of_notice('一（一）')}），请核对各参建单位的代码",
        )
    ]
