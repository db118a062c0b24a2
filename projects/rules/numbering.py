"""Provincial project numbers and stage numbers (domain.md 3.1 and 3.2)."""

from datetime import date, timedelta

from projects.rules.dictionaries import ProjectClass, Stage

PER_DAY = 99
STAGE_LETTERS: dict[Stage, str] = {Stage.PERMIT: "SX", Stage.COMPLETION: "JX"}


def number_prefix(*, division_code: str, on: date, project_class: ProjectClass) -> str:
    """The first fourteen digits: division, day, class."""
    return f"{division_code}{on:%y%m%d}{project_class.value}"


def next_day_with_room(on: date, used: dict[date, int]) -> tuple[date, int]:
    """The day and serial of the next number: that day, or when its 99 are used the next day with room (decisions 13).

    :param used: the highest serial issued per day, for this division and class.
    """
    while used.get(on, 0) >= PER_DAY:
        on += timedelta(days=1)
    return on, used.get(on, 0) + 1


def stage_number(*, project_number: str, stage: Stage, serial: int) -> str:
    """A stage record's number, such as ``2201022409010101-SX-001``. Acceptance and filing share one -JX- counter."""
    return f"{project_number}-{STAGE_LETTERS[stage]}-{serial:03d}"
