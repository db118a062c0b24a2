"""How often units send cases back, and what they find late: for the tier above (X04)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from confirmation.models import Decision, Defect
from confirmation.rules.states import Action


@dataclass(frozen=True, slots=True)
class ReturnCount:
    """One unit's returns in a period.

    :param cases: that it decided in any way; ``twice`` of them it returned two times or more in that period.
    :param defects: marks of its returns and refusals; ``late`` of them could have been made in the round before.
    """

    cases: int = 0
    twice: int = 0
    defects: int = 0
    late: int = 0

    @property
    def share_twice(self) -> int:
        """Of a hundred cases how many came back two times or more, rounded."""
        return round(100 * self.twice / self.cases) if self.cases else 0


_DECIDED = (Action.CONFIRM, Action.RETURN, Action.REFUSE)


def returns_by_unit(
    authorities: Collection[int], *, since: datetime, until: datetime | None = None
) -> dict[int, ReturnCount]:
    """Counts by authority; one without decisions in the period is left out. Two queries, however many units.

    :param since, until: moments; the last is not included, and None is no end.
    """
    period: dict[str, object] = {"authority__in": authorities, "decided_at__gte": since}
    if until is not None:
        period["decided_at__lt"] = until
    by_case = (
        Decision.objects.filter(**period, action__in=_DECIDED)
        .values("authority_id", "case_id")
        .annotate(returns=Count("pk", filter=Q(action=Action.RETURN)))
    )
    cases: dict[int, int] = {}
    twice: dict[int, int] = {}
    for row in by_case.values_list("authority_id", "returns"):
        cases[row[0]] = cases.get(row[0], 0) + 1
        twice[row[0]] = twice.get(row[0], 0) + (row[1] > 1)
    marked = (
        Defect.objects.filter(**{f"decision__{name}": value for name, value in period.items()})
        .values(unit=F("decision__authority_id"))
        .annotate(every=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    )
    marks = {row["unit"]: (row["every"], row["late"]) for row in marked}
    return {unit: ReturnCount(cases[unit], twice[unit], *marks.get(unit, (0, 0))) for unit in cases}
