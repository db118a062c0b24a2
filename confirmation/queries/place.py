"""Where a case stands in the list from which it was opened, and what comes before and after it (R19)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from common.clock import day_of
from confirmation.models import Case
from confirmation.queries.keyset import beyond
from confirmation.queries.queue import COUNTED_AT_MOST, bounded_count
from confirmation.queries.worklist import Worklist, cases_of_unit, listed


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A case beside another in a list, with its own place there."""

    number: str
    place: str


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A case's place in a list.

    :param position: from 1; None beyond ``COUNTED_AT_MOST``. ``total``: how many the list holds, as a text.
    """

    position: int | None
    total: str
    previous: Neighbour | None
    next: Neighbour | None


def standpoint_of(case: Case, worklist: Worklist, place: str, user: User, at: datetime) -> Standpoint:
    """Where a case stands in a list. Four queries, however long the list.

    :param place: where it stood when the list was read: a decision may have moved the case out of it since.
    :raises ActsForNobody: when the user reviews for no authority.
    """
    cases = listed(cases_of_unit(user, day_of(at)), worklist, user, at).exclude(pk=case.pk)
    order = worklist.order
    here = place or order.place_of(case)
    before = beyond(cases, order, here, backwards=True)
    count = before.order_by()[: COUNTED_AT_MOST + 1].count()
    rows = {side: beyond(cases, order, here, backwards=side).first() for side in (True, False)}
    found = {side: Neighbour(str(row), order.place_of(row)) if row else None for side, row in rows.items()}
    total = bounded_count(listed(cases_of_unit(user, day_of(at)), worklist, user, at))
    return Standpoint(None if count > COUNTED_AT_MOST else count + 1, total, found[True], found[False])
