"""The page of what changed in a case: since the last submission, since one last looked, since a confirmation (X03)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from accounts.models import User
from confirmation.models import Case, Decision, Submission, Viewing
from confirmation.queries.answers import plain
from confirmation.queries.differences import SAME, RecordDifference, differences
from confirmation.queries.submitted import read_snapshots
from confirmation.rules.states import Action


class Since(models.TextChoices):
    """From when on."""

    SUBMISSION = "submission", "上次提交以来"
    LOOK = "look", "我上次查看以来"
    CONFIRMATION = "confirmation", "上次确认以来"


_NOTHING = {
    Since.SUBMISSION: "该办件只提交过一次，没有可比较的上次提交。",
    Since.LOOK: "您在本次提交之前没有打开过该办件；可查看上次提交以来的变化。",
    Since.CONFIRMATION: "该企业就该项目在本次提交之前没有经过确认的提交。",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What the page shows.

    :param title: from which submission to which; empty when there is nothing to compare with, and ``nothing`` says so.
    :param records: those with differences; ``unchanged`` the others, folded.
    """

    since: str
    title: str
    nothing: str
    records: list[RecordDifference]
    unchanged: list[RecordDifference]


def changes_of(case: Case, user: User, since: str) -> Changes:
    """What changed up to the latest submission of a case. Six queries at the most, whatever the case holds.

    :param since: one of :class:`Since`, or the number of a round of the case.
    """
    latest = case.submissions.order_by("-round").first()
    before = _before(case, user, since, latest) if latest else None
    if latest is None or before is None:
        nothing = _NOTHING[Since(since)] if since in Since.values else "没有该次提交可比较。"
        return Changes(since, "", nothing, [], [])
    old, new = read_snapshots([before.snapshot, latest.snapshot])
    found = differences(old, new)
    return Changes(
        since=since,
        title=f"{_named(before, case)} → {_named(latest, case)}",
        nothing="",
        records=[record for record in found if record.state != SAME],
        unchanged=[record for record in found if record.state == SAME],
    )


def _named(submission: Submission, case: Case) -> str:
    of_case = "" if submission.case_id == case.pk else f"办件 {submission.case} "
    return f"{of_case}第{submission.round}次提交（{plain(submission.submitted_at)}）"


def _before(case: Case, user: User, since: str, latest: Submission) -> Submission | None:
    rounds = case.submissions.select_related("case").filter(round__lt=latest.round).order_by("-round")
    if since == Since.LOOK:
        seen = _last_look(case, user, latest.submitted_at)
        return rounds.filter(submitted_at__lte=seen).first() if seen else None
    if since == Since.CONFIRMATION:
        return _confirmed(case, latest)
    if since.isascii() and since.isdigit():
        return rounds.filter(round=int(since[:4])).first()
    return rounds.first()


def _last_look(case: Case, user: User, before: datetime) -> datetime | None:
    # What was opened since the latest submission is the present look, not the last one.
    looks = Viewing.objects.filter(case=case, person=user, paper_guid=None, opened_at__lt=before)
    return looks.order_by("-pk").values_list("opened_at", flat=True).first()


def _confirmed(case: Case, latest: Submission) -> Submission | None:
    about = {"case__project": case.project_id, "case__enterprise": case.enterprise_id, "action": Action.CONFIRM}
    acts = Decision.objects.filter(**about).exclude(submission=latest).select_related("submission__case")
    decision = acts.filter(decided_at__lte=latest.submitted_at).order_by("-pk").first()
    return decision.submission if decision else None
