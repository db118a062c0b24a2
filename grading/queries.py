"""What pages and the gate ask about grades and windows."""

from datetime import date

from grading.models import FilingWindow
from grading.rules.push import Window


def windows_on(today: date) -> tuple[Window, ...]:
    """The filing windows in force on a day, by code."""
    return tuple(row.as_rule() for row in FilingWindow.objects.in_force(today).order_by("code"))
