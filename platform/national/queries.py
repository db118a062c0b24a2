"""What other pages ask about deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from national import packing
from national.explaining import Explanation, explained
from national.models import SETTLED, Destination, Message, MessageState, Receipt, UpdateFlag


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """Where one aggregate stands with the other platform.

    :param state: of the newest version; None when nothing was ever enqueued.
    :param acknowledged_version: 0 when none; likewise ``latest_version``.
    :param receipt_number: of the newest acknowledged version, as are ``received_at`` and ``assigned_number``.
    :param shown_since: when the version that made it visible arrived there; None while it is not shown.
    :param pending: versions without a receipt, parked ones included.
    :param last_error: of the oldest version without a receipt, which holds up the others; ``explanations`` say what
        it means.
    """

    aggregate: str
    state: MessageState | None = None
    latest_version: int = 0
    acknowledged_version: int = 0
    receipt_number: str = ""
    received_at: datetime | None = None
    assigned_number: str = ""
    shown_since: datetime | None = None
    pending: int = 0
    parked: bool = False
    last_error: str = ""
    explanations: tuple[Explanation, ...] = ()

    @property
    def national_shown(self) -> bool:
        """Accepted there and not withdrawn again."""
        return self.shown_since is not None


def delivery_of(aggregate: str, destination: str = Destination.NATIONAL) -> DeliveryStatus:
    """Where one aggregate stands."""
    return deliveries_of([aggregate], destination)[aggregate]


def deliveries_of(aggregates: Iterable[str], destination: str = Destination.NATIONAL) -> dict[str, DeliveryStatus]:
    """The same for the rows of a list, in one query; every aggregate asked for has an entry."""
    versions: dict[str, dict[int, dict[str, Any]]] = {aggregate: {} for aggregate in aggregates}
    rows = Message.objects.to(destination).about(versions).order_by("aggregate", "version", "receipts__id")
    for row in rows.values(
        "aggregate",
        "version",
        "update_flag",
        "state",
        "last_error",
        "failure",
        "refusals",
        "receipts__receipt_number",
        "receipts__received_at",
        "receipts__assigned_number",
    ):
        versions[row["aggregate"]][row["version"]] = dict(row)  # the newest receipt comes last
    return {aggregate: _status(aggregate, list(found.values())) for aggregate, found in versions.items()}


def national_shown(aggregate: str) -> bool:
    """Whether the national platform shows it: an accepted U that no accepted D follows."""
    return delivery_of(aggregate).national_shown


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version that the other platform has accepted."""

    aggregate: str
    version: int
    receipt_number: str
    received_at: datetime


def arrivals_since(moment: datetime, destination: str = Destination.NATIONAL) -> list[Arrival]:
    """Versions whose receipts were stored at or after a moment, oldest first. One query."""
    rows = Receipt.objects.filter(message__destination=destination, stored_at__gte=moment).order_by("stored_at", "pk")
    columns = ("message__aggregate", "message__version", "receipt_number", "received_at")
    return [Arrival(*row) for row in rows.values_list(*columns)]


def _status(aggregate: str, rows: list[dict[str, Any]]) -> DeliveryStatus:
    """:param rows: every version, oldest first."""
    if not rows:
        return DeliveryStatus(aggregate)
    accepted = [row for row in rows if row["state"] == MessageState.ACKNOWLEDGED]
    open_rows = [row for row in rows if row["state"] not in SETTLED]
    newest = accepted[-1] if accepted else {}
    return DeliveryStatus(
        aggregate=aggregate,
        state=MessageState(rows[-1]["state"]),
        latest_version=rows[-1]["version"],
        acknowledged_version=newest.get("version", 0),
        receipt_number=newest.get("receipts__receipt_number", ""),
        received_at=newest.get("receipts__received_at"),
        assigned_number=newest.get("receipts__assigned_number", ""),
        shown_since=_shown_since(accepted),
        pending=len(open_rows),
        parked=any(row["state"] == MessageState.PARKED for row in open_rows),
        last_error=open_rows[0]["last_error"] if open_rows else "",
        explanations=tuple(explained(open_rows[0]["failure"], open_rows[0]["refusals"])) if open_rows else (),
    )


def _shown_since(accepted: list[dict[str, Any]]) -> datetime | None:
    since: datetime | None = None
    for row in accepted:
        if row["update_flag"] == UpdateFlag.D:
            since = None
        elif since is None:
            since = row["receipts__received_at"]
    return since


def number_is_awaited(token: str) -> bool:
    """Whether a message waits that an identity number is still to be filled into."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM national_message"
            " WHERE state <> ALL(%s) AND position(%s::bytea IN payload) > 0)",
            [list(SETTLED), packing.stands_for(token)],
        )
        return bool(cursor.fetchone()[0])
