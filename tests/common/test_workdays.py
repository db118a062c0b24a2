"""Working days, with the lists of 2024 to 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.holidays import OFFICIAL_LISTS
from common.workdays import DayKind, WorkCalendar

CALENDAR = WorkCalendar.of(entry for official in OFFICIAL_LISTS for entry in official.days)
days = st.dates(date(2023, 11, 1), date(2027, 2, 1))


def test_the_window_of_the_notice_has_27_working_days():
    assert CALENDAR.between(date(2024, 11, 24), date(2024, 12, 31)) == 27


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_each_year_has_its_working_days(year, worked):
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_lists_hold_only_what_the_week_does_not_say():
    for official in OFFICIAL_LISTS:
        for day, kind in official.days:
            assert day.year == official.year
            if kind == DayKind.WORKDAY:
                assert day.weekday() >= 5


def test_a_period_over_the_spring_festival_counts_its_make_up_days():
    # 2026-02-14 is worked, the 15th to the 23rd are off, the 28th is worked.
    assert CALENDAR.after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CALENDAR.after(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert CALENDAR.after(date(2026, 2, 14), 5) == date(2026, 2, 28)


def test_a_year_without_a_list_is_counted_by_the_week():
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert 2027 not in CALENDAR.years


@given(days, st.integers(0, 400))
def test_counting_is_going_through_the_days_one_by_one(start, length):
    end = start + timedelta(days=length)
    one_by_one = sum(CALENDAR.is_workday(start + timedelta(days=number)) for number in range(1, length + 1))

    assert CALENDAR.between(start, end) == one_by_one


@given(days, st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_n_days_away(start, count):
    found = CALENDAR.after(start, count)

    assert CALENDAR.is_workday(found)
    assert CALENDAR.between(start, found) == count


@given(days, days, days)
def test_a_stretch_is_the_sum_of_its_parts(first, second, third):
    first, second, third = sorted([first, second, third])

    assert CALENDAR.between(first, third) == CALENDAR.between(first, second) + CALENDAR.between(second, third)
