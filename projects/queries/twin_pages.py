"""Projects that look alike as a page shows them: side by side, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.side_by_side import Sides, sides
from projects.catalogue import PLACES
from projects.models import Project
from projects.queries.twins import Twin, sketch_of, twins_by_name
from projects.rules.similar import Sketch


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both; ours is empty when it is not known."""

    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether both are known and say different things."""
        return bool(self.ours and self.theirs and self.ours != self.theirs)


@dataclass(frozen=True, slots=True)
class Pair:
    """A project and the one that is asked about."""

    project: Project
    name: Sides
    rows: tuple[Row, ...]
    agrees: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def is_by_name(self) -> bool:
        """Whether nothing but a name is known of the one that is asked about."""
        return not any(row.ours for row in self.rows)


def pairs_of(sketch: Sketch, twins: Iterable[Twin]) -> list[Pair]:
    """Each twin beside what is asked about. No query."""
    return [
        Pair(
            project=twin.project,
            name=sides(sketch.name, twin.project.name),
            rows=_rows(sketch, sketch_of(twin.project), twin.project.number or ""),
            agrees=twin.likeness.agrees,
            differs=twin.likeness.differs,
        )
        for twin in twins
    ]


def pairs_by_name(text: str, found: Iterable[Project]) -> list[Pair]:
    """Projects on display whose names look like a text that was searched for, beside it.

    :param found: those that the search has found already.
    """
    return pairs_of(Sketch(name=text), twins_by_name(text, found))


def _rows(ours: Sketch, theirs: Sketch, number: str) -> tuple[Row, ...]:
    mine, other = _facts(ours, ""), _facts(theirs, number)
    return tuple(Row(label, mine[label], text) for label, text in other.items() if text or mine[label])


def _facts(sketch: Sketch, number: str) -> dict[str, str]:
    amount: Decimal | None = sketch.total_investment
    return {
        "所在地": PLACES.get(sketch.county, ""),
        "建设单位": sketch.owner_name,
        "项目代码": sketch.investment_code,
        "项目编号": number,
        "立项文号": sketch.approval_number,
        "立项批复时间": sketch.approved_on.isoformat() if sketch.approved_on else "",
        "总投资": f"{amount.normalize():,f} 万元" if amount else "",
    }
