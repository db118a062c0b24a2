"""The province lets a project that was completed after the notice be corrected once: two persons (BR-36)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Authority, User
from accounts.policy import acting_for_authority, require_duty
from accounts.rules import Role, Tier, says_something
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from errata.actions.preparing import completions_of, exception_for
from errata.models import CompletionException
from errata.rules.corrections import CLAUSE, OnePersonActsOnce
from errata.rules.fields import is_new_completion
from projects.models import Project
from projects.queries import records_of


class NoExceptionIsNeeded(RuleError):
    """The project was completed before the notice, or has its exception already."""


class AnExceptionSaysWhy(RuleError):
    """An exception without a reason is none."""


@transaction.atomic(durable=True)
def propose_exception(*, by: User, project_id: int, reason: str, at: datetime) -> CompletionException:
    """Propose that a project completed after the notice may be corrected once.

    :raises ActsForNobody: when he is no reviewer of the province.
    :raises AnExceptionSaysWhy: without a reason.
    :raises NoExceptionIsNeeded: for a project completed before, or with an exception that is not used yet.
    """
    province = _province(by, at)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    if not says_something(reason):
        raise AnExceptionSaysWhy("请写明特殊情况（不少于5个字），理由永久保存", clause=CLAUSE, field="reason")
    if not any(is_new_completion(day) for day in completions_of(records_of(project))):
        raise NoExceptionIsNeeded("该项目不是通知印发后新竣工的项目，可以直接办理勘误", clause=CLAUSE)
    open_ones = CompletionException.objects.filter(project=project, confirmed_by=None)
    if open_ones.exists() or exception_for(project) is not None:
        raise NoExceptionIsNeeded("该项目已有未使用的例外记载，无需重复记载", clause=CLAUSE)
    with context(
        acting_for_authority(by, province, Role.REVIEWER),
        action="errata.propose_exception",
        reason=reason,
        subject=str(project.row_guid),
    ):
        return CompletionException.objects.create(
            project=project, reason=reason.strip(), proposed_by=by, proposed_at=at
        )


@transaction.atomic(durable=True)
def confirm_exception(*, by: User, exception_id: int, at: datetime) -> CompletionException:
    """Agree to a proposed exception, as another person.

    :raises ActsForNobody: when he is no reviewer of the province.
    :raises OnePersonActsOnce: when he proposed it himself.
    :raises NoExceptionIsNeeded: when it is agreed to already.
    """
    province = _province(by, at)
    found = CompletionException.objects.select_for_update(of=("self",)).select_related("project").get(pk=exception_id)
    if found.confirmed_by_id is not None:
        raise NoExceptionIsNeeded("该例外已由另一人同意，请刷新页面", clause=CLAUSE)
    if found.proposed_by_id == by.pk:
        raise OnePersonActsOnce("例外须由提出人以外的另一人同意", clause=of_notice("四（三）"))
    with context(
        acting_for_authority(by, province, Role.REVIEWER),
        action="errata.confirm_exception",
        reason=found.reason,
        subject=str(found.project.row_guid),
    ):
        found.confirmed_by, found.confirmed_at = by, at
        found.save(update_fields=["confirmed_by", "confirmed_at"])
    return found


def _province(by: User, at: datetime) -> Authority:
    province = Authority.objects.get(tier=Tier.PROVINCE)
    require_duty(by, province, Role.REVIEWER, day_of(at))
    return province
