"""The push gate asked about a project."""

from datetime import date

from common.clock import day_of
from grading.models import GradeEntry
from grading.rules.push import GateAnswer, Window, push_gate
from national.queries import national_shown
from projects.models import Completion, ConstructionPermit, Project
from projects.rules.dictionaries import Origin


def gate_for(project: Project, today: date, windows: tuple[Window, ...]) -> GateAnswer:
    """Whether this project may be pushed, by the day of its first confirmation, or by today's before there is one."""
    first = GradeEntry.objects.filter(project_guid=project.row_guid).order_by("pk").first()
    completion = Completion.objects.filter(project=project, update_flag="U").order_by("-finished_on").first()
    permit = ConstructionPermit.objects.filter(project=project, update_flag="U").order_by("released_on").first()
    return push_gate(
        finished_on=completion.finished_on if completion else None,
        released_on=permit.released_on if permit else None,
        first_confirmed_on=day_of(first.granted_at) if first else today,
        national_shown=national_shown(str(project.row_guid)),
        docked=project.origin == Origin.DOCKING,
        windows=windows,
    )
