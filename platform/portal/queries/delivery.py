"""The province's console of deliveries: what waits, what is parked and why, and what both sides hold (A13, X20)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from common.clock import SHANGHAI
from common.newest import newest
from confirmation.queries.answers import plain
from confirmation.queries.told import label_of
from national.alarms import Alarm, Facts, alarms, facts_of
from national.contract import TABLES
from national.explaining import explained
from national.models import (
    Destination,
    Failure,
    Hold,
    Message,
    MessageState,
    Receipt,
    Reconciliation,
)
from national.packing import PLACEHOLDER
from portal.queries.enterprise import Figure
from projects.models import Project
from projects.queries.matching import has_number, name_contains

PAGE, FOUND_AT_MOST, ATTEMPTS_AT_MOST = 50, 50, 50
TONES = {
    MessageState.READY: "progress",
    MessageState.PARKED: "danger",
    MessageState.ACKNOWLEDGED: "success",
    MessageState.SUPERSEDED: "neutral",
}
TABS: dict[str, tuple[str, MessageState | None]] = {
    "waiting": ("待送达", MessageState.READY),
    "parked": ("已搁置", MessageState.PARKED),
    "arrived": ("已送达", MessageState.ACKNOWLEDGED),
    "all": ("全部", None),
}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message in the list."""

    pk: int
    project: str
    version: int
    note: str
    state: str
    tone: str
    error: str
    tries: int
    created: str


@dataclass(frozen=True, slots=True)
class Console:
    """The console's first page."""

    facts: Facts
    figures: list[Figure]
    alarms: list[Alarm]
    tab: str
    rows: list[MessageRow]
    next_query: str
    holds: list[tuple[Hold, str]]
    compared: Reconciliation | None


def console(tab: str, text: str, before: int | None, at: datetime) -> Console:
    """Figures, alarms and a page of messages. Sixteen queries at the most, however many messages there are.

    :param text: part of a project's name, or a number of it.
    """
    tab = tab if tab in TABS else "waiting"
    found = Message.objects.to(Destination.NATIONAL)
    state = TABS[tab][1]
    if state is not None:
        found = found.filter(state=state)
    if text:
        found = found.about(_aggregates_of(text))
    page = newest(found.defer("payload"), before, PAGE)
    holds = list(Hold.objects.standing(Destination.NATIONAL).order_by("-pk")[:PAGE])
    names = names_of({row.aggregate for row in page.rows} | {hold.aggregate for hold in holds})
    facts = facts_of()
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return Console(
        facts=facts,
        figures=_figures(facts, Receipt.objects.filter(stored_at__gte=midnight).count()),
        alarms=alarms(facts, at),
        tab=tab,
        rows=[_row(row, names) for row in page.rows],
        next_query="?" + urlencode({"tab": tab, "q": text, "before": page.before}) if page.before else "",
        holds=[(hold, names.get(hold.aggregate, hold.aggregate) or "全部推送") for hold in holds],
        compared=Reconciliation.objects.order_by("-pk").first(),
    )


def _figures(facts: Facts, arrived_today: int) -> list[Figure]:
    oldest = f"最早 {plain(facts.oldest_waiting)}" if facts.oldest_waiting else ""
    line = "暂歇" if facts.rests_until else "不稳" if facts.failing_since else "畅通"
    again = f"{plain(facts.rests_until)} 再试" if facts.rests_until else ""
    return [
        Figure(facts.waiting, "待送达", note=oldest, url="?tab=waiting"),
        Figure(facts.parked, "已搁置", "danger" if facts.parked else "", "?tab=parked"),
        Figure(arrived_today, "今日送达", url="?tab=arrived"),
        Figure(line, "线路", "attention" if facts.failing_since else "", note=again),
    ]


def _aggregates_of(text: str) -> list[str]:
    named = Project.objects.published().filter(name_contains(text) | has_number(text))
    return [*(str(guid) for guid in named.values_list("row_guid", flat=True)[:FOUND_AT_MOST]), text]


def names_of(aggregates: Iterable[str]) -> dict[str, str]:
    """The names of those that are projects. One query."""
    wanted = [aggregate for aggregate in aggregates if len(aggregate) == 36]
    rows = Project.objects.filter(row_guid__in=wanted).values_list("row_guid", "name")
    return {str(guid): name for guid, name in rows}


def _row(message: Message, names: dict[str, str]) -> MessageRow:
    state = MessageState(message.state)
    return MessageRow(
        pk=message.pk,
        project=names.get(message.aggregate, message.aggregate),
        version=message.version,
        note=message.note,
        state=state.label,
        tone=TONES[state],
        error=message.last_error,
        tries=message.tries,
        created=plain(message.created_at),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Why a message has not arrived, and what to do."""

    cause: str
    where: str
    next_step: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message with its attempts, receipts and contents.

    :param was_refused: parked for what it says; the same content would be refused again.
    :param tables: what it says, by table: rows of field and value; identity numbers are never shown.
    """

    message: Message
    project: Project | None
    name: str
    tone: str
    told: list[Told]
    attempts: list[Any]
    receipts: list[Receipt]
    tables: list[tuple[str, list[list[tuple[str, str]]]]]
    hold: Hold | None
    is_waiting: bool
    is_parked: bool
    was_refused: bool


def message_page(message: Message, today: date) -> MessagePage:
    """Everything about a message. Six queries."""
    project = Project.objects.filter(row_guid=message.aggregate).first() if len(message.aggregate) == 36 else None
    content = json.loads(bytes(message.payload))["tables"]
    return MessagePage(
        message=message,
        project=project,
        name=project.name if project else message.aggregate,
        tone=TONES[MessageState(message.state)],
        told=[
            Told(one.cause, label_of(one.where, today), one.next_step)
            for one in explained(message.failure, message.refusals)
        ],
        attempts=list(message.deliveries.order_by("-pk")[:ATTEMPTS_AT_MOST]),
        receipts=list(message.receipts.order_by("-pk")),
        tables=[
            (TABLES.get(table, table), [[(name, _shown(value)) for name, value in row.items()] for row in rows])
            for table, rows in content.items()
        ],
        hold=Hold.objects.standing(message.destination).filter(aggregate__in=["", message.aggregate]).first(),
        is_waiting=message.state == MessageState.READY,
        is_parked=message.state == MessageState.PARKED,
        was_refused=message.failure == Failure.REFUSED,
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {PLACEHOLDER}:
        return "（证件号码，送出时填入）"
    return plain(value)
