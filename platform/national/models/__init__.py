"""Messages to another platform, the line to it, and the comparison of what both sides hold."""

from national.models.deliveries import Delivery, Outcome, Receipt, ReceiptResult
from national.models.lines import Hold, Line
from national.models.messages import (
    SETTLED,
    Destination,
    Failure,
    Message,
    MessageState,
    UpdateFlag,
)
from national.models.reconciliation import Difference, DifferenceKind, Reconciliation, RunState

__all__ = [
    "SETTLED",
    "Delivery",
    "Destination",
    "Difference",
    "DifferenceKind",
    "Failure",
    "Hold",
    "Line",
    "Message",
    "MessageState",
    "Outcome",
    "Receipt",
    "ReceiptResult",
    "Reconciliation",
    "RunState",
    "UpdateFlag",
]
