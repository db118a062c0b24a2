"""Projects, their stage records and the papers that prove them."""

from projects.models.building import Completion, ConstructionPermit
from projects.models.catalogue import DictionaryEntry, FormVersion
from projects.models.drafts import Draft
from projects.models.exemptions import Exemption
from projects.models.files import Attachment, StoredFile
from projects.models.findings import FindingReason, TwinDecision
from projects.models.imports import ImportFault, ImportJob, ImportMode, ImportQuestion, ImportState, OwedQuestion
from projects.models.intake import DockedRecord, IntakeMapping, IntakeMessage
from projects.models.legacy import LegacyRecord
from projects.models.numbers import NumberSeries
from projects.models.openings import OpenedFiling, OpenedRecord
from projects.models.preparation import Contract, DrawingReview, Tender
from projects.models.project import Project
from projects.models.record import BOOKKEEPING_COLUMNS, StageRecord
from projects.models.scans import PaperScan
from projects.models.scope import SectorScope
from projects.models.search import OwedSearch, ProjectSearch
from projects.models.track_records import EnterpriseIndicators, PersonalTrackRecord
from projects.models.units import Participant, UnitProject
from projects.rules.kinds import RecordKind

# In the order of the rail.
STAGE_MODELS: tuple[type[StageRecord], ...] = (
    Project,
    UnitProject,
    Participant,
    Tender,
    Contract,
    DrawingReview,
    ConstructionPermit,
    Completion,
    Exemption,
    EnterpriseIndicators,
    PersonalTrackRecord,
)
MODEL_OF_KIND: dict[RecordKind, type[StageRecord]] = {model.record_kind: model for model in STAGE_MODELS}

__all__ = [
    "BOOKKEEPING_COLUMNS",
    "MODEL_OF_KIND",
    "STAGE_MODELS",
    "Attachment",
    "Completion",
    "ConstructionPermit",
    "Contract",
    "DictionaryEntry",
    "DockedRecord",
    "Draft",
    "DrawingReview",
    "EnterpriseIndicators",
    "Exemption",
    "FindingReason",
    "FormVersion",
    "ImportFault",
    "ImportJob",
    "ImportMode",
    "ImportQuestion",
    "ImportState",
    "IntakeMapping",
    "IntakeMessage",
    "LegacyRecord",
    "NumberSeries",
    "OpenedFiling",
    "OpenedRecord",
    "OwedQuestion",
    "OwedSearch",
    "PaperScan",
    "Participant",
    "PersonalTrackRecord",
    "Project",
    "ProjectSearch",
    "SectorScope",
    "StageRecord",
    "StoredFile",
    "Tender",
    "TwinDecision",
    "UnitProject",
]
