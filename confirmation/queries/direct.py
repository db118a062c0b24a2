"""Projects that have been shown since before the notice, are not finished and go without a new filing (BR-15)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Cast, TruncDate

from grading.models import GradeEntry
from grading.rules.push import GateAnswer, Window, push_gate
from national.models import Destination, Message
from projects.models import Completion, ConstructionPermit, Project
from projects.rules.dictionaries import Origin

LOOKED_AT = 200


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
    """What a batch would push now. They are read once; a second query names those of the page.

    :param limit: how many rows to name, newest first; ``before`` is the id of the last one of the page before.
    """
    gate = cache(partial(_gate, today, windows))
    total, left_out = 0, Counter[str]()
    page: dict[int, tuple[date, str]] = {}
    for pk, *days in _days().iterator(chunk_size=2_000):
        answer = gate(*days)
        if not answer.is_open:
            left_out[answer.reason] += 1
            continue
        total += 1
        if len(page) <= limit and (before is None or pk < before):
            page[pk] = (days[1], answer.clause)
    shown = dict(list(page.items())[:limit])
    return Preview(total, _named(shown), len(page) > limit, left_out.most_common())


def next_direct(today: date, windows: tuple[Window, ...], *, before: int | None, limit: int) -> list[int]:
    """Ids of the next projects of a batch, in its order. A query for each two hundred that are looked at."""
    gate, ids = cache(partial(_gate, today, windows)), list[int]()
    while len(ids) < limit:
        # Without a limit the planner would read and sort all of them each time.
        looked_at = list((_days() if before is None else _days().filter(pk__lt=before))[:LOOKED_AT])
        ids += [pk for pk, *days in looked_at if gate(*days).is_open]
        if len(looked_at) < LOOKED_AT:
            break
        before = looked_at[-1][0]
    return ids[:limit]


def _days() -> Any:
    """Id, origin and the days that decide, newest first."""
    return _untold().order_by("-pk").values_list("pk", "origin", "released_on", "first_on")


def _named(page: dict[int, tuple[date, str]]) -> list[Direct]:
    columns = ("pk", "name", "number", "division__name", "grade")
    rows = Project.objects.filter(pk__in=page).order_by("-pk").values_list(*columns) if page else ()
    return [Direct(pk, name, number, division, grade, *page[pk]) for pk, name, number, division, grade in rows]


def _gate(today: date, windows: tuple[Window, ...], origin: str, released_on: date, first_on: date) -> GateAnswer:
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
