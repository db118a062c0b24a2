"""Telling units that the period of their cases is near its end, or over (R17, BR-37): once for each end."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from accounts.actions import notify
from accounts.register import reviewers_of
from accounts.rules import NoticeKind
from audit.context import Acting, SystemActor, context
from common.clock import day_of
from confirmation.models import Case, ClockWarning
from confirmation.queries.clock import near_due, overdue
from confirmation.rules.clock import ClockState

NAMED_AT_MOST = 10
_KINDS = {ClockState.NEAR_DUE: NoticeKind.DUE_SOON, ClockState.OVERDUE: NoticeKind.OVERDUE}


@transaction.atomic(durable=True)
def warn_units(*, limit: int, at: datetime) -> int:
    """Tell the reviewers of each unit and line, in one notice a state; returns how many cases were told of.

    Safe to run twice: a case is told of once for each end of its period and state.

    :param limit: takes no more cases at once; the next run goes on.
    """
    with context(Acting.system(SystemActor.NOTICES), action="confirmation.warn_units", channel="task"):
        return sum(_warn(state, limit, at) for state in _KINDS)


def _warn(state: ClockState, limit: int, at: datetime) -> int:
    today = day_of(at)
    units: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for case in _untold(state, today, limit):
        assert case.authority_id is not None, "constraint submitted_case_lies_somewhere"
        units[case.authority_id, case.business_line].append(case)
    for (authority, line), cases in units.items():
        # Kept first: of two runs at once, the second waits for the first and then finds nothing to add.
        ClockWarning.objects.bulk_create(
            ClockWarning(case=case, state=state, due_on=case.due_on, at=at) for case in cases if case.due_on is not None
        )
        notify(
            reviewers_of(authority, line, today),
            kind=_KINDS[state],
            title=f"{len(cases)} 件办件{state.label}",
            text=_text(cases),
            url=f"{reverse('authority-queue')}?tab={'over' if state == ClockState.OVERDUE else 'near'}",
            at=at,
        )
    return sum(len(cases) for cases in units.values())


def _untold(state: ClockState, today: date, limit: int) -> list[Case]:
    told = ClockWarning.objects.filter(case=OuterRef("pk"), state=state, due_on=OuterRef("due_on"))
    rule = overdue(today) if state == ClockState.OVERDUE else near_due(today)
    waiting = Case.objects.filter(rule).exclude(Exists(told)).select_for_update(of=("self",), skip_locked=True)
    return list(waiting.order_by(F("due_on"), "pk")[:limit])


def _text(cases: list[Case]) -> str:
    named = "、".join(f"{case}（期限 {case.due_on}）" for case in cases[:NAMED_AT_MOST])
    return f"{named}{'等' if len(cases) > NAMED_AT_MOST else ''}，请及时办理。"
