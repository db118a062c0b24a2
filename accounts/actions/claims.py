"""The province decides who comes in for an enterprise that old records brought (E01, 二（二）1)."""

from datetime import datetime

from django.db import transaction

from accounts.actions.members import held
from accounts.actions.notices import notify
from accounts.models import Authority, EnterpriseClaim, Membership, User
from accounts.policy import ActsForNobody, acting_for_authority, require_duty
from accounts.rules import MemberRole, NoticeKind, Role, Tier, says_something
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice

CLAUSE = of_notice("一（一）、二（二）1")


class ClaimIsDecided(RuleError):
    """Somebody has approved or refused it."""


class SomebodyWorksForItAlready(RuleError):
    """The enterprise has an administrator by now, who lets people in."""


class ARefusalHasAReason(RuleError):
    """The registrant learns why."""


@transaction.atomic(durable=True)
def approve_claim(*, by: User, authority: Authority, claim_id: int, at: datetime) -> Membership:
    """Let the registrant in as the enterprise's first administrator, with the name and kinds that he stated.

    :raises ActsForNobody: unless an administrator of the province decides.
    :raises EnterpriseClaim.DoesNotExist: for an unknown one.
    :raises ClaimIsDecided: when it is not open any more.
    :raises SomebodyWorksForItAlready: when another registrant was let in.
    """
    claim = _held_claim(by, authority, claim_id, at)
    enterprise = held(claim.enterprise)
    if enterprise.memberships.exists():
        raise SomebodyWorksForItAlready(
            f"{enterprise.name}已有企业管理员，不能再核准另一登记；请不予核准，并告知登记人由该管理员邀请加入",
            clause=CLAUSE,
        )
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    with context.context(acting, action="accounts.approve_claim", subject=_subject(claim)):
        enterprise.name, enterprise.kinds = claim.name, claim.kinds
        enterprise.save(update_fields=["name", "kinds"])
        _decide(claim, by, True, "", at)
        notify(
            [claim.user],
            kind=NoticeKind.ACCOUNT,
            title=f"企业登记已核准：{claim.name}",
            text=f"您对{claim.name}（{enterprise.credit_code}）的登记已核准，您是企业管理员，请重新打开首页开始办理。",
            at=at,
            url="/home/",
        )
        return Membership.objects.create(
            user=claim.user, enterprise=enterprise, role=MemberRole.ADMIN, starts_on=day_of(at)
        )


@transaction.atomic(durable=True)
def refuse_claim(*, by: User, authority: Authority, claim_id: int, reason: str, at: datetime) -> EnterpriseClaim:
    """Leave the enterprise to somebody else; the registrant is told why.

    :raises ActsForNobody, EnterpriseClaim.DoesNotExist, ClaimIsDecided: as :func:`approve_claim`.
    :raises ARefusalHasAReason: without one.
    """
    claim = _held_claim(by, authority, claim_id, at)
    if not says_something(reason):
        raise ARefusalHasAReason("请写明不予核准的理由（至少5个字），登记人会收到", field="reason")
    acting = acting_for_authority(by, authority, Role.ADMINISTRATOR)
    with context.context(acting, action="accounts.refuse_claim", reason=reason, subject=_subject(claim)):
        _decide(claim, by, False, reason, at)
        notify(
            [claim.user],
            kind=NoticeKind.ACCOUNT,
            title=f"企业登记未核准：{claim.name}",
            text=f"您对{claim.name}（{claim.enterprise.credit_code}）的登记未核准：{reason}",
            at=at,
        )
    return claim


def _held_claim(by: User, authority: Authority, claim_id: int, at: datetime) -> EnterpriseClaim:
    require_duty(by, authority, Role.ADMINISTRATOR, day_of(at))
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("随历史信息建立的企业由省级管理员核实登记", clause=CLAUSE)
    claims = EnterpriseClaim.objects.select_for_update(of=("self",)).select_related("enterprise", "user")
    claim = claims.get(pk=claim_id)
    if claim.is_approved is not None:
        raise ClaimIsDecided("该登记已核实，请刷新名单")
    return claim


def _decide(claim: EnterpriseClaim, by: User, approved: bool, reason: str, at: datetime) -> None:
    claim.is_approved, claim.decided_by, claim.decided_at, claim.reason = approved, by, at, reason
    claim.save()


def _subject(claim: EnterpriseClaim) -> str:
    return f"enterprise:{claim.enterprise_id}"
