"""Into which cases a filing goes: one, or two when some of its records are of a category that the city confirms."""

from collections.abc import Sequence

from accounts.queries import county_authority
from confirmation.queries.records import is_special
from confirmation.rules.ruleset import RuleSet
from projects.models import Project, StageRecord
from projects.queries import sector_of


def parts_of(records: Sequence[StageRecord], project: Project, rules: RuleSet) -> list[tuple[bool, list[StageRecord]]]:
    """The ordinary records and the special ones (decisions 19), each part only where it has any; the ordinary first.

    Where no county confirms, both would go to the same city, and nothing is split. One query.
    """
    split = county_authority(project.division) is not None
    sector = sector_of(project)
    parts: dict[bool, list[StageRecord]] = {False: [], True: []}
    for record in records:
        parts[split and is_special(record, rules.routing, sector)].append(record)
    return [(special, part) for special, part in parts.items() if part]
