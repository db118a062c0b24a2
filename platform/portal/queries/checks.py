"""What the last check of the whole history says to an auditor."""

from dataclasses import dataclass
from datetime import datetime

from audit.checking import LATE_AFTER
from audit.models import HistoryCheck


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The newest check, and whether it gives alarm.

    :param row: None before the first.
    :param is_late: there should have been a newer one.
    """

    row: HistoryCheck | None
    is_late: bool

    @property
    def tone(self) -> str:
        """Of the callout."""
        if self.row is None:
            return "info"
        return "danger" if not self.row.holds else "warning" if self.is_late else "success"


def last_check(at: datetime) -> LastCheck:
    """The newest check as of a moment."""
    row = HistoryCheck.objects.order_by("-pk").first()
    return LastCheck(row, is_late=row is not None and at - row.ended_at > LATE_AFTER)
