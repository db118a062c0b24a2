"""The people whom records name, with masked numbers, and who looked at a number in clear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from accounts import vault
from accounts.models import Appointment, IdentityReveal, Person, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from projects.models import Project, StageRecord


@dataclass(frozen=True, slots=True)
class Named:
    """A person, in which places he is named, and the ends of his number."""

    person: Person
    places: str
    masked: str


def named_in(records: Iterable[StageRecord]) -> list[Named]:
    """Everyone whom some records name, in their order, each once. One query."""
    places: dict[int, list[str]] = {}
    for record in records:
        for name in record.person_fields():
            person_id = getattr(record, f"{name}_id")
            if person_id is not None:
                label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                places.setdefault(person_id, []).append(f"{record._meta.verbose_name} {label}")
    people = Person.objects.select_related("identity").in_bulk(places)
    return [
        Named(people[key], "、".join(dict.fromkeys(labels)), vault.masked(people[key]))
        for key, labels in places.items()
    ]


def reveals_for(auditor: User, today: date) -> QuerySet[IdentityReveal]:
    """Looks that an auditor may read, newest first: those about his place; the province's auditor reads all."""
    duties = duties_of(auditor, today, Role.AUDITOR)
    found = IdentityReveal.objects.select_related("person__identity", "user", "authority", "enterprise").order_by("-pk")
    if any(duty.authority.tier == Tier.PROVINCE for duty in duties):
        return found
    guids = Project.objects.visible_to(auditor, today).annotate(guid=Cast("row_guid", CharField())).values("guid")
    within = Q(subject__in=guids)
    for duty in duties:
        within |= _of_place(duty)
    return found.filter(within)


def _of_place(duty: Appointment) -> Q:
    place = duty.authority.jurisdiction
    if place.tier == Tier.COUNTY:
        return Q(authority__division_id=place.division_code)
    return Q(authority__division__city_code=place.division_code)
