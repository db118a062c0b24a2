"""The province's view of what the approval systems send: who, when, how many, and what waits for whom (A12, R29)."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Min, Q

from accounts.models import Authority
from common.clock import day_of
from common.newest import newest
from confirmation.models import IntakeReplay
from confirmation.queries.answers import plain
from national.alarms import Alarm
from portal.queries.enterprise import Figure
from portal.queries.intake_systems import SystemRow, intake_alarms, system_rows
from projects.intake.facts import names_of
from projects.models import IntakeMapping, IntakeMessage
from projects.rules.intake import (
    NEXT_STEP,
    ONE_BY_ONE,
    IntakeCause,
    IntakeState,
    IntakeSystem,
    MappingKind,
)
from projects.rules.kinds import RecordKind

PAGE, MAPPINGS_AT_MOST, REPLAYS_AT_MOST = 50, 200, 10
TONES = {
    IntakeState.STORED: "success",
    IntakeState.REPLAYED: "success",
    IntakeState.QUARANTINED: "attention",
    IntakeState.SUPERSEDED: "neutral",
    IntakeState.DISMISSED: "neutral",
}
_SETTLED: list[IntakeState] = [state for state in IntakeState if state is not IntakeState.QUARANTINED]
TABS: dict[str, tuple[str, list[IntakeState]]] = {
    "waiting": ("待处理", [IntakeState.QUARANTINED]),
    "settled": ("已办结", _SETTLED),
    "all": ("全部", list(IntakeState)),
}


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause for which messages wait, and what is done about it."""

    cause: IntakeCause
    count: int
    oldest: str
    next_step: str
    is_one_by_one: bool
    url: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message in the list."""

    pk: int
    name: str
    kind: str
    system: str
    received: str
    state: str
    tone: str
    cause: str
    detail: str


@dataclass(frozen=True, slots=True)
class IntakePage:
    """The list with its head."""

    figures: list[Figure]
    alarms: list[Alarm]
    systems: list[SystemRow]
    causes: list[CauseRow]
    rows: list[MessageRow]
    next_query: str
    mappings: list[tuple[IntakeMapping, str]]
    replays: list[IntakeReplay]


def intake_page(tab: str, system: str, cause: str, text: str, before: int | None, at: datetime) -> IntakePage:
    """The list of messages, newest first. Seven queries at the most, however many there are.

    :param text: a message's id, a source's id, an investment code or a unit.
    """
    found = IntakeMessage.objects.filter(state__in=TABS[tab][1]).defer("raw")
    if system in IntakeSystem.values:
        found = found.filter(system=system)
    if cause in IntakeCause.values:
        found = found.filter(cause=cause)
    if text:
        named = Q(message_id=text) | Q(source_id=text) | Q(project_code=text) | Q(project_source_id=text)
        found = found.filter(named | Q(unit_name__icontains=text))
    page = newest(found, before, PAGE)
    kept = {"tab": tab, "system": system, "cause": cause, "q": text}
    systems = system_rows(at)
    return IntakePage(
        figures=_figures(systems),
        alarms=intake_alarms(systems),
        systems=systems,
        causes=_causes(system),
        rows=[row_of(message, day_of(at)) for message in page.rows],
        next_query="?" + urlencode({**kept, "before": page.before}) if page.before else "",
        mappings=_mappings(),
        replays=list(IntakeReplay.objects.select_related("started_by").order_by("-pk")[:REPLAYS_AT_MOST]),
    )


def _mappings() -> list[tuple[IntakeMapping, str]]:
    """What is matched now, each with the name of the authority for which a unit stands."""
    found = IntakeMapping.objects.filter(ended_at=None).select_related("created_by").order_by("-pk")[:MAPPINGS_AT_MOST]
    units = {mapping.ours for mapping in found if mapping.kind == MappingKind.UNIT}
    names = dict(Authority.objects.filter(division__in=units).values_list("division_id", "name")) if units else {}
    return [(mapping, names.get(mapping.ours, "")) for mapping in found]


def _figures(systems: list[SystemRow]) -> list[Figure]:
    waiting = sum(row.waiting for row in systems)
    oldest = min((row.oldest for row in systems if row.oldest), default="")
    return [
        Figure(waiting, "待处理", "attention" if waiting else "", "?tab=waiting", f"最早 {oldest}" if oldest else ""),
        Figure(sum(row.today for row in systems), "今日收到", url="?tab=all"),
    ]


def _causes(system: str) -> list[CauseRow]:
    waiting = IntakeMessage.objects.waiting()
    if system in IntakeSystem.values:
        waiting = waiting.filter(system=system)
    counted = waiting.values("cause").annotate(count=Count("pk"), oldest=Min("received_at")).order_by("-count", "cause")
    return [
        CauseRow(
            cause=IntakeCause(row["cause"]),
            count=row["count"],
            oldest=plain(row["oldest"]),
            next_step=NEXT_STEP[IntakeCause(row["cause"])],
            is_one_by_one=IntakeCause(row["cause"]) in ONE_BY_ONE,
            url="?" + urlencode({"tab": "waiting", "system": system, "cause": row["cause"]}),
        )
        for row in counted
    ]


def row_of(message: IntakeMessage, day: date) -> MessageRow:
    state = IntakeState(message.state)
    return MessageRow(
        pk=message.pk,
        name=name_of(message, day),
        kind=RecordKind(message.kind).label,
        system=IntakeSystem(message.system).label,
        received=plain(message.received_at),
        state=state.label,
        tone=TONES[state],
        cause=IntakeCause(message.cause).label if message.cause else "",
        detail=message.detail,
    )


def name_of(message: IntakeMessage, day: date) -> str:
    """What the message calls its thing."""
    ours = names_of(IntakeSystem(message.system), RecordKind(message.kind), day)
    named = (value for theirs, value in message.content.items() if value and ours.get(theirs.lower()) == "name")
    return next(named, message.source_id)
