"""Submitting a case: route it, seal the records, keep the full picture."""

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from accounts.queries import business_line_for
from accounts.rules import EnterpriseKind
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.open import open_case, require_kind
from confirmation.models import Case, CaseItem, RuleVersion, Submission
from confirmation.queries.routing import route_of
from confirmation.queries.rules import rules_on
from confirmation.rules.ruleset import DECLARATION_IS_MISSING, DECLARATION_TEXT, STATEMENT_VERSION, RuleSet
from confirmation.rules.states import Action, CaseKind, NotAllowedNow, Status, move
from confirmation.snapshot import snapshot_of
from grading.rules.grades import GRADE_OF_TIER, Grade, lowest, next_grade, require_upgrade_possible
from national.queries import national_shown
from projects.actions import seal
from projects.actions.records import require_new_code
from projects.models import Attachment, Project, StageRecord
from projects.queries import attachments_of, missing_papers, records_of, sector_of
from projects.rules.dictionaries import Stage
from projects.rules.scope import require_in_scope

Papers = dict[UUID, list[Attachment]]


class TheTruthMustBeDeclared(RuleError):
    """The declaration of truth was not made."""


class SomethingIsMissing(RuleError):
    """A stage or paper that the filing needs is missing."""


@transaction.atomic(durable=True)
def submit_backfill(
    *, by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, declared: bool, at: datetime
) -> Case:
    """Send a project with all its records to the authority of its place (业绩补录; 一（六）4), first or again.

    :param declared: whether the declaration of truth was made (一（六）1, BR-19).
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared: who files, and what he stands for.
    :raises NotAllowedNow, AnotherCaseIsOpen: when the case is not with the enterprise.
    :raises SomethingIsMissing: naming the first missing stage or paper.
    :raises SectorIsOutOfScope: 一（二）.
    :raises ProjectExistsAlready: when another firm submitted the same investment code first.
    """
    project, rules = _begin(by, enterprise, project_id, kind, declared, at)
    if project.is_confirmed:
        raise NotAllowedNow(
            "该项目已经主管部门确认，无需再次提交；如需更高等级，请申请定级", clause=of_notice("二（二）")
        )
    require_in_scope(sector_of(project), rules.scope)
    require_new_code(project.investment_code, apart_from=project)
    require_complete(records_of(project), attachments_of(project))
    with _acting(by, enterprise, project, rules):
        case = open_case(
            by=by,
            project=project,
            kind=CaseKind.PROJECT_BACKFILL,
            enterprise_kind=kind,
            target=Grade.C,
            use_purpose="",
            at=at,
        )
        return _send(case, by=by, project=project, rules=rules, at=at)


@transaction.atomic(durable=True)
def submit_upgrade(
    *,
    by: User,
    enterprise: Enterprise,
    project_id: int,
    kind: EnterpriseKind,
    use_purpose: str,
    declared: bool,
    at: datetime,
) -> Case:
    """Apply for the next grade of a project's existing records (二（二）, decisions 22).

    :param use_purpose: for A, the qualification that the enterprise will apply for.
    :raises GradesAreGivenTierByTier: when a condition is not met, with the condition.
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared, NotAllowedNow, AnotherCaseIsOpen: as for a backfill.
    """
    project, rules = _begin(by, enterprise, project_id, kind, declared, at)
    grades = [Grade(record.grade) for record in records_of(project)]
    target = next_grade(lowest(grades)) or Grade.A
    require_upgrade_possible(
        grades=grades,
        target=target,
        published=project.published,
        national_shown=national_shown(str(project.row_guid)),
        purpose=use_purpose,
    )
    with _acting(by, enterprise, project, rules):
        case = open_case(
            by=by,
            project=project,
            kind=CaseKind.UPGRADE,
            enterprise_kind=kind,
            target=target,
            use_purpose=use_purpose,
            at=at,
        )
        return _send(case, by=by, project=project, rules=rules, at=at)


def _begin(
    by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, declared: bool, at: datetime
) -> tuple[Project, RuleSet]:
    require_member(by, enterprise, day_of(at))
    require_kind(enterprise, kind)
    if not declared:
        raise TheTruthMustBeDeclared(DECLARATION_IS_MISSING, clause=of_notice("一（六）1"), field="declared")
    projects = Project.objects.select_for_update(of=("self",)).select_related("division", "filed_by")
    return projects.get(pk=project_id, filed_by=enterprise), rules_on(day_of(at))


def _acting(by: User, enterprise: Enterprise, project: Project, rules: RuleSet) -> AbstractContextManager[None]:
    return context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.submit",
        subject=str(project.row_guid),
        rule_version=rules.version,
    )


def _send(case: Case, *, by: User, project: Project, rules: RuleSet, at: datetime) -> Case:
    after = move(Status(case.status), Action.SUBMIT)
    stop, authority = route_of(project, CaseKind(case.kind), Grade(case.target_grade), rules)
    records, papers = records_of(project), attachments_of(project)
    keep_rules(rules, at)
    seal(records=records, at=at)
    case.status, case.version = after.next, case.version + 1
    case.number = case.number or f"{day_of(at):%Y%m%d}{case.pk:06d}"
    case.tier, case.authority = stop.tier, authority
    case.target_grade = GRADE_OF_TIER[stop.tier]
    case.business_line = business_line_for(authority, EnterpriseKind(case.enterprise_kind), day_of(at))
    case.county_code, case.city_code = project.division_id, project.division.city_code
    case.route_reason, case.rule_version = f"{stop.reason}（{stop.clause}）", rules.version
    case.submitted_at, case.decided_at = at, None
    case.save()
    _keep_items(case, records)
    _keep_snapshot(case, records, papers, by, at)
    return case


def require_complete(records: list[StageRecord], papers: Papers) -> None:
    """Let pass a filing with a permit and every required paper (BR-02, 二（二）3).

    :raises SomethingIsMissing: naming what is missing.
    """
    if not any(record.stage == Stage.PERMIT for record in records):
        raise SomethingIsMissing(
            "请先填报施工许可（开工报告）信息：补录对象是已竣工验收，或已办理施工许可（开工报告）尚未竣工验收的项目",
            clause=of_notice("一（一）"),
        )
    missing = missing_papers(records, papers)
    if missing:
        record, paper = missing[0]
        raise SomethingIsMissing(
            f"{record.stage.label}“{record}”缺少附件：{paper}，请上传", clause=of_notice("二（二）3")
        )


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
