"""Who works for the same units, and the places inside them: what a list can be narrowed by."""

from datetime import date

from django.db.models import Q

from accounts.models import Appointment, Authority, Division, User
from accounts.rules import Role, Tier


def colleagues_of(units: list[tuple[int, str]], today: date) -> list[User]:
    """The reviewers of authorities and business lines, by name. One query."""
    wanted = Q(pk__in=[])
    for authority, line in units:
        wanted |= Q(authority_id=authority, business_line=line)
    appointed = Appointment.objects.current(today).filter(wanted, role=Role.REVIEWER)
    return list(User.objects.filter(pk__in=appointed.values("user"), is_active=True).order_by("name", "pk"))


def places_of(units: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """The divisions inside the units' places: a province's cities, a city's counties, none for a county. 2 queries."""
    inside = Q(pk__in=[])
    for authority in Authority.objects.filter(pk__in=[pk for pk, _ in units]):
        if authority.tier == Tier.PROVINCE:
            inside |= Q(level=Division.Level.CITY)
        elif authority.tier == Tier.CITY:
            inside |= Q(city_code=authority.division_id) & ~Q(code=authority.division_id)
    return list(Division.objects.filter(inside).order_by("code").values_list("code", "name"))
