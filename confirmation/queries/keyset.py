"""Pages of a long list by the last row seen, so that page 500 costs what page 1 costs."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from confirmation.models import Case
from confirmation.models.case import NEVER, CaseQuerySet

PAGE_SIZE = 20
_CURSOR = re.compile(r"(after|before)-((?:\d{1,17}-){0,2}\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Order:
    """Columns by which cases are sorted, all in one direction; the last is the id."""

    columns: tuple[str, ...]
    newest_first: bool = False

    def on(self, cases: CaseQuerySet, *, backwards: bool = False) -> CaseQuerySet:
        """The cases in this order, or from its end."""
        sign = "-" if self.newest_first != backwards else ""
        return _with_keys(cases, self).order_by(*(f"{sign}{column}" for column in self.columns))

    def place_of(self, case: Case) -> str:
        """Where a case stands in this order, as an address has it."""
        return "-".join(_number(_value(case, column)) for column in self.columns)


OLDEST_FIRST = Order(("submitted_at", "pk"))
LATEST_DECIDED = Order(("decided_at", "pk"), newest_first=True)
# A case about which the enterprise owes an answer has no last day; it stands behind those that have one.
DUE_FIRST = Order(("due_key", "submitted_at", "pk"))


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; ``previous`` and ``next`` are cursors for :func:`page_of`, empty where the list ends."""

    cases: tuple[Case, ...]
    previous: str
    next: str


def page_of(cases: CaseQuerySet, order: Order, cursor: str = "") -> Page:
    """One page of cases. One query.

    :param cursor: from another page's ``previous`` or ``next``; anything else gives the first page.
    """
    backwards, place = _read(cursor, order)
    found = list((beyond(cases, order, place, backwards=backwards))[: PAGE_SIZE + 1])
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    if not rows:
        return Page((), "", "")
    return Page(
        cases=tuple(rows),
        previous=f"before-{order.place_of(rows[0])}" if (more if backwards else bool(place)) else "",
        next=f"after-{order.place_of(rows[-1])}" if backwards or more else "",
    )


def beyond(cases: CaseQuerySet, order: Order, place: str, *, backwards: bool = False) -> CaseQuerySet:
    """The cases behind a place, or before it from its near side; all of them when the place is none."""
    values = _values(place, order)
    found = order.on(cases, backwards=backwards)
    return found.filter(_past(order, values, "lt" if order.newest_first != backwards else "gt")) if values else found


def _past(order: Order, values: list[Any], side: str) -> Q:
    # The first condition is what an index on the columns can use; the nested rest puts equal values right.
    past = Q()
    for column, value in reversed(list(zip(order.columns, values, strict=True))):
        further = Q(**{f"{column}__{side}": value})
        past = further | (Q(**{column: value}) & past) if past else further
    return Q(**{f"{order.columns[0]}__{side}e": values[0]}) & past


def _with_keys(cases: CaseQuerySet, order: Order) -> CaseQuerySet:
    if "due_key" not in order.columns:
        return cases
    return cases.annotate(due_key=Coalesce("due_on", Value(NEVER)))


def _value(case: Case, column: str) -> Any:
    return (case.due_on or NEVER) if column == "due_key" else getattr(case, column)


def _number(value: Any) -> str:
    if isinstance(value, datetime):
        return str((value - _EPOCH) // _MICROSECOND)
    return str(value.toordinal() if isinstance(value, date) else value)


def _read(cursor: str, order: Order) -> tuple[bool, str]:
    match = _CURSOR.fullmatch(cursor)
    if match is None or not _values(match[2], order):
        return False, ""
    return match[1] == "before", match[2]


def _values(place: str, order: Order) -> list[Any]:
    """The values of a place; none when it is malformed or another order's."""
    match = _CURSOR.fullmatch(f"after-{place}")
    numbers = place.split("-") if match else []
    if len(numbers) != len(order.columns):
        return []
    try:
        return [_read_value(column, int(number)) for column, number in zip(order.columns, numbers, strict=True)]
    except (ValueError, OverflowError):
        return []


def _read_value(column: str, number: int) -> Any:
    if column == "due_key":
        return date.fromordinal(number)
    return number if column == "pk" else _EPOCH + number * _MICROSECOND
