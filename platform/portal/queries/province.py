"""The province's overview: windows, and what waits for the national platform."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from grading.models import FilingWindow
from national.models import Message, MessageState
from projects.models import Project

LATEST = 30


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message to the national platform."""

    project: str
    version: int
    note: str
    state: str
    tone: str
    receipt: str
    error: str


@dataclass(frozen=True, slots=True)
class ProvinceHome:
    """Windows, counts and the latest messages."""

    windows: list[FilingWindow]
    waiting: int
    parked: int
    acknowledged: int
    oldest_waiting: object
    messages: list[MessageRow]


TONES = {
    MessageState.READY: "progress",
    MessageState.PARKED: "danger",
    MessageState.ACKNOWLEDGED: "success",
    MessageState.SUPERSEDED: "neutral",
}


def province_home() -> ProvinceHome:
    """Everything on the province's home. Five queries."""
    counts = Message.objects.aggregate(
        waiting=Count("pk", filter=Q(state=MessageState.READY)),
        parked=Count("pk", filter=Q(state=MessageState.PARKED)),
        acknowledged=Count("pk", filter=Q(state=MessageState.ACKNOWLEDGED)),
        oldest=Min("created_at", filter=Q(state=MessageState.READY)),
    )
    messages = list(Message.objects.prefetch_related("receipts").order_by("-pk")[:LATEST])
    names = {
        str(guid): name
        for guid, name in Project.objects.filter(row_guid__in={message.aggregate for message in messages}).values_list(
            "row_guid", "name"
        )
    }
    return ProvinceHome(
        windows=list(FilingWindow.objects.order_by("-opens_on", "code")),
        waiting=counts["waiting"],
        parked=counts["parked"],
        acknowledged=counts["acknowledged"],
        oldest_waiting=counts["oldest"],
        messages=[_row(message, names) for message in messages],
    )


def _row(message: Message, names: dict[str, str]) -> MessageRow:
    receipt = max(message.receipts.all(), key=lambda one: one.pk, default=None)
    return MessageRow(
        project=names.get(message.aggregate, message.aggregate),
        version=message.version,
        note=message.note,
        state=MessageState(message.state).label,
        tone=TONES[MessageState(message.state)],
        receipt=receipt.receipt_number if receipt else "",
        error=message.last_error if message.state != MessageState.ACKNOWLEDGED else "",
    )
