"""The push gate asked about a project."""

from collections.abc import Sequence
from datetime import date

from common.clock import day_of
from grading.models import GradeEntry
from grading.rules.push import GateAnswer, Window, push_gate
from projects.models import Completion, ConstructionPermit, Project, StageRecord
from projects.rules.dictionaries import Origin


def gate_for(
    project: Project,
    records: Sequence[StageRecord],
    today: date,
    windows: tuple[Window, ...],
    *,
    national_shown: bool,
) -> GateAnswer:
    """Whether this project may be pushed, by the day of its first confirmation, or by today's before there is one.

    One query.

    :param records: those that count: the confirmed ones, and before a decision those of the filing. What other
        enterprises are still filling in decides nothing.
    """
    first = GradeEntry.objects.since_shown(project.row_guid).first()
    finished = [record.finished_on for record in records if isinstance(record, Completion)]
    released = [record.released_on for record in records if isinstance(record, ConstructionPermit)]
    return push_gate(
        finished_on=max(finished, default=None),
        released_on=min(released, default=None),
        first_confirmed_on=day_of(first.granted_at) if first else today,
        today=today,
        national_shown=national_shown,
        docked=project.origin == Origin.DOCKING,
        shown=first is not None and first.batch != "",  # loaded with its grade: on the platform since before the notice
        windows=windows,
    )
