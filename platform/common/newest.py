"""Pages of a list, newest first, by the id of the last row seen: page 500 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Newest(Generic[Row]):
    """Some rows; ``before`` is the id before which the next page begins, None on the last."""

    rows: list[Row]
    before: int | None

    @property
    def next_query(self) -> str:
        """The query string of the next page; empty on the last."""
        return f"?before={self.before}" if self.before else ""


def newest(found: QuerySet[Row], before: int | None, size: int) -> Newest[Row]:
    """A page of rows. One query.

    :param before: the id from which the page before named the next; None for the first page.
    """
    ordered = found.order_by("-pk")
    rows = list((ordered.filter(pk__lt=before) if before else ordered)[: size + 1])
    return Newest(rows[:size], rows[size - 1].pk if len(rows) > size else None)
