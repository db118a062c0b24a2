"""How often extracts were checked at their public addresses, for the firm and for auditors (U08)."""

from dataclasses import dataclass

from accounts.models import Enterprise
from portal.extract_checks import COUNTED_AT_MOST
from portal.models import ExtractCheck
from projects.models import Project

SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class ExtractChecks:
    """The newest days on which extracts of a project were checked.

    :param is_cut: there are earlier days.
    """

    rows: list[ExtractCheck]
    is_cut: bool
    counted_at_most: int = COUNTED_AT_MOST


def checks_of(project: Project, enterprise: Enterprise | None = None) -> ExtractChecks:
    """Checks of a project's extracts, the latest first; of one enterprise's, or of all. One query."""
    found = ExtractCheck.objects.filter(project=project).select_related("enterprise").order_by("-last_at", "-pk")
    rows = list((found.filter(enterprise=enterprise) if enterprise else found)[: SHOWN_AT_MOST + 1])
    return ExtractChecks(rows[:SHOWN_AT_MOST], len(rows) > SHOWN_AT_MOST)
