"""Keeping what an official opened, and for how long (X16). Not a business act: no ledger entry, no lock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, IntegerField, Value
from django.db.models.functions import Greatest, Least

from accounts.actions.readings import AGAIN_AFTER
from accounts.models import User
from confirmation.models import Case, Picked, Viewing

POSITIONS_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The list from which a case is opened.

    :param tab, filters: as the address has them; empty for none.
    :param position: the place in the list, from 1; None without a list or beyond ``POSITIONS_COUNTED``.
    """

    picked: Picked = Picked.LINK
    tab: str = ""
    filters: str = ""
    position: int | None = None


@transaction.atomic(durable=True)
def look_at_case(*, by: User, case: Case, came_from: CameFrom, at: datetime) -> Viewing:
    """Keep that the page of a case was opened."""
    return _keep(by, case, None, came_from, at)


@transaction.atomic(durable=True)
def look_at_paper(*, by: User, case: Case, paper_guid: UUID, at: datetime) -> Viewing:
    """Keep that a paper was opened on the page of a case; how he came to the case stands in the page's own row."""
    page = last_look(by, case)
    picked = Picked(page.picked) if page else Picked.LINK
    return _keep(by, case, paper_guid, CameFrom(picked), at)


@transaction.atomic(durable=True)
def keep_looking(*, by: User, case: Case, seconds: int, paper_guid: UUID | None = None, at: datetime) -> None:
    """Keep how long the latest opening of a page, or of a paper on it, was in sight so far. Safe to repeat.

    :param seconds: as the page counted them; never more than have passed since it was opened.
    """
    row = last_look(by, case, paper_guid)
    if row is None:
        return
    passed = max(0, int((at - row.opened_at).total_seconds()))
    told = Least(Value(seconds), Value(passed), output_field=IntegerField())
    Viewing.objects.filter(pk=row.pk).update(
        seconds=Greatest(F("seconds"), told), last_seen_at=Greatest(F("last_seen_at"), Value(at))
    )


def last_look(person: User, case: Case, paper_guid: UUID | None = None) -> Viewing | None:
    """The person's latest opening of a case's page, or of one of its papers. One query."""
    found = Viewing.objects.filter(person=person, case=case)
    found = found.filter(paper_guid=paper_guid) if paper_guid else found.filter(paper_guid__isnull=True)
    return found.order_by("-pk").first()


def has_opened_lately(person: User, project_guid: str, paper_guid: UUID, at: datetime) -> bool:
    """Whether the person opened a paper on the page of a case of its project within ``AGAIN_AFTER``. One query."""
    found = Viewing.objects.filter(person=person, case__project__row_guid=project_guid, paper_guid=paper_guid)
    return found.filter(opened_at__gt=at - AGAIN_AFTER).exists()


def _keep(by: User, case: Case, paper_guid: UUID | None, came_from: CameFrom, at: datetime) -> Viewing:
    return Viewing.objects.create(
        person=by,
        case=case,
        paper_guid=paper_guid,
        case_version=case.version,
        opened_at=at,
        last_seen_at=at,
        tab=came_from.tab,
        filters=came_from.filters[:600],
        position=came_from.position,
        picked=came_from.picked,
    )
