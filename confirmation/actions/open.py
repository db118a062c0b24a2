"""Opening a case: a backfill, or an application for the next grade."""

from datetime import datetime

from django.db.models import Q

from accounts.models import Enterprise, User
from accounts.rules import EnterpriseKind
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Case
from confirmation.rules.states import BACKFILLS, WITH_ENTERPRISE, CaseKind
from grading.rules.grades import Grade
from projects.models import Project


class AnotherCaseIsOpen(RuleError):
    """The enterprise already has a case about the project that is not finished."""

    def __init__(self) -> None:
        super().__init__("本企业就该项目有尚未办结的办件，请先办结或撤回后再申请")


class EnterpriseIsNotOfThatKind(RuleError):
    """The enterprise does not have the kind for which it files."""


def require_kind(enterprise: Enterprise, kind: EnterpriseKind) -> None:
    """Let pass a kind that the enterprise has (一（一））.

    :raises EnterpriseIsNotOfThatKind: otherwise.
    """
    if kind not in enterprise.kinds:
        raise EnterpriseIsNotOfThatKind(
            f"{enterprise.name}不是{kind.label}，不能以此类别申报", clause=of_notice("一（一）"), field="kind"
        )


def open_case(
    *,
    by: User,
    project: Project,
    enterprise: Enterprise,
    kind: CaseKind,
    enterprise_kind: EnterpriseKind,
    target: Grade,
    use_purpose: str,
    at: datetime,
    is_special: bool = False,
) -> Case:
    """The enterprise's case of this kind about the project that lies with it, or a new draft. Opens no transaction.

    The caller has locked the project, so that two submissions at once open one case. Other enterprises' cases about the
    project stand beside it (decisions 21).

    :param is_special: for the records whose category the city confirms.
    :raises AnotherCaseIsOpen: when an unfinished case of the enterprise lies elsewhere; a backfill and its special part
        stand beside each other.
    """
    own = project.cases.filter(enterprise=enterprise)
    latest = own.filter(kind=kind, is_special=is_special).order_by("-pk").first()
    if latest is not None and latest.status in WITH_ENTERPRISE:
        latest.enterprise_kind, latest.target_grade, latest.use_purpose = enterprise_kind, target, use_purpose
        return latest
    beside = Q(is_special=not is_special) & ~Q(kind=CaseKind.UPGRADE) if kind in BACKFILLS else Q(pk__in=[])
    if own.unfinished().exclude(beside).exists():
        raise AnotherCaseIsOpen
    return Case.objects.create(
        kind=kind,
        project=project,
        enterprise=enterprise,
        enterprise_kind=enterprise_kind,
        created_by=by,
        created_at=at,
        target_grade=target,
        use_purpose=use_purpose,
        is_special=is_special,
        county_code=project.division_id,
        city_code=project.division.city_code,
    )
