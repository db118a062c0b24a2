"""The State Council's yearly lists of days off and make-up days, as the General Office gave them notice.

A list is known when its notice is out, in November of the year before; later years are imported by the province (A10).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from common.workdays import DayKind


@dataclass(frozen=True, slots=True)
class OfficialList:
    """One year's list with the document that it comes from."""

    year: int
    source: str
    days: tuple[tuple[date, DayKind], ...]


def _span(year: int, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[date, DayKind]]:
    day, end = date(year, *first), date(year, *last)
    return [(day + timedelta(days=number), DayKind.HOLIDAY) for number in range((end - day).days + 1)]


def _list(
    year: int, source: str, off: list[tuple[tuple[int, int], tuple[int, int]]], worked: list[tuple[int, int]]
) -> OfficialList:
    days = [entry for first, last in off for entry in _span(year, first, last)]
    days += [(date(year, month, day), DayKind.WORKDAY) for month, day in worked]
    return OfficialList(year, source, tuple(sorted(days)))


OFFICIAL_LISTS: tuple[OfficialList, ...] = (
    _list(
        2024,
        "国办发明电〔2023〕7号",
        [
            ((1, 1), (1, 1)),
            ((2, 10), (2, 17)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 10), (6, 10)),
            ((9, 15), (9, 17)),
            ((10, 1), (10, 7)),
        ],
        [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    ),
    _list(
        2025,
        "国办发明电〔2024〕12号",
        [
            ((1, 1), (1, 1)),
            ((1, 28), (2, 4)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((5, 31), (6, 2)),
            ((10, 1), (10, 8)),
        ],
        [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    ),
    _list(
        2026,
        "国办发明电〔2025〕7号",
        [
            ((1, 1), (1, 3)),
            ((2, 15), (2, 23)),
            ((4, 4), (4, 6)),
            ((5, 1), (5, 5)),
            ((6, 19), (6, 21)),
            ((9, 25), (9, 27)),
            ((10, 1), (10, 7)),
        ],
        [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    ),
)
