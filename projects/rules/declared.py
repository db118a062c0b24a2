"""Declarations that contradict what else is filed of a project (A-05, A-06). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projects.rules.dictionaries import CompletionKind, Sector
from projects.rules.exemptions import FILED_SECTORS, ExemptRecord
from projects.rules.findings import Finding, Level
from projects.rules.kinds import RecordKind


def declared_away(records: Mapping[RecordKind, Sequence[Any]]) -> Iterator[Finding]:
    """Declarations beside the very record that they say there is none of, and of a filing that the sector has."""
    sectors = [(project, Sector(project.sector)) for project in records[RecordKind.PROJECT]]
    for exemption in records[RecordKind.EXEMPTION]:
        stands_for = ExemptRecord(exemption.stands_for)
        for there in there_all_the_same(records, stands_for):
            text = f"声明{stands_for.label}不适用，又有{stands_for.label}信息"
            yield _blocks("DECLARED_AND_THERE", text, "请核对后只保留其中一项", exemption, there, "已填报")
        for project, sector in sectors:
            if stands_for is ExemptRecord.COMPLETION_FILING and sector in FILED_SECTORS:
                text = f"{sector.label}工程须办理竣工验收备案，不能声明不适用"
                yield _blocks("FILING_IS_NEEDED", text, "请填报竣工验收备案信息", exemption, project, sector.label)


def there_all_the_same(records: Mapping[RecordKind, Sequence[Any]], stands_for: ExemptRecord) -> list[Any]:
    """The records that a declaration says there are none of."""
    if stands_for is ExemptRecord.DRAWING_REVIEW:
        return list(records[RecordKind.DRAWING_REVIEW])
    return [row for row in records[RecordKind.COMPLETION] if row.kind == CompletionKind.FILING]


def _blocks(code: str, text: str, remedy: str, exemption: Any, other: Any, value: str) -> Finding:
    sides = (
        (f"{exemption.record_kind.label}“{exemption}”", str(exemption.get_ground_display())),
        (f"{other.record_kind.label}“{other}”", value),
    )
    return Finding(code, Level.BLOCK, text, remedy, (str(exemption.row_guid), str(other.row_guid)), sides)
