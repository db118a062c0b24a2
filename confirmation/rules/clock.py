"""Honest clocks: how many working days a case has lain with an authority (四（一）, BR-37, X05).

A working day belongs to whoever had the case when the day began. The day on which a case arrives is therefore not
counted (民法典 第二百零一条：开始的当日不计入), the day on which it leaves is, and every working day belongs to exactly
one side: a pause or a return neither loses nor adds a day. A clock that goes on, goes on where it stood; after a
decision that ended the case (a refusal) a new submission begins anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from accounts.rules import Tier
from common.workdays import WorkCalendar

CLAUSE_DAYS = "办理周期按工作日计算，收到当日不计入（民法典第二百零一条）"


class Owner(models.TextChoices):
    """Whose time runs."""

    AUTHORITY = "AUTHORITY", "主管部门"
    ENTERPRISE = "ENTERPRISE", "企业"
    NOBODY = "NOBODY", "已办结"


class ClockCause(models.TextChoices):
    """Why the time became somebody's."""

    SUBMITTED = "SUBMITTED", "提交"
    MOVED = "MOVED", "移交"
    ANSWERED = "ANSWERED", "询问已答复"
    ASKED = "ASKED", "待企业答复"
    RETURNED = "RETURNED", "退回补正"
    REFUSED = "REFUSED", "不予确认"
    WITHDRAWN = "WITHDRAWN", "企业撤回"
    CONFIRMED = "CONFIRMED", "已确认"


OWNER_OF: dict[ClockCause, Owner] = {
    ClockCause.SUBMITTED: Owner.AUTHORITY,
    ClockCause.MOVED: Owner.AUTHORITY,
    ClockCause.ANSWERED: Owner.AUTHORITY,
    ClockCause.ASKED: Owner.ENTERPRISE,
    ClockCause.RETURNED: Owner.ENTERPRISE,
    ClockCause.WITHDRAWN: Owner.ENTERPRISE,
    # The enterprise may submit again after a refusal, but nobody waits for it.
    ClockCause.REFUSED: Owner.NOBODY,
    ClockCause.CONFIRMED: Owner.NOBODY,
}


class ClockState(models.TextChoices):
    """How a clock stands on a day; the same word for the firm and the official."""

    ON_TIME = "ON_TIME", "办理期限内"
    NEAR_DUE = "NEAR_DUE", "即将到期"
    OVERDUE = "OVERDUE", "已超期"
    PAUSED = "PAUSED", "暂停计时"
    STOPPED = "STOPPED", "停止计时"


@dataclass(frozen=True, slots=True)
class Turn:
    """From the end of this day on, time is the owner's.

    :param unit: the authority with which the case lies or lay.
    :param allowed: that authority's period for the case, in working days.
    """

    day: date
    owner: Owner
    unit: int
    tier: Tier
    allowed: int = 0
    near: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is kept beside a case: all that a queue needs to sort and count, and a page to say the figure.

    :param used: working days of the present unit up to and with ``since``.
    :param due_on: the last day of the period; None while the time is not the authority's.
    :param near_due_on: the first day on which it is near.
    """

    owner: Owner
    since: date
    used: int
    allowed: int
    due_on: date | None
    near_due_on: date | None


def days_of(
    turns: Sequence[Turn],
    calendar: WorkCalendar,
    until: date,
    *,
    owner: Owner = Owner.AUTHORITY,
    unit: int | None = None,
    tier: Tier | None = None,
) -> int:
    """Working days that were the owner's, up to and with a day.

    :param turns: in their order; their days never decrease.
    :param unit: counts only what lay with this authority; ``tier``: with this tier.
    """
    spans = _spans(turns, until)
    return sum(
        calendar.between(start, end)
        for turn, start, end in spans
        if turn.owner == owner and unit in (None, turn.unit) and tier in (None, turn.tier)
    )


def elapsed(turns: Sequence[Turn], calendar: WorkCalendar, until: date) -> int:
    """Working days from the first turn on, whosever they were."""
    return calendar.between(turns[0].day, until) if turns else 0


def reckon(turns: Sequence[Turn], calendar: WorkCalendar) -> Reckoning:
    """What is kept beside a case after its latest turn: of the time since it was last decided, if it ever was."""
    turns, last = _since_decided(turns), turns[-1]
    used = days_of(turns, calendar, last.day, unit=last.unit)
    if last.owner != Owner.AUTHORITY:
        return Reckoning(last.owner, last.day, used, last.allowed, None, None)
    due_on = _due_on(turns, calendar, last, used)
    return Reckoning(last.owner, last.day, used, last.allowed, due_on, first_near(calendar, due_on, last.near))


def first_near(calendar: WorkCalendar, due_on: date, near: int) -> date:
    """The first day from which no more than so many working days are left."""
    day = due_on
    while calendar.between(day - timedelta(days=1), due_on) <= near:
        day -= timedelta(days=1)
    return day


def state_on(
    today: date, *, owner: Owner, due_on: date | None, near_due_on: date | None, is_waiting: bool
) -> ClockState:
    """How a clock stands.

    :param is_waiting: whether the case lies with an authority, so that a clock that stands there is paused.
    """
    if owner != Owner.AUTHORITY or due_on is None:
        return ClockState.PAUSED if is_waiting and owner == Owner.ENTERPRISE else ClockState.STOPPED
    if today > due_on:
        return ClockState.OVERDUE
    return ClockState.NEAR_DUE if near_due_on is not None and today >= near_due_on else ClockState.ON_TIME


def _since_decided(turns: Sequence[Turn]) -> Sequence[Turn]:
    decided = [place for place, turn in enumerate(turns[:-1]) if turn.owner == Owner.NOBODY]
    return turns[decided[-1] + 1 :] if decided else turns


def _spans(turns: Sequence[Turn], until: date) -> list[tuple[Turn, date, date]]:
    ends = [*(turn.day for turn in turns[1:]), until]
    return [(turn, turn.day, min(end, until)) for turn, end in zip(turns, ends, strict=True)]


def _due_on(turns: Sequence[Turn], calendar: WorkCalendar, last: Turn, used: int) -> date:
    left = last.allowed - used
    if left >= 0:
        return calendar.after(last.day, left)
    # Overdue before it came back: the day on which the period was used up.
    allowed = last.allowed
    for turn, start, end in _spans(turns, last.day):
        here = calendar.between(start, end) if turn.owner == Owner.AUTHORITY and turn.unit == last.unit else 0
        if here > 0 and here >= allowed:
            return calendar.after(start, allowed)
        allowed -= here
    return last.day
