"""What was done with a project's cases so far: submissions, decisions, and where each tier stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.rules import Tier
from confirmation.models import Case, Decision, Submission
from confirmation.queries.answers import plain
from confirmation.queries.queue import held_text
from confirmation.queries.signers import SIGNING, VOIDING
from confirmation.rules.states import WITH_AUTHORITY, Action, Status
from grading.rules.grades import GRADE_OF_TIER

SHOWN_AT_MOST = 100
_TONES = {
    Status.RETURNED: "returned",
    Status.REFUSED: "returned",
    Status.WITHDRAWN: "returned",
    Status.REVERSED: "returned",
    Status.CONFIRMED: "done",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of ``components/timeline.html``."""

    at: str
    datetime: str
    action: str
    actor: str
    role: str
    unit: str
    object: str
    reason: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One tier of ``components/tier_steps.html``."""

    label: str
    state: str
    tone: str
    unit: str = ""
    detail: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Decisions and submissions about a project by the enterprise of a case, newest first, without snapshots."""

    case: Case
    decisions: list[Decision]
    submissions: list[Submission]

    @property
    def signatures(self) -> list[Decision]:
        """Signatures that count on what the case was last submitted with, oldest first."""
        latest = max((found.round for found in self.submissions if found.case_id == self.case.pk), default=0)
        own = [found for found in self.decisions if found.case_id == self.case.pk and found.submission.round == latest]
        counted: list[Decision] = []
        for found in reversed(own):
            if found.action in VOIDING:
                counted = []
            elif found.action in SIGNING:
                counted.append(found)
        return counted

    @property
    def others(self) -> list[Case]:
        """The project's other cases of the same line, which whoever sees this one sees too; newest first."""
        found = {row.case_id: row.case for row in self.submissions if row.case_id != self.case.pk}
        return [case for case in found.values() if case.business_line == self.case.business_line]


def history_of(case: Case) -> History:
    """The history of a case and of the cases before it. Three queries."""
    about = {"case__project": case.project_id, "case__enterprise": case.enterprise_id}
    decisions = Decision.objects.filter(**about).select_related("person", "authority", "case", "submission")
    submissions = Submission.objects.filter(**about).select_related("case").defer("snapshot", "declaration_text")
    return History(
        case=case,
        decisions=list(
            decisions.defer("submission__snapshot", "submission__declaration_text")
            .prefetch_related("verifications")
            .order_by("-decided_at", "-pk")[:SHOWN_AT_MOST]
        ),
        submissions=list(submissions.order_by("-submitted_at", "-pk")[:SHOWN_AT_MOST]),
    )


def entries_of(history: History) -> list[Entry]:
    """All of it as one list, newest first."""
    moments: list[tuple[datetime, Entry]] = [(found.decided_at, _decided(found)) for found in history.decisions]
    moments += [(found.submitted_at, _submitted(found, history.case)) for found in history.submissions]
    return [entry for _, entry in sorted(moments, key=lambda pair: pair[0], reverse=True)]


def checks_of(history: History, guid: UUID) -> list[tuple[str, str]]:
    """How a record was verified so far, oldest first: the tier, then method, person and day (二（二）3)."""
    return [
        (f"{decision.get_tier_display()}核对", _check(found.get_method_display(), found.note, decision))
        for decision in reversed(history.decisions)
        for found in decision.verifications.all()
        if found.record_guid == guid
    ]


def tier_steps(history: History, at: datetime) -> list[Step]:
    """Where county, city and province stand with the project."""
    confirmed = _standing_confirmations(history)
    reached = {*confirmed, Tier(history.case.tier)}
    first = min(reached, key=lambda tier: tier.rank)
    return [_step(tier, first, confirmed.get(tier), history.case, at) for tier in Tier]


def _standing_confirmations(history: History) -> dict[Tier, Decision]:
    found: dict[Tier, Decision] = {}
    for decision in reversed(history.decisions):
        if decision.action == Action.CONFIRM:
            found[Tier(decision.tier)] = decision
        elif decision.action == Action.REVERSE:
            found.pop(Tier(decision.tier), None)
    return found


def _step(tier: Tier, first: Tier, confirmed: Decision | None, case: Case, at: datetime) -> Step:
    if confirmed is not None:
        detail = f"{confirmed.person.name} {plain(confirmed.decided_at)[:10]}"
        return Step(tier.label, "已确认", "done", confirmed.authority.name, detail, GRADE_OF_TIER[tier])
    if tier == case.tier and case.authority is not None:
        detail = held_text(case) if case.holder_at(at) else ""
        tone = _TONES.get(Status(case.status), "now")
        return Step(tier.label, case.get_status_display(), tone, case.authority.name, detail)
    if tier.rank < first.rank:
        return Step(tier.label, "不经过", "skipped", detail="首次确认不在本级")
    return Step(tier.label, "未申请", "later")


def _decided(decision: Decision) -> Entry:
    tier = Tier(decision.tier)
    return Entry(
        at=plain(decision.decided_at),
        datetime=decision.decided_at.isoformat(),
        action=decision.get_action_display(),
        actor=decision.person.name,
        role=f"{tier.label}审核人员",
        unit=decision.authority.name,
        object=str(decision.case),
        reason=decision.note,
        grade=GRADE_OF_TIER[tier] if decision.action == Action.CONFIRM else "",
    )


def _submitted(submission: Submission, case: Case) -> Entry:
    return Entry(
        at=plain(submission.submitted_at),
        datetime=submission.submitted_at.isoformat(),
        action=f"提交（第{submission.round}次）",
        actor=submission.declared_name,
        role="企业填报人员",
        unit=case.enterprise.name,
        object=str(submission.case),
    )


def _check(method: str, note: str, decision: Decision) -> str:
    said = f"{method}：{note}" if note else method
    return f"{said}（{decision.person.name}，{plain(decision.decided_at)[:10]}）"


def is_waiting(case: Case) -> bool:
    """Whether the case lies with an authority."""
    return Status(case.status) in WITH_AUTHORITY


def submission_rows(submissions: Sequence[Submission]) -> list[tuple[str, str]]:
    """Each submission and the digest of everything it contained."""
    return [
        (f"{found.case} 第{found.round}次", f"{plain(found.submitted_at)}，SHA-256 {found.sha256}")
        for found in submissions
    ]
