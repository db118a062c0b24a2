"""What pages ask about people and units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.models import (
    Appointment,
    Authority,
    AuthorityLine,
    Division,
    Enterprise,
    EnterpriseClaim,
    Invitation,
    Membership,
    Notice,
    Person,
    Qualification,
    Registration,
    User,
)
from accounts.policy import duties_of, enterprise_of
from accounts.rules import DEFAULT_LINES, BusinessLine, EnterpriseKind, Role, Span, Tier, covers_span


@dataclass(frozen=True, slots=True)
class Standing:
    """On whose behalf a user is here today."""

    enterprise: Enterprise | None
    duties: tuple[Appointment, ...]

    def holds(self, *roles: Role) -> bool:
        """Whether any duty has one of these roles."""
        return any(duty.role in roles for duty in self.duties)

    @property
    def unit(self) -> str:
        """The unit shown beside the name."""
        if self.duties:
            return self.duties[0].authority.name
        return self.enterprise.name if self.enterprise else ""


def standing_of(user: User, today: date) -> Standing:
    """The user's enterprise and duties in force on a day. Two queries."""
    return Standing(enterprise_of(user, today), tuple(duties_of(user, today)))


def county_authority(division: Division) -> Authority | None:
    """The authority that confirms at the county tier here; None where there is no such step."""
    return Authority.objects.filter(division=division, tier=Tier.COUNTY).select_related("division").first()


def authority_at(tier: Tier, division: Division) -> Authority:
    """The authority of a tier for a place.

    :raises Authority.DoesNotExist: when the register lacks one; ``load_reference`` sees to it that it does not.
    """
    authorities = Authority.objects.select_related("division")
    if tier == Tier.COUNTY:
        return authorities.get(tier=tier, division=division)
    if tier == Tier.CITY:
        return authorities.get(tier=tier, division_id=division.city_code)
    return authorities.get(tier=Tier.PROVINCE)


def business_line_for(authority: Authority, kind: EnterpriseKind, today: date) -> BusinessLine:
    """The department of an authority that handles a kind of enterprise (四（二）); the default where it named none."""
    row = (
        AuthorityLine.objects.current(today)
        .filter(authority=authority, enterprise_kind=kind)
        .order_by("-starts_on")
        .first()
    )
    return BusinessLine(row.business_line) if row else DEFAULT_LINES[kind]


def staff_of(enterprise: Enterprise, today: date) -> list[Membership]:
    """The current members of an enterprise, administrators first. One query."""
    return list(
        Membership.objects.current(today).filter(enterprise=enterprise).select_related("user").order_by("role", "pk")
    )


def open_invitations(enterprise: Enterprise, at: datetime) -> list[Invitation]:
    """Invitations that can still be accepted, newest first."""
    found = Invitation.objects.filter(enterprise=enterprise, accepted_at=None, revoked_at=None, expires_at__gt=at)
    return list(found.order_by("-pk"))


def qualifications_of(enterprise: Enterprise, on: date | None = None) -> list[Qualification]:
    """An enterprise's qualifications; those in force on a day when one is given."""
    kept = enterprise.qualifications.filter(removed_at=None).order_by("category", "name", "pk")
    return [row for row in kept if on is None or row.is_valid(on)]


def people_of(enterprise: Enterprise, on: date | None = None) -> list[Registration]:
    """The people on an enterprise's list, one row a registration; those employed on a day when one is given.

    One query; ``row.person.identity`` is loaded, for ``accounts.vault.masked``.
    """
    rows = Registration.objects.all() if on is None else Registration.objects.current(on)
    kept = rows.filter(enterprise=enterprise, removed_at=None).select_related("person__identity")
    return list(kept.order_by("person__name", "person_id", "starts_on", "pk"))


def was_employed(person: Person, enterprise: Enterprise, first_day: date, last_day: date) -> bool:
    """Whether an enterprise's list says that a person worked there on every day from one to another, both included."""
    return covers_span(employments([person.pk], enterprise).get(person.pk, []), first_day, last_day)


def employments(people: Iterable[int], enterprise: Enterprise) -> dict[int, list[Span]]:
    """When some people worked for an enterprise by its list, by the person's id, earliest first. One query."""
    rows = Registration.objects.filter(person__in=list(people), enterprise=enterprise, removed_at=None)
    found: dict[int, list[Span]] = {}
    for person, starts_on, ends_on in rows.order_by("starts_on").values_list("person_id", "starts_on", "ends_on"):
        found.setdefault(person, []).append((starts_on, ends_on))
    return found


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who logs in, and the units for which he does today."""

    user: User
    units: tuple[str, ...]


def accounts_named(asked: str, today: date, limit: int = 20) -> list[Account]:
    """Accounts by login name or part of the name, officials and enterprise staff alike. Three queries at most.

    :param asked: nothing finds nobody.
    """
    if not asked:
        return []
    users = list(User.objects.filter(Q(username=asked) | Q(name__contains=asked)).order_by("name", "pk")[:limit])
    units: dict[int, list[str]] = {}
    duties = Appointment.objects.current(today).filter(user__in=users).select_related("authority")
    for duty in duties.order_by("starts_on", "pk"):
        units.setdefault(duty.user_id, []).append(f"{duty.authority.name} {duty.get_role_display()}")
    staff = Membership.objects.current(today).filter(user__in=users).select_related("enterprise")
    for row in staff.order_by("starts_on", "pk"):
        units.setdefault(row.user_id, []).append(f"{row.enterprise.name} {row.get_role_display()}")
    return [Account(user, tuple(dict.fromkeys(units.get(user.pk, ())))) for user in users]


def open_claims() -> list[EnterpriseClaim]:
    """Registrations that wait for the province, oldest first. One query."""
    return list(EnterpriseClaim.objects.filter(is_approved=None).select_related("enterprise", "user").order_by("pk"))


def decided_claims(limit: int = 50) -> list[EnterpriseClaim]:
    """The latest decided ones, newest first. One query."""
    decided = EnterpriseClaim.objects.exclude(is_approved=None)
    return list(decided.select_related("enterprise", "user", "decided_by").order_by("-decided_at", "-pk")[:limit])


def unread_notices(user: User, today: date) -> int:
    """How many notices wait for the user. One query."""
    return Notice.objects.visible_to(user, today).filter(read_at=None).count()
