"""Working days: Monday to Friday, save what the State Council's yearly lists say otherwise (domain.md BR-37, A10).

A period is counted in working days, and the day on which it begins is not counted: 民法典 第二百零一条
（开始的当日不计入，自下一日开始计算）; that it is counted in working days without holidays is 行政许可法 第八十二条,
taken over for 四（一）'s 办理周期.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a list says of a day that the week does not."""

    HOLIDAY = "HOLIDAY"
    WORKDAY = "WORKDAY"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Exceptions from the week.

    :param holidays: days off, weekends among them; ``make_up``: weekend days that are worked.
    :param years: those of which a list is known; in any other year the week alone decides.
    """

    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, days: Iterable[tuple[date, DayKind]], years: Iterable[int] = ()) -> "WorkCalendar":
        """A calendar from the days of its lists."""
        listed = list(days)
        return cls(
            holidays=frozenset(day for day, kind in listed if kind == DayKind.HOLIDAY),
            make_up=frozenset(day for day, kind in listed if kind == DayKind.WORKDAY),
            years=frozenset(years) | {day.year for day, _ in listed},
        )

    def is_workday(self, day: date) -> bool:
        """Whether a day is worked."""
        return day in self.make_up or (day.weekday() < 5 and day not in self.holidays)

    def between(self, after: date, until: date) -> int:
        """How many working days lie after a day, up to and with another; 0 when the other is not later."""
        if until <= after:
            return 0
        weeks, rest = divmod((until - after).days, 7)
        plain = 5 * weeks + sum((after + DAY * number).weekday() < 5 for number in range(1, rest + 1))
        added = sum(after < day <= until and day.weekday() >= 5 for day in self.make_up)
        off = sum(after < day <= until and day.weekday() < 5 for day in self.holidays if day not in self.make_up)
        return plain + added - off

    def after(self, start: date, days: int) -> date:
        """The working day that is the n-th after a day, which is not counted itself; the day itself for 0."""
        found = start
        for _ in range(days):
            found += DAY
            while not self.is_workday(found):
                found += DAY
        return found
