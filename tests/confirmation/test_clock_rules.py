"""The clock as pure functions: pauses and returns neither lose nor add a working day (X05)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import Tier
from common.holidays import OFFICIAL_LISTS
from common.workdays import WorkCalendar
from confirmation.rules.clock import ClockState, Owner, Turn, days_of, elapsed, first_near, reckon, state_on

CALENDAR = WorkCalendar.of(entry for official in OFFICIAL_LISTS for entry in official.days)
MONDAY = date(2024, 12, 2)
A, E, N = Owner.AUTHORITY, Owner.ENTERPRISE, Owner.NOBODY


def turn(day, owner, unit=1, allowed=10, tier=Tier.COUNTY):
    return Turn(day, owner, unit, tier, allowed, near=2)


def december(day, owner=A, **more):
    return turn(date(2024, 12, day), owner, **more)


def days_used(turns, day):
    return days_of(turns, CALENDAR, date(2024, 12, day))


def test_the_day_of_arrival_is_not_counted_and_the_last_day_of_the_period_is():
    kept = reckon([december(2)], CALENDAR)

    assert (kept.used, kept.due_on, kept.near_due_on) == (0, date(2024, 12, 16), date(2024, 12, 12))
    assert [days_used([december(2)], day) for day in (2, 3, 6, 8, 9, 16)] == [0, 1, 4, 4, 5, 10]


def test_a_case_that_arrives_on_a_saturday_has_its_first_day_on_monday():
    assert reckon([december(7, allowed=1)], CALENDAR).due_on == date(2024, 12, 9)


def test_a_question_from_tuesday_to_friday_moves_the_end_by_three_days():
    asked = [december(2), december(3, E)]
    answered = [*asked, december(6)]

    assert reckon(asked, CALENDAR).due_on is None
    assert reckon(asked, CALENDAR).used == 1
    assert reckon(answered, CALENDAR).due_on == date(2024, 12, 19)


def test_a_clock_survives_three_returns_and_goes_on_where_it_stood():
    story = [december(2), december(4, E), december(6), december(10, E), december(12), december(13, E), december(18)]

    assert reckon(story, CALENDAR).used == 2 + 2 + 1
    assert reckon(story, CALENDAR).due_on == date(2024, 12, 25)
    assert days_of(story, CALENDAR, date(2024, 12, 18), owner=E) == 2 + 2 + 3


def test_a_case_that_comes_back_with_its_period_used_up_is_due_that_day_and_overdue_the_next():
    story = [december(2, allowed=2), december(4, E), december(9, allowed=2)]

    kept = reckon(story, CALENDAR)
    assert (kept.used, kept.due_on) == (2, date(2024, 12, 9))


def test_a_case_that_was_overdue_before_its_return_is_overdue_at_once_since_its_first_end():
    story = [december(2, allowed=2), december(6, E), december(9, allowed=2)]

    kept = reckon(story, CALENDAR)
    assert (kept.used, kept.due_on) == (4, date(2024, 12, 4))


def test_after_a_refusal_a_new_submission_begins_anew():
    story = [december(2), december(6, N), december(9)]

    kept = reckon(story, CALENDAR)
    assert (kept.used, kept.due_on) == (0, date(2024, 12, 23))
    assert reckon(story[:2], CALENDAR).used == 4
    assert days_of(story, CALENDAR, date(2024, 12, 10)) == 4 + 1


def test_another_unit_begins_its_own_period():
    story = [december(2), december(5, unit=2, allowed=5, tier=Tier.CITY)]

    kept = reckon(story, CALENDAR)
    assert (kept.used, kept.allowed, kept.due_on) == (0, 5, date(2024, 12, 12))
    assert days_of(story, CALENDAR, date(2024, 12, 9), tier=Tier.COUNTY) == 3
    assert days_of(story, CALENDAR, date(2024, 12, 9), tier=Tier.CITY) == 2


def test_states_follow_one_another_at_midnight():
    due = {"owner": A, "due_on": date(2024, 12, 16), "near_due_on": date(2024, 12, 12), "is_waiting": True}

    states = [state_on(date(2024, 12, day), **due) for day in (11, 12, 16, 17)]
    assert states == [ClockState.ON_TIME, ClockState.NEAR_DUE, ClockState.NEAR_DUE, ClockState.OVERDUE]
    assert state_on(MONDAY, owner=E, due_on=None, near_due_on=None, is_waiting=True) == ClockState.PAUSED
    assert state_on(MONDAY, owner=E, due_on=None, near_due_on=None, is_waiting=False) == ClockState.STOPPED


@st.composite
def stories(draw):
    """A case's turns over some months: submitted, returned, asked, answered, moved, in any order."""
    day = draw(st.dates(date(2024, 1, 1), date(2026, 6, 1)))
    allowed = draw(st.integers(1, 30))
    story = [turn(day, A, allowed=allowed)]
    for _ in range(draw(st.integers(0, 9))):
        day += timedelta(days=draw(st.integers(0, 14)))
        owner = draw(st.sampled_from([A, E]))
        story.append(turn(day, owner, unit=draw(st.sampled_from([1, 2])), allowed=allowed))
    return story, day + timedelta(days=draw(st.integers(0, 40)))


@given(stories())
def test_every_working_day_is_somebodys_and_only_one_persons(told):
    story, today = told
    parts = [days_of(story, CALENDAR, today, owner=owner) for owner in (A, E, N)]
    units = [days_of(story, CALENDAR, today, unit=unit) for unit in (1, 2)]

    assert sum(parts) == elapsed(story, CALENDAR, today) == CALENDAR.between(story[0].day, today)
    assert sum(units) == parts[0]


@given(stories())
def test_used_time_is_what_one_counts_day_by_day(told):
    story, today = told
    day, counted = story[0].day, 0
    while day < today:
        day += timedelta(days=1)
        owner = [entry for entry in story if entry.day < day][-1].owner
        counted += CALENDAR.is_workday(day) and owner == A

    assert days_of(story, CALENDAR, today) == counted


@given(stories(), st.data())
def test_a_pause_that_ends_on_the_day_it_begins_changes_nothing(told, data):
    story, today = told
    place = data.draw(st.integers(0, len(story) - 1))
    before = story[place]
    pause = turn(before.day, A if before.owner == E else E, unit=before.unit, allowed=before.allowed)
    interrupted = [*story[: place + 1], pause, before, *story[place + 1 :]]

    assert days_of(interrupted, CALENDAR, today) == days_of(story, CALENDAR, today)
    assert reckon(interrupted, CALENDAR) == reckon(story, CALENDAR)


@given(st.dates(date(2024, 1, 1), date(2026, 3, 1)), st.integers(1, 20), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_moves_the_end_by_exactly_its_working_days(start, allowed, until_pause, length):
    asked = start + timedelta(days=until_pause)
    answered = asked + timedelta(days=length)
    plain = reckon([turn(start, A, allowed=allowed)], CALENDAR)
    if plain.due_on <= asked:
        return
    paused = reckon(
        [turn(start, A, allowed=allowed), turn(asked, E, allowed=allowed), turn(answered, A, allowed=allowed)], CALENDAR
    )

    assert CALENDAR.between(plain.due_on, paused.due_on) == CALENDAR.between(asked, answered)
    assert paused.used == CALENDAR.between(start, asked)


@given(stories())
def test_the_end_of_the_period_is_the_day_on_which_its_days_are_used_up(told):
    story, _ = told
    story = [entry for entry in story if entry.unit == 1]
    kept = reckon(story, CALENDAR)
    if kept.due_on is None:
        assert kept.owner == E
    elif kept.used < kept.allowed:
        assert days_of(story, CALENDAR, kept.due_on) == kept.allowed
        assert kept.due_on > kept.since
    else:
        assert kept.due_on <= kept.since
        assert days_of(story, CALENDAR, kept.since + timedelta(days=30)) > kept.allowed


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)), st.integers(0, 10))
def test_from_the_first_near_day_on_no_more_days_are_left_than_that(due_on, near):
    first = first_near(CALENDAR, due_on, near)

    assert CALENDAR.between(first, due_on) <= near < CALENDAR.between(first - timedelta(days=1), due_on)
