"""The staff of an enterprise: roles, ends, and whether a checker submits (E02)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Enterprise, Membership, User
from accounts.policy import acting_for_enterprise, require_administrator
from accounts.rules import MemberRole
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice


class TheLastAdministratorStays(RuleError):
    """An enterprise always has somebody who can let people in."""


class MemberIsNotOnTheStaff(RuleError):
    """The membership is not one of this enterprise, or it has ended."""


def held(enterprise: Enterprise) -> Enterprise:
    """The enterprise's row, held until the transaction ends: whoever changes its staff waits for the other."""
    return Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


@transaction.atomic(durable=True)
def change_role(*, by: User, enterprise: Enterprise, membership_id: int, role: MemberRole, at: datetime) -> Membership:
    """Give a member another role from today on; the old row keeps the days before.

    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    :raises MemberIsNotOnTheStaff: when there is no such member.
    :raises TheLastAdministratorStays: when nobody could manage the staff afterwards.
    """
    enterprise, membership = held_member(by, enterprise, membership_id, at)
    if membership.role == role:
        return membership
    if role != MemberRole.ADMIN:
        _require_another_administrator(membership, at)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.change_role"):
        if membership.starts_on == day_of(at):
            membership.role = role
            membership.save()
            return membership
        _end(membership, at)
        return Membership.objects.create(user=membership.user, enterprise=enterprise, role=role, starts_on=day_of(at))


@transaction.atomic(durable=True)
def end_membership(*, by: User, enterprise: Enterprise, membership_id: int, at: datetime) -> Membership:
    """End a membership at once. What the person did stays; the account itself may serve another enterprise.

    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    :raises MemberIsNotOnTheStaff: when there is no such member.
    :raises TheLastAdministratorStays: when nobody could manage the staff afterwards.
    """
    enterprise, membership = held_member(by, enterprise, membership_id, at)
    _require_another_administrator(membership, at)
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.end_membership"):
        _end(membership, at)
    return membership


@transaction.atomic(durable=True)
def set_requires_check(*, by: User, enterprise: Enterprise, required: bool, at: datetime) -> Enterprise:
    """Decide whether checkers and administrators alone submit for the enterprise.

    :raises OnlyItsAdministratorManagesStaff: when somebody else asks.
    """
    enterprise = held(enterprise)
    require_administrator(by, enterprise, day_of(at))
    with context.context(acting_for_enterprise(by, enterprise), action="accounts.set_requires_check"):
        enterprise.requires_check = required
        enterprise.save(update_fields=["requires_check"])
    return enterprise


def held_member(by: User, enterprise: Enterprise, membership_id: int, at: datetime) -> tuple[Enterprise, Membership]:
    """A current member of an enterprise whose administrator acts; the enterprise's row is held.

    :raises OnlyItsAdministratorManagesStaff: when somebody else acts.
    :raises MemberIsNotOnTheStaff: when there is no such member.
    """
    enterprise = held(enterprise)
    require_administrator(by, enterprise, day_of(at))
    current = Membership.objects.current(day_of(at)).select_related("user")
    membership = current.filter(pk=membership_id, enterprise=enterprise).first()
    if membership is None:
        raise MemberIsNotOnTheStaff("该人员已不在本企业人员名单中，请刷新名单后再办理")
    return enterprise, membership


def _require_another_administrator(membership: Membership, at: datetime) -> None:
    if membership.role != MemberRole.ADMIN:
        return
    others = Membership.objects.current(day_of(at)).filter(
        enterprise_id=membership.enterprise_id, role=MemberRole.ADMIN, user__is_active=True
    )
    if not others.exclude(user_id=membership.user_id).exists():
        raise TheLastAdministratorStays(
            f"{membership.user.name}是本企业唯一的企业管理员，不能停用或改任；请先指定另一位企业管理员",
            clause=of_notice("一（六）1"),
        )


def _end(membership: Membership, at: datetime) -> None:
    membership.ends_on, membership.ended_at = day_of(at), at
    membership.save(update_fields=["ends_on", "ended_at"])
