"""Opening a case: a project backfill, or an application for the next grade."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Enterprise, User
from accounts.policy import acting_for_enterprise, require_member
from accounts.rules import EnterpriseKind
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from confirmation.models import Case
from confirmation.rules.states import CaseKind
from grading.rules.grades import Grade, lowest, next_grade, require_upgrade_possible
from national.queries import national_shown
from projects.models import Project
from projects.queries import records_of


class AnotherCaseIsOpen(RuleError):
    """The project already has a case that is not finished."""

    def __init__(self) -> None:
        super().__init__("该项目有尚未办结的办件，请先办结或撤回后再申请")


class EnterpriseIsNotOfThatKind(RuleError):
    """The enterprise does not have the kind for which it files."""


@transaction.atomic(durable=True)
def open_backfill(*, by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, at: datetime) -> Case:
    """Open the case of a project that the enterprise is filling in (业绩补录); returns the open one if there is one.

    :raises EnterpriseIsNotOfThatKind: 一（一）.
    """
    require_member(by, enterprise, day_of(at))
    _require_kind(enterprise, kind)
    project = Project.objects.select_for_update().select_related("division").get(pk=project_id, filed_by=enterprise)
    existing = project.cases.filter(kind=CaseKind.PROJECT_BACKFILL).order_by("-pk").first()
    if existing is not None:
        return existing
    return _open(by, enterprise, project, CaseKind.PROJECT_BACKFILL, kind, Grade.C, "", at)


@transaction.atomic(durable=True)
def open_upgrade(
    *, by: User, enterprise: Enterprise, project_id: int, kind: EnterpriseKind, use_purpose: str, at: datetime
) -> Case:
    """Open an application for the next grade of a project's existing records (二（二）, decisions 22).

    :param use_purpose: for A, the qualification that the enterprise will apply for.
    :raises GradesAreGivenTierByTier: when a condition is not met, with the condition.
    :raises AnotherCaseIsOpen: when the project has an unfinished case.
    """
    require_member(by, enterprise, day_of(at))
    _require_kind(enterprise, kind)
    project = Project.objects.select_for_update().select_related("division").get(pk=project_id, filed_by=enterprise)
    grades = [Grade(record.grade) for record in records_of(project)]
    target = next_grade(lowest(grades)) or Grade.A
    require_upgrade_possible(
        grades=grades,
        target=target,
        published=project.published,
        national_shown=national_shown(str(project.row_guid)),
        purpose=use_purpose,
    )
    return _open(by, enterprise, project, CaseKind.UPGRADE, kind, target, use_purpose, at)


def _require_kind(enterprise: Enterprise, kind: EnterpriseKind) -> None:
    if kind not in enterprise.kinds:
        raise EnterpriseIsNotOfThatKind(
            f"{enterprise.name}不是{kind.label}，不能以此类别申报", clause="吉建管〔2024〕17号 一（一）", field="kind"
        )


def _open(
    by: User,
    enterprise: Enterprise,
    project: Project,
    case_kind: CaseKind,
    kind: EnterpriseKind,
    target: Grade,
    use_purpose: str,
    at: datetime,
) -> Case:
    acting = acting_for_enterprise(by, enterprise)
    with context(acting, action=f"confirmation.open_{case_kind.value.lower()}", subject=str(project.row_guid)):
        try:
            with transaction.atomic():
                return Case.objects.create(
                    kind=case_kind,
                    project=project,
                    enterprise=enterprise,
                    enterprise_kind=kind,
                    created_by=by,
                    created_at=at,
                    target_grade=target,
                    use_purpose=use_purpose,
                    county_code=project.division_id,
                    city_code=project.division.city_code,
                )
        except IntegrityError as error:
            raise AnotherCaseIsOpen from error
