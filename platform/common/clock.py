"""The only place that asks what time it is. Edges call it; actions and rules receive the answer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, with time zone. For edges only: views, tasks and commands."""
    return timezone.now()


def day_of(at: datetime) -> date:
    """The calendar day of a moment in Asia/Shanghai; the notice's dates are such days."""
    return at.astimezone(SHANGHAI).date()
