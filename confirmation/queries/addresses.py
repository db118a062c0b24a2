"""Where an enterprise goes on with a case."""

from django.urls import reverse

from confirmation.models import Case
from confirmation.rules.states import CaseKind


def enterprise_page(case: Case) -> str:
    """The page of the project on which the enterprise works: that of the missing stages, or the task list."""
    name = "stage-backfill" if case.kind == CaseKind.STAGE_BACKFILL else "task-list"
    return reverse(name, args=[case.project.row_guid])


def authority_page(case: Case) -> str:
    """The official's page of the case."""
    return reverse("authority-case", args=[case.number])
