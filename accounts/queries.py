"""What pages ask about people and units."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Appointment, Authority, AuthorityLine, Division, Enterprise, User
from accounts.policy import duties_of, enterprise_of
from accounts.rules import DEFAULT_LINES, BusinessLine, EnterpriseKind, Role, Tier


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
