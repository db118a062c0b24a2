"""A new password for whoever forgot his: an administrator starts it, the person alone sets it (E02, 四（三）)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from axes.utils import reset as end_lock_out
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import make_naive

from accounts.actions.members import held_member
from accounts.actions.notices import notify
from accounts.models import Appointment, Authority, Enterprise, Membership, User
from accounts.policy import ActsForNobody, acting_for_authority, acting_for_enterprise, acting_for_oneself, require_duty
from accounts.rules import NoticeKind, Role, Tier, says_something
from audit import context
from audit.context import Acting
from common.clock import SHANGHAI, day_of
from common.errors import RuleError
from common.notice import of_notice


class ResetLinkIsOver(RuleError):
    """The link is unknown, used or too old, or the person has logged in since."""

    def __init__(self) -> None:
        super().__init__("重置链接无效、已使用或已超过24小时；请联系本单位管理员重新生成")


class TheProvinceResetsIt(RuleError):
    """The person works elsewhere too, so the administrator of one enterprise does not touch his account."""


class OnesOwnPasswordIsNotReset(RuleError):
    """A reset is for somebody else: whoever sits at an open screen must not get hold of the account for good."""


class AccountIsClosed(RuleError):
    """The person does not log in any more."""


class AResetHasAReason(RuleError):
    """The province says at whose request, and how it knows the person."""


@dataclass(frozen=True, slots=True)
class ResetLink:
    """What the administrator hands over. The token is not kept and cannot be had again."""

    user: User
    token: str = field(repr=False)
    expires_at: datetime


class _Tokens(PasswordResetTokenGenerator):
    """Django's tokens, at a moment that is given: a new password or a log-in ends them, and PASSWORD_RESET_TIMEOUT."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = make_naive(at, SHANGHAI)

    def _now(self) -> datetime:
        return self._at


@transaction.atomic(durable=True)
def start_member_reset(*, by: User, enterprise: Enterprise, membership_id: int, at: datetime) -> ResetLink:
    """Let a member of the enterprise set a new password, at the enterprise's administrator's word.

    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    :raises MemberIsNotOnTheStaff: when there is no such member.
    :raises TheProvinceResetsIt: when he works for another enterprise or an authority too.
    :raises OnesOwnPasswordIsNotReset, AccountIsClosed: as the names say.
    """
    enterprise, membership = held_member(by, enterprise, membership_id, at)
    if _works_elsewhere(membership, day_of(at)):
        raise TheProvinceResetsIt(
            f"{membership.user.name}还代其他单位办理，一家企业不能重置其密码；请本人联系省平台管理员办理",
            clause=of_notice("四（三）"),
        )
    return _start(by, membership.user, acting_for_enterprise(by, enterprise), "", at)


@transaction.atomic(durable=True)
def start_reset_by_province(*, by: User, authority: Authority, user_id: int, reason: str, at: datetime) -> ResetLink:
    """Let an official, or anybody who logs in, set a new password, at the province's word.

    :param reason: at whose request, and how the person was known.
    :raises ActsForNobody: unless an administrator of the province asks.
    :raises User.DoesNotExist: for an unknown account.
    :raises AResetHasAReason, OnesOwnPasswordIsNotReset, AccountIsClosed: as the names say.
    """
    require_duty(by, authority, Role.ADMINISTRATOR, day_of(at))
    if authority.tier != Tier.PROVINCE:
        raise ActsForNobody("主管部门人员的密码由省级管理员重置", clause=of_notice("四（三）"))
    if not says_something(reason):
        raise AResetHasAReason("请写明由谁提出、如何核实是本人（至少5个字）", field="reason")
    user = User.objects.get(pk=user_id)
    return _start(by, user, acting_for_authority(by, authority, Role.ADMINISTRATOR), reason, at)


@transaction.atomic(durable=True)
def set_new_password(*, user_id: int, token: str, password: str, at: datetime) -> User:
    """Set one's new password; every session of the account ends with it, and so does a lock-out.

    :param password: has passed Django's validators.
    :raises ResetLinkIsOver: when the link works no more.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if not link_works(user, token, at):
        raise ResetLinkIsOver
    assert user is not None
    with context.context(acting_for_oneself(user), action="accounts.set_new_password", subject=_subject(user)):
        user.set_password(password)
        user.save(update_fields=["password"])
        notify(
            [user],
            kind=NoticeKind.ACCOUNT,
            title="密码已重新设置",
            text="您的密码已通过重置链接重新设置，此前的登录已全部退出。如非本人操作，请立即联系本单位管理员或省平台管理员。",
            at=at,
        )
    end_lock_out(username=user.username)
    return user


def link_works(user: User | None, token: str, at: datetime) -> bool:
    """Whether a link can still be used; an unknown account has none."""
    return user is not None and user.is_active and _Tokens(at).check_token(user, token)


def _start(by: User, user: User, acting: Acting, reason: str, at: datetime) -> ResetLink:
    if user.pk == by.pk:
        raise OnesOwnPasswordIsNotReset("不能为自己生成重置链接，请由本单位另一位管理员或省平台管理员办理")
    if not user.is_active:
        raise AccountIsClosed(f"{user.name}的账号已停用，不能重置密码")
    with context.context(acting, action="accounts.start_reset", reason=reason, subject=_subject(user)):
        # The notice is what the history keeps: who started it, for whom, when. The link stands in neither.
        notify(
            [user],
            kind=NoticeKind.ACCOUNT,
            title="已为您生成密码重置链接",
            text=f"{acting.unit}的{by.name}为您的账号“{user.username}”生成了密码重置链接，24小时内有效。"
            "如非您本人提出，请不要使用，并告知本单位管理员；原密码照常使用。",
            at=at,
        )
    expires_at = at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return ResetLink(user, _Tokens(at).make_token(user), expires_at)


def _works_elsewhere(membership: Membership, today: date) -> bool:
    lasts = Q(ends_on=None) | Q(ends_on__gte=today)
    others = Membership.objects.filter(lasts, user=membership.user, ended_at=None)
    return (
        others.exclude(enterprise=membership.enterprise_id).exists()
        or Appointment.objects.filter(lasts, user=membership.user).exists()
    )


def _subject(user: User) -> str:
    return f"user:{user.pk}"
