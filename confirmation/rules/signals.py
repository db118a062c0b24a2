"""Patterns in an official's work that somebody should look at (四（三）防控廉政风险, X06): signals, never verdicts.

Each says in figures what was found and against what it was held. None ranks people, none has a consequence by itself.
The thresholds are ours: no paper names any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from django.db import models

# Hours of a working day in which work is expected; early and late desks included.
WORK_BEGINS, WORK_ENDS = 8, 18
SECONDS_A_PAGE = 3
LEAST_SECONDS = 20
IN_ORDER_UNTIL = 3  # picked by hand, but from the top of the list


class Signal(models.TextChoices):
    """What was noticed."""

    HASTE = "HASTE", "查看时间偏短"
    UNOPENED = "UNOPENED", "未打开必备附件即确认"
    SAME_FIRM = "SAME_FIRM", "与同一企业办件过于集中"
    OUT_OF_ORDER = "OUT_OF_ORDER", "不按顺序选取"
    AFTER_HOURS = "AFTER_HOURS", "非工作时间办理"
    RETURNS = "RETURNS", "退回比例与同级差别大"
    REVERSALS = "REVERSALS", "确认被撤销较多"


@dataclass(frozen=True, slots=True)
class Threshold:
    """When a share is told.

    :param at_least: of how many acts; fewer say nothing.
    :param share: of them, in percent.
    :param explanation: what is counted, and of which data, for the page.
    """

    at_least: int
    share: int
    explanation: str


THRESHOLDS: Mapping[Signal, Threshold] = {
    Signal.HASTE: Threshold(
        10,
        40,
        f"确认前查看办件和附件的时间合计少于每页{SECONDS_A_PAGE}秒（至少{LEAST_SECONDS}秒）；只计记录了时间的查看",
    ),
    Signal.UNOPENED: Threshold(10, 20, "确认或签署前，本人从未打开办件中某一必备附件"),
    Signal.SAME_FIRM: Threshold(10, 40, "本人办件中一家企业所占比例，与本单位同一条线全部办件中该企业所占比例相比"),
    Signal.OUT_OF_ORDER: Threshold(15, 50, f"首次打开办件时从列表第{IN_ORDER_UNTIL}位之后选取，不用“办理下一件”"),
    Signal.AFTER_HOURS: Threshold(10, 30, f"在{WORK_BEGINS}:00—{WORK_ENDS}:00之外或非工作日作出的意见（按工作日历）"),
    Signal.RETURNS: Threshold(15, 25, "退回补正占全部意见的比例，与全省同级同条线其他人员的比例相比"),
    Signal.REVERSALS: Threshold(10, 10, "本人确认后又被撤销确认的办件"),
}
FIRM_RATIO = 3  # times the firm's part of the unit's whole work
LEAST_PEERS = 5
DEVIATIONS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """What one official did for one unit in a span, counted.

    :param acts: signatures, confirmations, returns and refusals; ``positive`` the first two of them.
    :param timed: positive acts before which the time in sight was kept; ``hasty`` those of them with too little.
    :param firm: the enterprise with most of his acts; ``unit_firm`` and ``unit_acts`` are the unit's, with his own.
    """

    acts: int = 0
    positive: int = 0
    returned: int = 0
    timed: int = 0
    hasty: int = 0
    unopened: int = 0
    listed: int = 0
    jumped: int = 0
    after_hours: int = 0
    confirmed: int = 0
    reversed: int = 0
    firm: str = ""
    firm_acts: int = 0
    unit_firm: int = 0
    unit_acts: int = 0


@dataclass(frozen=True, slots=True)
class Peers:
    """All other officials of the same tier and line in the province."""

    people: int = 0
    acts: int = 0
    returned: int = 0


def signals_of(work: Work, peers: Peers) -> dict[Signal, str]:
    """What is to be told of an official's work, each with its reason in figures."""
    found = {
        Signal.HASTE: _share(Signal.HASTE, work.hasty, work.timed, "件确认记录了查看时间，其中{}件的时间不够翻阅附件"),
        Signal.UNOPENED: _share(
            Signal.UNOPENED, work.unopened, work.positive, "件确认或签署中，{}件有必备附件从未打开"
        ),
        Signal.SAME_FIRM: _firm(work),
        Signal.OUT_OF_ORDER: _share(
            Signal.OUT_OF_ORDER, work.jumped, work.listed, "件从列表打开，其中{}件跳过前面的办件选取"
        ),
        Signal.AFTER_HOURS: _share(Signal.AFTER_HOURS, work.after_hours, work.acts, "件意见中，{}件在非工作时间作出"),
        Signal.RETURNS: _returns(work, peers),
        Signal.REVERSALS: _share(Signal.REVERSALS, work.reversed, work.confirmed, "件确认中，{}件后来被撤销确认"),
    }
    return {signal: reason for signal, reason in found.items() if reason}


def _share(signal: Signal, part: int, whole: int, words: str) -> str:
    threshold = THRESHOLDS[signal]
    if whole < threshold.at_least or 100 * part < threshold.share * whole:
        return ""
    return f"{whole}{words.format(part)}（{_percent(part, whole)}，提示线{threshold.share}%）"


def _firm(work: Work) -> str:
    threshold = THRESHOLDS[Signal.SAME_FIRM]
    if work.acts < threshold.at_least or 100 * work.firm_acts < threshold.share * work.acts:
        return ""
    # An official alone at his desk takes what comes: his part is the unit's.
    if work.firm_acts * work.unit_acts < FIRM_RATIO * work.unit_firm * work.acts:
        return ""
    own, unit = _percent(work.firm_acts, work.acts), _percent(work.unit_firm, work.unit_acts)
    return f"{work.acts}件意见中，{work.firm_acts}件是{work.firm}的办件（{own}）；该企业占本单位同条线办件的{unit}"


def _returns(work: Work, peers: Peers) -> str:
    threshold = THRESHOLDS[Signal.RETURNS]
    if work.acts < threshold.at_least or peers.people < LEAST_PEERS:
        return ""
    usual, own = peers.returned / peers.acts, work.returned / work.acts
    spread = sqrt(max(usual * (1 - usual), 0.01) / work.acts)
    if abs(own - usual) < max(threshold.share / 100, DEVIATIONS * spread):
        return ""
    direction = "高" if own > usual else "低"
    return (
        f"{work.acts}件意见中，退回{work.returned}件（{_percent(work.returned, work.acts)}），"
        f"明显{direction}于全省同级同条线其他{peers.people}人的{_percent(peers.returned, peers.acts)}"
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%"
