"""项目信息构成表: which fields each kind of record has, in which order, and what the national platform calls them.

The notice's annex was not found; these lists are its provisional first version (domain.md 2). Pages, validation,
workbooks and messages derive from them. A later version is data (``projects.models.FormVersion``): it may word, order
and require anew, leave optional fields out and add optional ones, without a migration.
"""

from projects.rules.fields.building import COMPLETION, DRAWING_REVIEW, PERMIT
from projects.rules.fields.entry import Entry, Section, read_sections, written_sections
from projects.rules.fields.exemptions import EXEMPTION
from projects.rules.fields.preparation import CONTRACT, TENDER
from projects.rules.fields.project import PARTICIPANT, PROJECT, UNIT
from projects.rules.fields.track_records import INDICATORS, PERSONAL
from projects.rules.kinds import RecordKind

FIRST_VERSION = "2024-11-25"
BUILT_IN: dict[RecordKind, tuple[Section, ...]] = {
    RecordKind.PROJECT: PROJECT,
    RecordKind.UNIT: UNIT,
    RecordKind.PARTICIPANT: PARTICIPANT,
    RecordKind.TENDER: TENDER,
    RecordKind.CONTRACT: CONTRACT,
    RecordKind.DRAWING_REVIEW: DRAWING_REVIEW,
    RecordKind.PERMIT: PERMIT,
    RecordKind.COMPLETION: COMPLETION,
    RecordKind.EXEMPTION: EXEMPTION,
    RecordKind.INDICATORS: INDICATORS,
    RecordKind.PERSONAL: PERSONAL,
}

__all__ = ["BUILT_IN", "FIRST_VERSION", "Entry", "Section", "read_sections", "written_sections"]
