"""Projects, their stage records and the papers that prove them."""

from projects.models.files import Attachment, StoredFile
from projects.models.numbers import NumberSeries
from projects.models.preparation import Contract, DrawingReview, Tender
from projects.models.project import Project
from projects.models.record import BOOKKEEPING_COLUMNS, StageRecord
from projects.models.scope import SectorScope
from projects.models.stages import Completion, ConstructionPermit

# In the order of the rail.
STAGE_MODELS: tuple[type[StageRecord], ...] = (
    Project,
    Tender,
    Contract,
    DrawingReview,
    ConstructionPermit,
    Completion,
)

__all__ = [
    "BOOKKEEPING_COLUMNS",
    "STAGE_MODELS",
    "Attachment",
    "Completion",
    "ConstructionPermit",
    "Contract",
    "DrawingReview",
    "NumberSeries",
    "Project",
    "SectorScope",
    "StageRecord",
    "StoredFile",
    "Tender",
]
