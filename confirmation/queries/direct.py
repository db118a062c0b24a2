"""Projects that have been shown since before the notice, are not finished and go without a new filing (BR-15)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Subquery
from django.db.models.functions import Cast, TruncDate

from grading.models import GradeEntry
from grading.rules.push import GateAnswer, Window, push_gate
from national.models import Destination, Message
from projects.models import Completion, ConstructionPermit, Project
from projects.rules.dictionaries import Origin


@dataclass(frozen=True, slots=True)
class Direct:
    """One of them; ``clause`` is that of the window that lets it through."""

    pk: int
    name: str
    number: str
    division: str
    grade: str
    released_on: date
    clause: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a batch would push: how many, the first of them, and why the others stay.

    :param left_out: the gate's reasons with the number of projects, most first.
    """

    total: int
    rows: list[Direct]
    has_more: bool
    left_out: list[tuple[str, int]]


def _untold() -> Any:
    """Shown unfinished projects with a permit of which the national platform was never told.

    Each comes with ``released_on`` and with ``first_on`` and ``first_batch`` of its first confirmation.
    """
    told = Message.objects.to(Destination.NATIONAL).filter(aggregate=Cast(OuterRef("row_guid"), CharField()))
    finished = Completion.objects.filter(project=OuterRef("pk"), update_flag="U").exclude(grade="D")
    released = ConstructionPermit.objects.filter(project=OuterRef("pk"), update_flag="U").exclude(grade="D")
    first = GradeEntry.objects.since_shown(OuterRef("row_guid"))
    return (
        Project.objects.published()
        .filter(~Exists(told), ~Exists(finished))
        .annotate(
            released_on=Subquery(released.order_by("released_on").values("released_on")[:1]),
            first_on=TruncDate(Subquery(first.values("granted_at")[:1])),
            first_batch=Subquery(first.values("batch")[:1]),
        )
        .filter(released_on__isnull=False, first_batch__gt="")
    )


def preview(today: date, windows: tuple[Window, ...], *, limit: int, before: int | None = None) -> Preview:
    """What a batch would push now. Two queries.

    :param limit: how many rows to name, newest first; ``before`` is the id of the last one of the page before.
    """
    total, left_out = 0, Counter[str]()
    days = _untold().order_by().values_list("origin", "released_on", "first_on").annotate(number=Count("pk"))
    for origin, released_on, first_on, number in days:
        gate = _gate(origin, released_on, first_on, today, windows)
        total += number * gate.is_open
        left_out[gate.reason] += number * (not gate.is_open)
    rows = list(islice(_open(today, windows, before), limit + 1))
    return Preview(total, rows[:limit], len(rows) > limit, [pair for pair in left_out.most_common() if pair[1]])


def next_direct(today: date, windows: tuple[Window, ...], *, before: int | None, limit: int) -> list[int]:
    """Ids of the next projects of a batch, in its order. One query."""
    return [row.pk for row in islice(_open(today, windows, before), limit)]


def _open(today: date, windows: tuple[Window, ...], before: int | None) -> Iterator[Direct]:
    found = _untold() if before is None else _untold().filter(pk__lt=before)
    columns = ("pk", "name", "number", "division__name", "grade", "released_on", "origin", "first_on")
    rows = found.order_by("-pk").values_list(*columns).iterator(chunk_size=200)
    for pk, name, number, division, grade, released_on, origin, first_on in rows:
        gate = _gate(origin, released_on, first_on, today, windows)
        if gate.is_open:
            yield Direct(pk, name, number, division, grade, released_on, gate.clause)


def _gate(origin: str, released_on: date, first_on: date, today: date, windows: tuple[Window, ...]) -> GateAnswer:
    return push_gate(
        finished_on=None,
        released_on=released_on,
        first_confirmed_on=first_on,
        today=today,
        national_shown=False,
        docked=origin == Origin.DOCKING,
        shown=True,
        windows=windows,
    )
