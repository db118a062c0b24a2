"""Lists of errata, by audience."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from common.clock import day_of
from errata.models import Erratum
from errata.models.corrections import ErratumQuerySet
from errata.queries.pages import TONES
from errata.rules.corrections import UNFINISHED, Origin, Status

LISTED_AT_MOST = 100


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
class Desk:
    """Errata of a person's work: those in his turn, under way and closed, the latest of each with the counts."""

    tab: str
    counts: dict[str, int]
    rows: list[ErratumRow]


TABS = {"turn": "待我单位办理", "open": "办理中", "closed": "已办结"}


def desk_of(user: User, tab: str, at: datetime) -> Desk:
    """The desk. Four queries besides his duties."""
    today = day_of(at)
    seen = Erratum.objects.visible_to(user, today)
    found = {
        "turn": seen.in_turn_of(user, today),
        "open": seen.filter(status__in=sorted(UNFINISHED)),
        "closed": seen.exclude(status__in=sorted(UNFINISHED)),
    }
    tab = tab if tab in TABS else "turn"
    return Desk(tab, {name: rows.count() for name, rows in found.items()}, rows_of(found[tab].order_by("-pk")))


def own_rows(user: User, at: datetime) -> list[ErratumRow]:
    """What the enterprise brought up itself, latest first. One query besides the enterprise."""
    own = Erratum.objects.visible_to(user, day_of(at)).filter(origin=Origin.ENTERPRISE)
    return rows_of(own.order_by("-pk"))


def rows_of(found: ErratumQuerySet) -> list[ErratumRow]:
    """Errata as lines of a list, a hundred at the most. One query."""
    rows = found.select_related("project", "enterprise", "authority")[:LISTED_AT_MOST]
    return [
        ErratumRow(
            number=row.number or "",
            project=row.project.name,
            origin=str(row.enterprise or row.authority),
            unit=row.authority.name,
            status=row.get_status_display(),
            tone=TONES.get(Status(row.status), "progress"),
            created_on=day_of(row.created_at),
        )
        for row in rows
    ]
