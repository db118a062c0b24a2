"""The approval systems on the province's pages: when each was heard of, what of it waits, what is an alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from accounts.calendars import work_calendar
from common.clock import SHANGHAI, day_of
from common.workdays import WorkCalendar
from confirmation.queries.answers import plain
from national.alarms import Alarm
from projects.models import IntakeMessage
from projects.rules.intake import SILENT_AT_MOST, WAITS_AT_MOST, IntakeState, IntakeSystem


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One approval system: when it was last heard of, and what of it waits.

    :param silent: working days since its last message, None when there was none; ``waited``: since its oldest message
        that waits arrived, 0 when none waits.
    :param has_key: whether it has been given a key to send with.
    """

    label: str
    last: str
    silent: int | None
    has_key: bool
    today: int
    waiting: int
    oldest: str
    waited: int
    url: str


def system_rows(at: datetime) -> list[SystemRow]:
    """The three systems, also those that have sent nothing yet. Two queries."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Q(state=IntakeState.QUARANTINED)
    counted = IntakeMessage.objects.values("system").annotate(
        last=Max("received_at"),
        today=Count("pk", filter=Q(received_at__gte=midnight)),
        waiting=Count("pk", filter=waiting),
        oldest=Min("received_at", filter=waiting),
    )
    found: dict[str, Mapping[str, Any]] = {row["system"]: row for row in counted}
    calendar, keyed = work_calendar(), {name.partition(".")[0] for name in settings.INTAKE_KEYS}
    return [_row(system, found.get(system, {}), system in keyed, calendar, at) for system in IntakeSystem]


def _row(
    system: IntakeSystem, row: Mapping[str, Any], has_key: bool, calendar: WorkCalendar, at: datetime
) -> SystemRow:
    last, oldest = row.get("last"), row.get("oldest")
    return SystemRow(
        label=system.label,
        last=plain(last) if last else "尚未收到",
        silent=calendar.between(day_of(last), day_of(at)) if last else None,
        has_key=has_key,
        today=row.get("today", 0),
        waiting=row.get("waiting", 0),
        oldest=plain(oldest) if oldest else "",
        waited=calendar.between(day_of(oldest), day_of(at)) if oldest else 0,
        url=f"?{urlencode({'system': system.value})}",
    )


def intake_alarms(systems: Sequence[SystemRow]) -> list[Alarm]:
    """What of the approval systems needs a person, the most pressing first."""
    waiting = [
        Alarm(
            "danger",
            f"{row.label}：最早的待处理报文已等候{row.waited}个工作日",
            f"超过{WAITS_AT_MOST}个工作日的，逐条处理；等待其他报文的，请来源系统补送",
        )
        for row in systems
        if row.waited > WAITS_AT_MOST
    ]
    return waiting + [silent for row in systems if (silent := _silent(row)) is not None]


def _silent(row: SystemRow) -> Alarm | None:
    if row.silent is None:
        if not row.has_key:
            return None
        return Alarm("warning", f"{row.label}：已发放密钥，从未报送", "联系来源系统确认何时接入；不接入的，停用其密钥")
    if row.silent <= SILENT_AT_MOST:
        return None
    return Alarm(
        "warning",
        f"{row.label}：已{row.silent}个工作日没有报送",
        f"最近一次在{row.last}；联系来源系统检查报送任务、密钥和网络",
    )
