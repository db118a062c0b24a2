"""Who may act, and for whom. Answers come from guardian's rows on authorities and from memberships."""

from datetime import date

from accounts.models import Appointment, Authority, Enterprise, Membership, User
from accounts.rules import ROLE_PERMISSIONS, Role
from audit.context import Acting
from common.errors import RuleError
from common.notice import of_notice


class ActsForNobody(RuleError):
    """The person has no current duty or membership that this page needs."""


def require_duty(user: User, authority: Authority, role: Role, today: date) -> list[Appointment]:
    """Let pass only a person appointed to this role at this authority, on a day of the appointment (四（一）).

    guardian's row says that he was appointed, the appointment's dates that it counts today.

    :returns: his appointments to this role there, one per business line.
    :raises ActsForNobody: when he is not.
    """
    permitted = user.has_perm(f"accounts.{ROLE_PERMISSIONS[role]}", authority)
    duties = [duty for duty in duties_of(user, today, role) if duty.authority_id == authority.pk] if permitted else []
    if not duties:
        raise ActsForNobody(
            f"您不是{authority.name}的{role.label}，不能办理此事；如职责有变，请联系本单位管理员",
            clause=of_notice("四（一）"),
        )
    return duties


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


def duties_of(user: User, today: date, *roles: Role) -> list[Appointment]:
    """The person's appointments in force, oldest first; all roles when none is named."""
    found = Appointment.objects.current(today).filter(user=user).select_related("authority__division")
    return list((found.filter(role__in=roles) if roles else found).order_by("starts_on", "pk"))


def enterprise_of(user: User, today: date) -> Enterprise | None:
    """The enterprise for which the person files; the first when there are several."""
    membership = Membership.objects.current(today).filter(user=user).select_related("enterprise").order_by("pk").first()
    return membership.enterprise if membership else None


def acting_for_enterprise(user: User, enterprise: Enterprise) -> Acting:
    """How the history names a person who files."""
    return Acting(actor_id=user.pk, actor_name=user.name, role="ENTERPRISE", unit=enterprise.name)


def acting_for_authority(user: User, authority: Authority, role: Role) -> Acting:
    """How the history names an official."""
    return Acting(actor_id=user.pk, actor_name=user.name, role=role.value, unit=authority.name)
