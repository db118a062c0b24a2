"""Provincial project numbers and stage numbers (domain.md 3.1 and 3.2)."""

from datetime import date

from projects.rules.dictionaries import ProjectClass, Stage

PER_DAY = 99
STAGE_LETTERS: dict[Stage, str] = {Stage.PERMIT: "SX", Stage.COMPLETION: "JX"}


def number_prefix(*, division_code: str, on: date, project_class: ProjectClass) -> str:
    """The first fourteen digits: division, day, class."""
    return f"{division_code}{on:%y%m%d}{project_class.value}"


def stage_number(*, project_number: str, stage: Stage, serial: int) -> str:
    """A stage record's number, such as ``2201022409010101-SX-001``. Acceptance and filing share one -JX- counter."""
    return f"{project_number}-{STAGE_LETTERS[stage]}-{serial:03d}"
