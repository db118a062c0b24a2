"""Who read what, as an auditor may know it (U06, R32)."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Reading, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier


def readings_for(auditor: User, text: str, today: date) -> QuerySet[Reading]:
    """Readings for the units of an auditor's area, newest first; the province's auditor knows all.

    :param text: part of the reader's name, or of what he read.
    """
    found = Reading.objects.select_related("user", "authority", "enterprise").order_by("-pk")
    places = [duty.authority.jurisdiction for duty in duties_of(auditor, today, Role.AUDITOR)]
    if all(place.tier != Tier.PROVINCE for place in places):
        within = Q(pk__in=[])
        for place in places:
            column = "division_id" if place.tier == Tier.COUNTY else "division__city_code"
            within |= Q(**{f"authority__{column}": place.division_code})
        found = found.filter(within)
    return found.filter(Q(user__name__contains=text) | Q(title__contains=text)) if text else found
