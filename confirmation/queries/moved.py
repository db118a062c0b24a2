"""What happened to a case since an official opened its page (R30)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from confirmation.models import Case
from confirmation.queries.answers import plain


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened, oldest first, and where the difference is shown; empty when nothing new was submitted."""

    steps: list[str]
    difference: str


def since_opened(case: Case, seen: Mapping[str, Any]) -> Moved:
    """What happened since. Two queries.

    :param seen: ``version_seen`` and ``round_seen`` as the page had them; without a round no difference is offered.
    """
    decisions = case.decisions.filter(case_version__gte=seen.get("version_seen") or 0).select_related("person")
    round_seen = seen.get("round_seen")
    submissions = case.submissions.filter(round__gt=round_seen).defer("snapshot") if round_seen is not None else []
    steps = [(row.decided_at, f"{row.person.name}{row.get_action_display()}") for row in decisions]
    steps += [(row.submitted_at, f"企业第{row.round}次提交") for row in submissions]
    url = f"{reverse('authority-changes', args=[case.number])}?since={round_seen}" if submissions else ""
    return Moved([f"{plain(at)} {text}" for at, text in sorted(steps)], url)
