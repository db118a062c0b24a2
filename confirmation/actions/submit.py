"""Submitting a case: route it, seal the records, keep the full picture."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Authority, Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from accounts.queries import authority_at, business_line_for, county_authority
from accounts.rules import EnterpriseKind, Tier
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.actions.open import AnotherCaseIsOpen
from confirmation.models import Case, CaseItem, RuleVersion, Submission
from confirmation.queries.rules import rules_on
from confirmation.rules.routing import FirstStop, first_stop
from confirmation.rules.ruleset import DECLARATION_TEXT, STATEMENT_VERSION, RuleSet
from confirmation.rules.states import Action, CaseKind, Status, move
from confirmation.snapshot import snapshot_of
from grading.rules.grades import GRADE_OF_TIER, TIER_OF_GRADE, Grade
from projects.actions import seal
from projects.actions.records import require_new_code
from projects.models import Attachment, StageRecord
from projects.queries import attachments_of, missing_papers, records_of, sector_of
from projects.rules.dictionaries import Stage
from projects.rules.scope import require_in_scope

Papers = dict[UUID, list[Attachment]]


class TheTruthMustBeDeclared(RuleError):
    """The declaration of truth was not made."""


class SomethingIsMissing(RuleError):
    """A stage or paper that the filing needs is missing."""


@transaction.atomic(durable=True)
def submit(*, by: User, enterprise: Enterprise, case_id: int, declared: bool, at: datetime) -> Case:
    """Send a case to the authority of the project's place (一（六）4, 二（二）).

    :param declared: whether the declaration of truth was made (一（六）1, BR-19).
    :raises NotAllowedNow: when the case is not with the enterprise.
    :raises TheTruthMustBeDeclared: without the declaration.
    :raises SomethingIsMissing: naming the first missing stage or paper.
    :raises SectorIsOutOfScope: 一（二）.
    :raises ProjectExistsAlready: when another firm submitted the same investment code first.
    """
    require_member(by, enterprise, day_of(at))
    case = Case.objects.locked().get(pk=case_id, enterprise=enterprise)
    after = move(Status(case.status), Action.SUBMIT)
    if not declared:
        raise TheTruthMustBeDeclared("请阅读并勾选真实性声明后再提交", clause="吉建管〔2024〕17号 一（六）1", field="declared")
    require_no_other(case)
    rules = rules_on(day_of(at))
    records = records_of(case.project)
    papers = attachments_of(case.project)
    if case.kind == CaseKind.PROJECT_BACKFILL:
        require_in_scope(sector_of(case.project), rules.scope)
        require_new_code(case.project.investment_code, apart_from=case.project)
        require_complete(records, papers)
    stop, authority = route_of(case, rules)

    with context(
        acting_for_enterprise(by, enterprise),
        action="confirmation.submit",
        subject=str(case.project.row_guid),
        rule_version=rules.version,
    ):
        keep_rules(rules, at)
        seal(records=records, at=at)
        case.status, case.version = after.next, case.version + 1
        case.number = case.number or f"{day_of(at):%Y%m%d}{case.pk:06d}"
        case.tier, case.authority = stop.tier, authority
        case.target_grade = GRADE_OF_TIER[stop.tier]
        case.business_line = business_line_for(authority, EnterpriseKind(case.enterprise_kind), day_of(at))
        case.county_code, case.city_code = case.project.division_id, case.project.division.city_code
        case.route_reason, case.rule_version = f"{stop.reason}（{stop.clause}）", rules.version
        case.submitted_at, case.decided_at = at, None
        case.save()
        _keep_items(case, records)
        _keep_snapshot(case, records, papers, by, at)
    return case


def require_no_other(case: Case) -> None:
    """Let pass a case whose project has no other unfinished one: a withdrawn or refused case may have been overtaken.

    :raises AnotherCaseIsOpen: otherwise.
    """
    if case.project.cases.unfinished().exclude(pk=case.pk).exists():
        raise AnotherCaseIsOpen


def require_complete(records: list[StageRecord], papers: Papers) -> None:
    """Let pass a filing with a permit and every required paper (BR-02, 二（二）3).

    :raises SomethingIsMissing: naming what is missing.
    """
    if not any(record.stage == Stage.PERMIT for record in records):
        raise SomethingIsMissing(
            "请先填报施工许可（开工报告）信息：补录对象是已竣工验收，或已办理施工许可（开工报告）尚未竣工验收的项目",
            clause="吉建管〔2024〕17号 一（一）",
        )
    missing = missing_papers(records, papers)
    if missing:
        record, paper = missing[0]
        raise SomethingIsMissing(f"{record.stage.label}“{record}”缺少附件：{paper}，请上传", clause="吉建管〔2024〕17号 二（二）3")


def route_of(case: Case, rules: RuleSet) -> tuple[FirstStop, Authority]:
    """Where a case goes: a backfill to the first tier of its place, an upgrade to the tier that gives the grade."""
    project = case.project
    if case.kind == CaseKind.UPGRADE:
        tier = TIER_OF_GRADE[Grade(case.target_grade)]
        stop = FirstStop(tier, f"申请{case.target_grade}级，由{Tier(tier).label}住房城乡建设主管部门确认", "吉建管〔2024〕17号 二（二）")
        return stop, authority_at(tier, project.division)
    county = county_authority(project.division)
    stop = first_stop(
        sector=sector_of(project),
        division_name=project.division.name,
        county_confirms=county is not None,
        rules=rules.routing,
    )
    return stop, authority_at(stop.tier, project.division)


def keep_rules(rules: RuleSet, at: datetime) -> None:
    """Keep what a rule version says the first time that it is used (N32)."""
    RuleVersion.objects.get_or_create(
        version=rules.version, defaults={"content": rules.content, "first_used_at": at}
    )


def _keep_items(case: Case, records: list[StageRecord]) -> None:
    case.items.exclude(record_guid__in=[record.row_guid for record in records]).delete()
    known = set(case.items.values_list("record_guid", flat=True))
    CaseItem.objects.bulk_create(
        CaseItem(case=case, stage=record.stage, record_guid=record.row_guid)
        for record in records
        if record.row_guid not in known
    )


def _keep_snapshot(
    case: Case, records: list[StageRecord], papers: Papers, by: User, at: datetime
) -> None:
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

