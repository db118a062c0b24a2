"""What lay with an authority at a moment, as the ledger knew it (X09)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from audit.as_of import instance_of, rows_at, with_references
from common.clock import day_of
from confirmation.models import Case, ClockEvent
from confirmation.rules.states import WITH_AUTHORITY

SHOWN_AT_MOST = 500
_TABLE = Case._meta.db_table


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One case as it lay there.

    :param is_overdue: whether its period was over on the day.
    """

    number: str
    project: str
    enterprise: str
    kind: str
    status: str
    holder: str
    submitted_on: date | None
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class QueueAt:
    """The cases that waited longest, and how many there were."""

    rows: list[WaitingRow]
    total: int


def queue_at(pk: int, at: datetime, day: date) -> QueueAt:
    """What an authority had to decide. Three queries.

    :param at: as known then.
    :param day: on which periods are judged.
    """
    came = ClockEvent.objects.filter(case=OuterRef("pk"), authority=pk, at__lte=at)
    ids = Case.objects.filter(Exists(came)).values_list("pk", flat=True)
    known = (instance_of(Case, row) for row in rows_at([(_TABLE, str(one)) for one in ids], at).values())
    waiting = [case for case in known if case.authority_id == pk and case.status in WITH_AUTHORITY]
    waiting.sort(key=lambda case: (case.submitted_at or at, case.pk))
    shown = waiting[:SHOWN_AT_MOST]
    with_references(shown, at)
    return QueueAt([_row(case, at, day) for case in shown], len(waiting))


def _row(case: Case, at: datetime, day: date) -> WaitingRow:
    holder = case.holder_at(at)
    return WaitingRow(
        number=str(case.number),
        project=case.project.name,
        enterprise=case.enterprise.name,
        kind=case.get_kind_display(),
        status=case.get_status_display(),
        holder=holder.name if holder else "",
        submitted_on=day_of(case.submitted_at) if case.submitted_at else None,
        due_on=case.due_on,
        is_overdue=case.due_on is not None and case.due_on < day,
    )
