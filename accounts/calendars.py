"""The working calendar in force, and the official lists that every installation begins with (A10)."""

from datetime import date, datetime

from accounts.models import CalendarDay, CalendarList
from common.errors import RuleError
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


class TheListIsNotWellFormed(RuleError):
    """A line of a yearly list cannot be read, or says what the week says anyway."""


_KINDS = {
    "放假": DayKind.HOLIDAY,
    "休息": DayKind.HOLIDAY,
    "HOLIDAY": DayKind.HOLIDAY,
    "调休上班": DayKind.WORKDAY,
    "上班": DayKind.WORKDAY,
    "WORKDAY": DayKind.WORKDAY,
}


def read_list(text: str, year: int) -> list[tuple[date, DayKind]]:
    """The days of a year's list as comma-separated lines, a day and its kind (放假, 调休上班) each.

    :raises TheListIsNotWellFormed: naming the line.
    """
    found: dict[date, DayKind] = {}
    for number, line in enumerate(text.replace("，", ",").splitlines(), start=1):
        if not line.strip() or (number == 1 and "日期" in line):
            continue
        day, kind = _read_line(line, number)
        if day.year != year:
            raise TheListIsNotWellFormed(f"第{number}行：{day} 不在 {year} 年度内，请核对", field="text")
        if day in found:
            raise TheListIsNotWellFormed(f"第{number}行：{day} 重复出现，请核对", field="text")
        if kind == DayKind.WORKDAY and day.weekday() < 5:
            raise TheListIsNotWellFormed(f"第{number}行：{day} 本来是工作日，不能列为调休上班，请核对", field="text")
        found[day] = kind
    if not found:
        raise TheListIsNotWellFormed("没有读到日期，请按“2027-01-01,放假”的格式逐行填写", field="text")
    return sorted(found.items())


def with_list(calendar: WorkCalendar, year: int, days: list[tuple[date, DayKind]]) -> WorkCalendar:
    """The calendar with another list for a year."""
    kept = [(day, DayKind.HOLIDAY) for day in calendar.holidays if day.year != year]
    kept += [(day, DayKind.WORKDAY) for day in calendar.make_up if day.year != year]
    return WorkCalendar.of([*kept, *days], calendar.years | {year})


def _read_line(line: str, number: int) -> tuple[date, DayKind]:
    parts = [part.strip() for part in line.split(",")]
    try:
        return date.fromisoformat(parts[0]), _KINDS[parts[1]]
    except (ValueError, KeyError, IndexError):
        raise TheListIsNotWellFormed(
            f"第{number}行“{line.strip()[:40]}”无法识别，请写成“2027-01-01,放假”或“2027-01-02,调休上班”", field="text"
        ) from None
