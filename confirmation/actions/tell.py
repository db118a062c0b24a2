"""Telling enterprises what was decided about their filings, and that they have arrived (E24)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions import notify
from accounts.models import Notice
from accounts.rules import NoticeKind
from audit.context import Acting, SystemActor, context
from common.clock import day_of
from confirmation.models import Case, Decision
from confirmation.queries.addresses import enterprise_page
from confirmation.rules.states import Action, Status
from national.queries import Arrival, arrivals_since

_KINDS = {
    Action.CONFIRM: NoticeKind.CONFIRMED,
    Action.RETURN: NoticeKind.RETURNED,
    Action.REFUSE: NoticeKind.REFUSED,
    Action.REVERSE: NoticeKind.REVERSED,
}


def tell_of_decision(case: Case, decision: Decision, *, at: datetime, defects: int = 0) -> None:
    """Tell the enterprise what was decided about its case, and how much was marked. Opens no transaction."""
    action = Action(decision.action)
    said = f"意见：{decision.note}" if decision.note else ""
    said += f"　共标出{defects}处问题，请逐项修改或说明。" if defects else ""
    graded = f"，定为{case.target_grade}级" if action == Action.CONFIRM else ""
    notify(
        case.enterprise,
        kind=_KINDS[action],
        title=f"{case.project.name}：{action.label}",
        text=f"办件 {case.number} 由{decision.authority.name}{action.label}{graded}。{said}",
        url=enterprise_page(case),
        at=at,
    )


def tell_of_hand_over(case: Case, *, at: datetime) -> None:
    """Tell the enterprise, and the reviewers of the unit that now has the case. Opens no transaction."""
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    unit = f"{case.authority.name}{case.get_business_line_display()}业务部门"
    notify(
        case.enterprise,
        kind=NoticeKind.HANDED_OVER,
        title=f"{case.project.name}：办件移交",
        text=f"办件 {case.number} 现由{unit}办理（{case.get_status_display()}）。",
        url=enterprise_page(case),
        at=at,
    )


@transaction.atomic(durable=True)
def tell_of_arrivals(*, since: datetime, limit: int, at: datetime) -> int:
    """Tell enterprises that the national platform has taken in their projects; returns how many arrivals were told.

    Safe to run twice, one after the other: what was told is left out.

    :param limit: tells no more at once; the next run goes on.
    """
    told = set(Notice.objects.filter(kind=NoticeKind.PUSHED, created_at__gte=since).values_list("title", flat=True))
    new = [arrival for arrival in arrivals_since(since) if _title(arrival) not in told][:limit]
    with context(Acting.system(SystemActor.NOTICES), action="confirmation.tell_of_arrivals"):
        return sum(_tell_of_arrival(arrival, at) for arrival in new)


def _title(arrival: Arrival) -> str:
    return f"全国平台已接收，回执 {arrival.receipt_number}"


def _tell_of_arrival(arrival: Arrival, at: datetime) -> bool:
    case = (
        Case.objects.filter(project__row_guid=arrival.aggregate, status=Status.CONFIRMED)
        .select_related("enterprise", "project")
        .order_by("-decided_at", "-pk")
        .first()
    )
    if case is None:
        return False
    notify(
        case.enterprise,
        kind=NoticeKind.PUSHED,
        title=_title(arrival),
        text=f"{case.project.name}的信息已由全国平台于 {day_of(arrival.received_at)} 接收（第{arrival.version}版）。",
        url=enterprise_page(case),
        at=at,
    )
    return True


def tell_both(case: Case, others: Sequence[Case], *, at: datetime) -> None:
    """Tell both sides that one of two filings of a stage was confirmed (X17). Opens no transaction.

    :param others: other enterprises' cases with a record of the same stage and 标段; nobody is told when there is none.
    """
    for other in others:
        notify(
            other.enterprise,
            kind=NoticeKind.BOTH_TOLD,
            title=f"{case.project.name}：同一环节已确认另一企业的填报",
            text=f"{case.enterprise.name}填报的同一标段环节信息已由主管部门确认（办件 {case.number}），"
            f"本企业办件 {other.number} 中的同一环节不再重复确认；如对已确认的信息有异议，请向主管部门提出勘误。",
            url=enterprise_page(other),
            at=at,
        )
    if others:
        names = "、".join(sorted({other.enterprise.name for other in others}))
        notify(
            case.enterprise,
            kind=NoticeKind.BOTH_TOLD,
            title=f"{case.project.name}：同一环节另有企业填报",
            text=f"{names}也填报了同一标段的环节信息，主管部门确认了本企业的填报（办件 {case.number}），并已告知双方。",
            url=enterprise_page(case),
            at=at,
        )
