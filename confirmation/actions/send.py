"""Sending a case to its authority: route it, seal the records, keep the full picture. Verbs of other verbs."""

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_submitter
from accounts.rules import EnterpriseKind
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.answering import require_answered
from confirmation.actions.clock import turn_clock
from confirmation.actions.open import require_kind
from confirmation.models import Case, CaseItem, RuleVersion, Submission
from confirmation.queries.records import qualifications_of
from confirmation.queries.routing import line_of, route_of
from confirmation.queries.rules import rules_on
from confirmation.rules.clock import ClockCause
from confirmation.rules.ruleset import DECLARATION_IS_MISSING, DECLARATION_TEXT, STATEMENT_VERSION, RuleSet
from confirmation.rules.states import Action, CaseKind, Status, move
from confirmation.snapshot import snapshot_of
from grading.rules.grades import GRADE_OF_TIER, Grade
from projects.actions import seal, widen
from projects.models import Attachment, Project, StageRecord
from projects.queries import attachments_of
from projects.queries.scans import require_submittable

Papers = dict[UUID, list[Attachment]]


class TheTruthMustBeDeclared(RuleError):
    """The declaration of truth was not made."""


def begin(
    by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, declared: bool, at: datetime
) -> tuple[Project, RuleSet]:
    """The project, held until the transaction ends, and the rules in force. Whose project it is, the caller judges.

    :raises ActsForNobody, AnInternalCheckerSubmits: for who may not submit for the enterprise (E02).
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared: what the enterprise stands for.
    """
    require_submitter(by, enterprise, day_of(at))
    require_kind(enterprise, kind)
    if not declared:
        raise TheTruthMustBeDeclared(DECLARATION_IS_MISSING, clause=of_notice("一（六）1"), field="declared")
    projects = Project.objects.select_for_update(of=("self",)).select_related("division", "filed_by")
    return projects.get(pk=project_id), rules_on(day_of(at))


def acting(by: User, enterprise: Enterprise, project: Project, rules: RuleSet) -> AbstractContextManager[None]:
    """How the history names the submission."""
    return context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.submit",
        subject=str(project.row_guid),
        rule_version=rules.version,
    )


def send(case: Case, records: list[StageRecord], *, by: User, project: Project, rules: RuleSet, at: datetime) -> Case:
    """Send a case with exactly these records. Opens no transaction.

    :raises NotAllowedNow: when the case does not lie with its enterprise.
    :raises EveryDefectNeedsAnAnswer: when it came back with marks, and one was neither changed nor answered.
    :raises ProjectExistsAlready: when another firm submitted the same investment code first.
    :raises PaperIsInfected: when the scanner found a virus in a paper (E11).
    """
    after = move(Status(case.status), Action.SUBMIT, CaseKind(case.kind))
    kind, target = CaseKind(case.kind), Grade(case.target_grade)
    stop, authority = route_of(kind, target, project, qualifications_of(records), rules)
    papers = attachments_of(project)
    require_submittable(paper for record in records for paper in papers.get(record.row_guid, []))
    if case.number is not None:  # it comes again
        require_answered(case, records, papers)
        widen(project=project, enterprise=case.enterprise, records=records)
    keep_rules(rules, at)
    seal(records=records, at=at)
    case.status, case.version = after.next, case.version + 1
    case.number = case.number or f"{day_of(at):%Y%m%d}{case.pk:06d}"
    case.tier, case.authority = stop.tier, authority
    case.target_grade = GRADE_OF_TIER[stop.tier]
    case.business_line, unit_reason = line_of(
        EnterpriseKind(case.enterprise_kind), Grade(case.target_grade), authority, project, day_of(at)
    )
    case.county_code, case.city_code = project.division_id, project.division.city_code
    case.route_reason, case.rule_version = f"{stop.reason}（{stop.clause}）；{unit_reason}", rules.version
    case.submitted_at, case.decided_at = at, None
    turn_clock(case, ClockCause.SUBMITTED, at=at)
    case.save()
    _keep_items(case, records)
    _keep_snapshot(case, records, papers, by, at)
    return case


def keep_rules(rules: RuleSet, at: datetime) -> None:
    """Keep what a rule version says the first time that it is used (N32)."""
    RuleVersion.objects.get_or_create(version=rules.version, defaults={"content": rules.content, "first_used_at": at})


def _keep_items(case: Case, records: list[StageRecord]) -> None:
    case.items.exclude(record_guid__in=[record.row_guid for record in records]).delete()
    known = set(case.items.values_list("record_guid", flat=True))
    CaseItem.objects.bulk_create(
        CaseItem(case=case, stage=record.stage, record_guid=record.row_guid)
        for record in records
        if record.row_guid not in known
    )


def _keep_snapshot(case: Case, records: list[StageRecord], papers: Papers, by: User, at: datetime) -> None:
    snapshot, digest = snapshot_of(records, papers)
    Submission.objects.create(
        case=case,
        round=case.submissions.count() + 1,
        snapshot=snapshot,
        sha256=digest,
        declaration_version=STATEMENT_VERSION,
        declaration_text=DECLARATION_TEXT,
        declared_by=by,
        declared_name=by.name,
        submitted_at=at,
    )
