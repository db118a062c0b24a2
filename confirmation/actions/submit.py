"""Submitting: a whole project, missing stages of a shown one, or an application for the next grade."""

from datetime import datetime

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.models import Enterprise, User
from accounts.rules import EnterpriseKind
from common.errors import RuleError
from common.notice import of_notice
from confirmation.actions.open import open_case
from confirmation.actions.parts import send_parts
from confirmation.actions.send import Papers, TheTruthMustBeDeclared, acting, begin, send
from confirmation.models import Case
from confirmation.queries.records import records_of_filing, records_to_send
from confirmation.rules.states import CaseKind, NotAllowedNow
from grading.rules.grades import Grade, lowest, next_grade, require_upgrade_possible
from national.queries import national_shown
from projects.actions.twins import require_filed_once
from projects.models import Project, StageRecord
from projects.policy import require_may_keep
from projects.queries import attachments_of, missing_papers, sector_of
from projects.queries.consistency import findings_of
from projects.rules.dictionaries import Origin, Stage
from projects.rules.scope import require_in_scope

__all__ = [
    "SomethingIsMissing",
    "TheTruthMustBeDeclared",
    "ValuesDoNotFit",
    "submit_backfill",
    "submit_stages",
    "submit_upgrade",
]


class SomethingIsMissing(RuleError):
    """A stage or paper that the filing needs is missing."""


class ValuesDoNotFit(RuleError):
    """Values of different records contradict each other, or need a reason that was not given (X13)."""


@transaction.atomic(durable=True)
def submit_backfill(
    *, by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, declared: bool, at: datetime
) -> Case:
    """Send a project with all its records to the authority of its place (业绩补录; 一（六）4), first or again.

    Records whose category the city confirms go there in a case of their own (decisions 19); the first case is returned.

    A project of the enterprise's old D records goes the same way as a resubmission (二（二）1).

    :param declared: whether the declaration of truth was made (一（六）1, BR-19).
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared: who files, and what he stands for.
    :raises NotAllowedNow, AnotherCaseIsOpen: when the case is not with the enterprise.
    :raises SomethingIsMissing: naming the first missing stage or paper.
    :raises ValuesDoNotFit: naming the first two values that block, or wait for a reason.
    :raises SectorIsOutOfScope: 一（二）.
    :raises TheProjectIsOnDisplay: when another firm's is, by code or by name, owner and county (BR-03).
    :raises ProjectExistsAlready: when another firm submitted the same investment code first.
    """
    project, rules = begin(by, enterprise, project_id, kind, declared, at)
    _require_filer(project, enterprise)
    if project.is_confirmed:
        raise NotAllowedNow(
            "该项目已经主管部门确认，无需再次提交；如需更高等级，请申请定级", clause=of_notice("二（二）")
        )
    require_in_scope(sector_of(project), rules.scope)
    require_filed_once(model_to_dict(project), apart_from=project)
    as_kind = CaseKind.LEGACY_RESUBMISSION if project.origin == Origin.LEGACY else CaseKind.PROJECT_BACKFILL
    records = records_to_send(project, enterprise, as_kind)
    require_complete(records, attachments_of(project))
    _require_answered(project, records, enterprise)
    with acting(by, enterprise, project, rules):
        return send_parts(
            records,
            by=by,
            project=project,
            enterprise=enterprise,
            kind=as_kind,
            enterprise_kind=kind,
            rules=rules,
            at=at,
        )


@transaction.atomic(durable=True)
def submit_stages(
    *, by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, declared: bool, at: datetime
) -> Case:
    """Send the enterprise's own records of missing stages of a shown project (业绩环节补录; 一（五）, 一（六）2).

    :raises Project.DoesNotExist: when there is no such project, or it is not on display.
    :raises NotAParty, StageIsOfAnotherLine, StageIsThereAlready, BasicInformationIsNotAddedTwice: 一（六）2.
    :raises SomethingIsMissing: when there is nothing to send, or naming the first missing paper.
    :raises ValuesDoNotFit, AnotherCaseIsOpen, SectorIsOutOfScope: as for a backfill.
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared: as for a backfill.
    """
    project, rules = begin(by, enterprise, project_id, kind, declared, at)
    require_in_scope(sector_of(project), rules.scope)
    records = records_to_send(project, enterprise, CaseKind.STAGE_BACKFILL)
    require_may_keep(project, enterprise, records)
    if not records:
        raise SomethingIsMissing("请先填报至少一条缺失环节的信息，再提交", clause=of_notice("一（六）2"))
    _require_papers(records, attachments_of(project))
    _require_answered(project, records_of_filing(project, enterprise), enterprise)
    with acting(by, enterprise, project, rules):
        return send_parts(
            records,
            by=by,
            project=project,
            enterprise=enterprise,
            kind=CaseKind.STAGE_BACKFILL,
            enterprise_kind=kind,
            rules=rules,
            at=at,
        )


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
    """Apply for the next grade of a project's confirmed records (二（二）, decisions 22).

    What was never confirmed, another enterprise's drafts among it, is not part of it, nor what was found to be false.

    :param use_purpose: for A, the qualification that the enterprise will apply for.
    :raises GradesAreGivenTierByTier: when a condition is not met, with the condition.
    :raises EnterpriseIsNotOfThatKind, TheTruthMustBeDeclared, NotAllowedNow, AnotherCaseIsOpen: as for a backfill.
    """
    project, rules = begin(by, enterprise, project_id, kind, declared, at)
    _require_filer(project, enterprise)
    records = records_to_send(project, enterprise, CaseKind.UPGRADE)
    grades = [Grade(record.grade) for record in records]
    target = next_grade(lowest(grades)) or Grade.A
    require_upgrade_possible(
        grades=grades,
        target=target,
        published=project.published,
        national_shown=national_shown(str(project.row_guid)),
        purpose=use_purpose,
        is_false=project.false_mark,
    )
    with acting(by, enterprise, project, rules):
        case = open_case(
            by=by,
            project=project,
            enterprise=enterprise,
            kind=CaseKind.UPGRADE,
            enterprise_kind=kind,
            target=target,
            use_purpose=use_purpose,
            at=at,
        )
        return send(case, records, by=by, project=project, rules=rules, at=at)


def require_complete(records: list[StageRecord], papers: Papers) -> None:
    """Let pass a filing with a permit and every required paper (BR-02, 二（二）3).

    :raises SomethingIsMissing: naming what is missing.
    """
    if not any(record.stage == Stage.PERMIT for record in records):
        raise SomethingIsMissing(
            "请先填报施工许可（开工报告）信息：补录对象是已竣工验收，或已办理施工许可（开工报告）尚未竣工验收的项目",
            clause=of_notice("一（一）"),
        )
    _require_papers(records, papers)


def _require_papers(records: list[StageRecord], papers: Papers) -> None:
    missing = missing_papers(records, papers)
    if missing:
        record, paper = missing[0]
        raise SomethingIsMissing(
            f"{record.stage.label}“{record}”缺少附件：{paper}，请上传", clause=of_notice("二（二）3")
        )


def _require_answered(project: Project, records: list[StageRecord], enterprise: Enterprise) -> None:
    for answered in findings_of(project, records, enterprise):
        finding = answered.finding
        if answered.is_open:
            values = "；".join(f"{label}为 {value}" for label, value in finding.values)
            raise ValuesDoNotFit(f"{finding.text}：{values}。{finding.remedy}", clause=finding.clause)


def _require_filer(project: Project, enterprise: Enterprise) -> None:
    # Outside one's own there is nothing, neither a project nor a word about it.
    if project.filed_by_id != enterprise.pk:
        raise Project.DoesNotExist
