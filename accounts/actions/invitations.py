"""Asking people in by a link that works once and for a week (E02)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.members import held
from accounts.actions.registration import NewAccount, new_user
from accounts.models import Enterprise, Invitation, Membership, User
from accounts.policy import acting_for_enterprise, require_administrator
from accounts.rules import MemberRole
from audit import context
from audit.context import Acting, SystemActor
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice

INVITATION_HOLDS = timedelta(days=7)


class InvitationIsOver(RuleError):
    """The link is unknown, used, taken back or too old."""

    def __init__(self) -> None:
        super().__init__("邀请链接无效、已使用、已撤销或已超过7天；请联系企业管理员重新邀请")


class InvitationIsForSomebodyElse(RuleError):
    """The login name belongs to an account that is not the one at the screen."""


class MemberAlready(RuleError):
    """The person is on the staff already."""


@transaction.atomic(durable=True)
def invite(
    *,
    by: User,
    enterprise: Enterprise,
    username: str,
    name: str,
    role: MemberRole,
    phone: str,
    email: str,
    at: datetime,
) -> tuple[Invitation, str]:
    """Ask a person in.

    :returns: the invitation and the link's token, which is not kept and cannot be had again.
    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    :raises MemberAlready: when a current member has this login name.
    """
    enterprise = held(enterprise)
    require_administrator(by, enterprise, day_of(at))
    _require_no_member(enterprise, username, at)
    token = secrets.token_urlsafe(32)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.invite"):
        open_ones = Invitation.objects.filter(enterprise=enterprise, username=username, accepted_at=None)
        open_ones.filter(revoked_at=None).update(revoked_at=at)  # the newest link alone works
        invitation = Invitation.objects.create(
            enterprise=enterprise,
            username=username,
            name=name,
            phone=phone,
            email=email,
            role=role,
            token_digest=digest_of(token),
            invited_by=by,
            created_at=at,
            expires_at=at + INVITATION_HOLDS,
        )
    return invitation, token


@transaction.atomic(durable=True)
def revoke_invitation(*, by: User, enterprise: Enterprise, invitation_id: int, at: datetime) -> None:
    """Take an open invitation back; its link no longer works.

    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    :raises InvitationIsOver: when it is not open.
    """
    enterprise = held(enterprise)
    require_administrator(by, enterprise, day_of(at))
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id, enterprise=enterprise).first()
    if invitation is None or not invitation.is_open(at):
        raise InvitationIsOver
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.revoke_invitation"):
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])


@transaction.atomic(durable=True)
def accept_invitation(*, token: str, user: User | None, password: str, at: datetime) -> Membership:
    """Join the staff: with a new account, or with the one that has the invitation's login name.

    :param user: who is logged in; None makes a new account with ``password``.
    :raises InvitationIsOver: when the link works no more.
    :raises InvitationIsForSomebodyElse: when the login name belongs to another account.
    :raises MemberAlready: when the person has come in by another way.
    """
    invitation = Invitation.objects.select_for_update().filter(token_digest=digest_of(token)).first()
    if invitation is None or not invitation.is_open(at):
        raise InvitationIsOver
    enterprise = held(invitation.enterprise)
    _require_no_member(enterprise, invitation.username, at)
    _require_own(invitation, user)
    if user is None:
        with context.context(Acting.system(SystemActor.REGISTRATION), action="accounts.accept_invitation"):
            account = NewAccount(
                username=invitation.username,
                name=invitation.name,
                password=password,
                phone=invitation.phone,
                email=invitation.email,
            )
            user = new_user(account, at)
    with context.context(acting_for_enterprise(user, enterprise), action="accounts.accept_invitation"):
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        return Membership.objects.create(user=user, enterprise=enterprise, role=invitation.role, starts_on=day_of(at))


def digest_of(token: str) -> str:
    """How a link's token is kept: it is random and long, so a plain digest tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _require_no_member(enterprise: Enterprise, username: str, at: datetime) -> None:
    current = Membership.objects.current(day_of(at)).filter(enterprise=enterprise, user__username=username)
    if current.exists():
        raise MemberAlready(
            f"登录名“{username}”已是{enterprise.name}的人员，不需要再邀请；如要改变角色，请在名单中修改",
            field="username",
        )


def _require_own(invitation: Invitation, user: User | None) -> None:
    wrong = (
        User.objects.filter(username=invitation.username).exists()
        if user is None
        else user.username != invitation.username
    )
    if wrong:
        raise InvitationIsForSomebodyElse(
            f"该邀请是给登录名“{invitation.username}”的：请以该账号登录后接受；如果不是您的账号，请联系企业管理员重新邀请",
            clause=of_notice("一（六）1"),
        )
