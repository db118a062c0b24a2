"""Projects, their stage records and the papers that prove them."""

from projects.models.files import Attachment, StoredFile
from projects.models.numbers import NumberSeries
from projects.models.project import Project
from projects.models.record import BOOKKEEPING_COLUMNS, StageRecord
from projects.models.scope import SectorScope
from projects.models.stages import Completion, ConstructionPermit

STAGE_MODELS: tuple[type[StageRecord], ...] = (Project, ConstructionPermit, Completion)

__all__ = [
    "BOOKKEEPING_COLUMNS",
    "STAGE_MODELS",
    "Attachment",
    "Completion",
    "ConstructionPermit",
    "NumberSeries",
    "Project",
    "SectorScope",
    "StageRecord",
    "StoredFile",
]
