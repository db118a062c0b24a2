"""Pages of a long list by the last row seen, so that page 500 costs what page 1 costs."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from confirmation.models import Case
from confirmation.models.case import CaseQuerySet

PAGE_SIZE = 20
_CURSOR = re.compile(r"(after|before)-(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; ``previous`` and ``next`` are cursors for :func:`page_of`, empty where the list ends."""

    cases: tuple[Case, ...]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class _Place:
    backwards: bool
    moment: datetime
    pk: int


def page_of(cases: CaseQuerySet, *, column: str, newest_first: bool, cursor: str = "") -> Page:
    """One page of cases in the order of a moment and the id. One query.

    :param column: the name of the moment's column; it has no gaps in these rows.
    :param cursor: from another page's ``previous`` or ``next``; anything else gives the first page.
    """
    place = _place(cursor)
    backwards = place is not None and place.backwards
    ascending = newest_first == backwards
    if place is not None:
        cases = cases.filter(_beyond(column, place, "gt" if ascending else "lt"))
    sign = "" if ascending else "-"
    found = list(cases.order_by(f"{sign}{column}", f"{sign}pk")[: PAGE_SIZE + 1])
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    if not rows:
        return Page((), "", "")
    return Page(
        cases=tuple(rows),
        previous=_cursor("before", rows[0], column) if (more if backwards else place is not None) else "",
        next=_cursor("after", rows[-1], column) if backwards or more else "",
    )


def _beyond(column: str, place: _Place, side: str) -> Q:
    # The first condition is what an index on (column, id) can use; the second puts equal moments right.
    near = Q(**{f"{column}__{side}e": place.moment})
    return near & (Q(**{f"{column}__{side}": place.moment}) | Q(**{f"pk__{side}": place.pk}))


def _cursor(direction: str, case: Case, column: str) -> str:
    return f"{direction}-{(getattr(case, column) - _EPOCH) // _MICROSECOND}-{case.pk}"


def _place(cursor: str) -> _Place | None:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        return None
    return _Place(match[1] == "before", _EPOCH + int(match[2]) * _MICROSECOND, int(match[3]))
