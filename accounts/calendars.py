"""The working calendar in force, and the official lists that every installation begins with (A10)."""

from datetime import datetime

from accounts.models import CalendarDay, CalendarList
from common.holidays import OFFICIAL_LISTS
from common.workdays import DayKind, WorkCalendar


def work_calendar() -> WorkCalendar:
    """The calendar of the latest list of each year. One query."""
    latest = CalendarList.objects.order_by("year", "-pk").distinct("year").values("pk")
    days = CalendarDay.objects.filter(calendar__in=latest).values_list("day", "kind")
    return WorkCalendar.of((day, DayKind(kind)) for day, kind in days)


def load_official_lists(at: datetime) -> bool:
    """Load the built-in lists of years that have none; whether there were any. Opens no transaction; safe to repeat."""
    known = set(CalendarList.objects.values_list("year", flat=True))
    missing = [official for official in OFFICIAL_LISTS if official.year not in known]
    for official in missing:
        calendar = CalendarList.objects.create(year=official.year, source=official.source, loaded_at=at)
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=calendar, day=day, kind=kind.value) for day, kind in official.days
        )
    return bool(missing)
