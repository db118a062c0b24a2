"""Lists of errata, by audience."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from common.clock import day_of
from common.newest import newest
from errata.models import Erratum
from errata.models.corrections import ErratumQuerySet
from errata.queries.pages import TONES
from errata.rules.corrections import UNFINISHED, Origin, Status

PAGE = 50


@dataclass(frozen=True, slots=True)
class ErratumRow:
    """One line of a list."""

    number: str
    project: str
    origin: str
    unit: str
    status: str
    tone: str
    created_on: date


@dataclass(frozen=True, slots=True)
class ErratumPage:
    """Some lines of a list, latest first; ``before`` is the id before which the next page begins, None on the last."""

    rows: list[ErratumRow]
    before: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Errata of a person's work: those in his turn, under way and closed; a page of one of them and the counts."""

    tab: str
    counts: dict[str, int]
    page: ErratumPage


TABS = {"turn": "待我单位办理", "open": "办理中", "closed": "已办结"}


def desk_of(user: User, tab: str, at: datetime, before: int | None = None) -> Desk:
    """The desk. Four queries besides his duties.

    :param before: the id before which the page begins.
    """
    today = day_of(at)
    seen = Erratum.objects.visible_to(user, today)
    found = {
        "turn": seen.in_turn_of(user, today),
        "open": seen.filter(status__in=sorted(UNFINISHED)),
        "closed": seen.exclude(status__in=sorted(UNFINISHED)),
    }
    tab = tab if tab in TABS else "turn"
    return Desk(tab, {name: rows.count() for name, rows in found.items()}, _page_of(found[tab], before))


def own_page(user: User, at: datetime, before: int | None = None) -> ErratumPage:
    """What the enterprise brought up itself. One query besides the enterprise."""
    return _page_of(Erratum.objects.visible_to(user, day_of(at)).filter(origin=Origin.ENTERPRISE), before)


def _page_of(found: ErratumQuerySet, before: int | None) -> ErratumPage:
    page = newest(found.select_related("project", "enterprise", "authority"), before, PAGE)
    rows = [
        ErratumRow(
            number=row.number or "",
            project=row.project.name,
            origin=str(row.enterprise or row.authority),
            unit=row.authority.name,
            status=row.get_status_display(),
            tone=TONES.get(Status(row.status), "progress"),
            created_on=day_of(row.created_at),
        )
        for row in page.rows
    ]
    return ErratumPage(rows, page.before)
