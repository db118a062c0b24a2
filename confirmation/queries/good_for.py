"""What a case is for, as its official reads it: uses, and the conditions of a higher grade (X01, R14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from confirmation.models import Case
from confirmation.queries.project_page import conditions_for
from confirmation.queries.records import liftable_of
from confirmation.queries.turns import pending_of
from confirmation.queries.uses import ProjectUses, uses_for
from confirmation.rules.states import UNFINISHED, CaseKind
from grading.rules.grades import Condition, Grade
from grading.rules.push import GateAnswer
from national.queries import DeliveryStatus
from projects.models import StageRecord


@dataclass(frozen=True, slots=True)
class GoodFor:
    """Uses of the project for the enterprise that filed the case; conditions of an application that is open."""

    uses: ProjectUses
    conditions: tuple[Condition, ...]


def good_for(
    case: Case, records: Sequence[StageRecord], rest: Sequence[StageRecord], delivery: DeliveryStatus, gate: GateAnswer
) -> GoodFor:
    """What the case is for. Two queries.

    :param records: the case's own, as its page shows them; ``rest``: what else is confirmed of the project.
    """
    known = [*(record for record in rest if record.is_confirmed), *records]
    pending = pending_of(case.project, case.enterprise)
    uses = uses_for(case.project, known, case.enterprise, delivery=delivery, gate=gate, pending=pending)
    if case.kind != CaseKind.UPGRADE or case.status not in UNFINISHED:
        return GoodFor(uses, ())
    grades = [Grade(record.grade) for record in liftable_of(known)]
    return GoodFor(uses, conditions_for(grades, case.project, delivery, case.use_purpose))
