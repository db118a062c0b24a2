"""Which stages of a project are there, and which are missing (decisions 18)."""

from projects.models import Project
from projects.rules.dictionaries import Stage


def missing_stages(project: Project) -> frozenset[Stage]:
    """Stages a project lacks. A completion is not missing while the project is unfinished (decisions 18)."""
    return frozenset() if project.permits.exists() else frozenset({Stage.PERMIT})
