"""Asking whether imported projects are ones on display, once their import is over (X12)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from projects.models import ImportJob, ImportQuestion, OwedQuestion
from projects.queries.twins import sketch_of_facts, twins_on_display

_AT_ONCE = 10


def ask_owed(*, now: Callable[[], datetime], within: timedelta) -> int:
    """Compare projects that imports left for later (``OwedQuestion``), oldest first. Safe to run twice, also at once.

    Each step is a transaction of its own: a worker that dies leaves the rest to the sweep.

    :param within: no further step is begun after this.
    :returns: how many projects were compared.
    """
    ends, done = now() + within, 0
    while now() < ends and (step := _step()):
        done += step
    return done


@transaction.atomic(durable=True)
def _step() -> int:
    waiting = OwedQuestion.objects.exclude(job__in=ImportJob.objects.unfinished()).order_by("pk")
    owed = list(waiting.select_for_update(skip_locked=True)[:_AT_ONCE])
    for one in owed:
        ImportQuestion.objects.bulk_create(_questions(one))
    for job, number in Counter(one.job_id for one in owed).items():
        ImportJob.objects.filter(pk=job).update(rows_compared=Coalesce(F("rows_compared"), 0) + number)
    OwedQuestion.objects.filter(pk__in=[one.pk for one in owed]).delete()
    return len(owed)


def _questions(owed: OwedQuestion) -> list[ImportQuestion]:
    return [
        ImportQuestion(
            job_id=owed.job_id,
            row=owed.row,
            name=owed.facts["name"],
            other_name=twin.project.name,
            other_code=twin.project.investment_code,
            likeness="；".join((*twin.likeness.agrees, *twin.likeness.differs))[:500],
        )
        for twin in twins_on_display(sketch_of_facts(_read(owed.facts)))
    ]


def _read(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts with the amount and the day that JSON keeps as texts."""
    amount, day = facts["total_investment"], facts["approved_on"]
    return {
        **facts,
        "total_investment": Decimal(amount) if amount is not None else None,
        "approved_on": date.fromisoformat(day) if day is not None else None,
    }
