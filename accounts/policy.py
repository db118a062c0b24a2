"""Who may act, and for whom. Answers come from guardian's rows on authorities and from memberships."""

from datetime import date

from guardian.shortcuts import get_user_perms

from accounts.models import Appointment, Authority, Enterprise, Membership, User
from accounts.rules import ROLE_PERMISSIONS, MemberRole, Role, Tier
from audit.context import Acting
from common.errors import RuleError
from common.notice import of_notice


class ActsForNobody(RuleError):
    """The person has no current duty or membership that this page needs."""


class AnInternalCheckerSubmits(ActsForNobody):
    """The enterprise lets nobody submit but its checkers and administrators (E02)."""


class OnlyItsAdministratorManagesStaff(ActsForNobody):
    """Staff are invited, changed and removed by an administrator of the enterprise."""


def require_duty(user: User, authority: Authority, role: Role, today: date) -> list[Appointment]:
    """Let pass only a person appointed to this role at this authority, on a day of the appointment (四（一）).

    guardian's row says that he was appointed, the appointment's dates that it counts today.

    :returns: his appointments to this role there, one per business line.
    :raises ActsForNobody: when he is not.
    """
    # Nobody has a role as one of a group: guardian's question about groups is not asked.
    permitted = user.is_active and ROLE_PERMISSIONS[role] in get_user_perms(user, authority)
    duties = [duty for duty in duties_of(user, today, role) if duty.authority_id == authority.pk] if permitted else []
    if not duties:
        raise ActsForNobody(
            f"您不是{authority.name}的{role.label}，不能办理此事；如职责有变，请联系本单位管理员",
            clause=of_notice("四（一）"),
        )
    return duties


def some_duties_of(
    user: User, today: date, *roles: Role, refusal: str, clause: str, above: Tier | None = None
) -> list[Appointment]:
    """The person's duties in one of these roles, wherever; all roles when none is named. One query.

    :param above: only those at authorities above this tier.
    :param refusal: what the page is for, said to whoever has none.
    :raises ActsForNobody: when he has none.
    """
    duties = [
        duty for duty in duties_of(user, today, *roles) if above is None or Tier(duty.authority.tier).rank > above.rank
    ]
    if not duties:
        raise ActsForNobody(refusal, clause=clause)
    return duties


def province_duty(user: User, today: date, *roles: Role) -> Appointment:
    """The person's duty at the province.

    :raises ActsForNobody: when he has none of the roles there.
    """
    duties = [duty for duty in duties_of(user, today, *roles) if duty.authority.tier == Tier.PROVINCE]
    if not duties:
        raise ActsForNobody("本页面供省级管理员和技术支持人员使用；如职责有变，请联系省级管理员")
    return duties[0]


def require_member(user: User, enterprise: Enterprise, today: date) -> Membership:
    """Let pass only a current member of the enterprise.

    :raises ActsForNobody: when he is not.
    """
    membership = Membership.objects.current(today).filter(user=user, enterprise=enterprise).first()
    if membership is None:
        raise ActsForNobody(
            f"您不是{enterprise.name}的填报人员，不能代其办理；请联系该企业管理员添加", clause=of_notice("一（一）")
        )
    return membership


def require_submitter(user: User, enterprise: Enterprise, today: date) -> Membership:
    """Let pass a member who may submit: anyone, or a checker or administrator where the enterprise asks for a check.

    :raises ActsForNobody: when he is no member.
    :raises AnInternalCheckerSubmits: when the enterprise lets its checkers alone submit.
    """
    membership = require_member(user, enterprise, today)
    checks = Enterprise.objects.filter(pk=enterprise.pk, requires_check=True).exists()
    if checks and membership.role == MemberRole.FILLER:
        raise AnInternalCheckerSubmits(
            f"{enterprise.name}规定内部审核后提交：请由本企业的内部审核人或企业管理员核对后提交",
            clause=of_notice("一（六）1"),
        )
    return membership


def require_administrator(user: User, enterprise: Enterprise, today: date) -> Membership:
    """Let pass a current administrator of the enterprise.

    :raises OnlyItsAdministratorManagesStaff: anyone else.
    """
    membership = Membership.objects.current(today).filter(user=user, enterprise=enterprise).first()
    if membership is None or membership.role != MemberRole.ADMIN:
        raise OnlyItsAdministratorManagesStaff(
            f"企业人员由{enterprise.name}的企业管理员管理，请联系该管理员办理", clause=of_notice("一（六）1")
        )
    return membership


def duties_of(user: User, today: date, *roles: Role) -> list[Appointment]:
    """The person's appointments in force, oldest first; all roles when none is named."""
    found = Appointment.objects.current(today).filter(user=user).select_related("authority__division")
    return list((found.filter(role__in=roles) if roles else found).order_by("starts_on", "pk"))


def memberships_of(user: User, today: date) -> list[Membership]:
    """The person's memberships in force: the one chosen in this session first, then the latest. One query."""
    found = Membership.objects.current(today).filter(user=user).select_related("enterprise")
    return sorted(found.order_by("-starts_on", "-pk"), key=lambda row: row.enterprise_id != user.chosen_enterprise_id)


def enterprise_of(user: User, today: date) -> Enterprise | None:
    """The enterprise for which the person is here: the chosen one, else that of the latest membership."""
    memberships = memberships_of(user, today)
    return memberships[0].enterprise if memberships else None


def acting_for_enterprise(user: User, enterprise: Enterprise) -> Acting:
    """How the history names a person who works for an enterprise."""
    return Acting(actor_id=user.pk, actor_name=user.name, role="ENTERPRISE", unit=enterprise.name)


def acting_for_authority(user: User, authority: Authority, role: Role) -> Acting:
    """How the history names an official."""
    return Acting(actor_id=user.pk, actor_name=user.name, role=role.value, unit=authority.name)


def acting_for_oneself(user: User) -> Acting:
    """How the history names a person who sees to his own affairs, such as his notices."""
    return Acting(actor_id=user.pk, actor_name=user.name, role="USER", unit="")
