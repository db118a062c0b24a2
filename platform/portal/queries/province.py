"""The province's overview: windows, and how the exchange with the national platform stands."""

from dataclasses import dataclass
from datetime import datetime

from grading.models import FilingWindow
from national.alarms import Alarm, Facts, alarms, facts_of
from portal.queries.intake import SystemRow, system_rows


@dataclass(frozen=True, slots=True)
class ProvinceHome:
    """Windows, what of the exchange needs a person, and when each approval system was last heard of."""

    windows: list[FilingWindow]
    facts: Facts
    alarms: list[Alarm]
    systems: list[SystemRow]


def province_home(at: datetime) -> ProvinceHome:
    """Everything on the province's home. Nine queries."""
    facts = facts_of()
    return ProvinceHome(
        list(FilingWindow.objects.order_by("-opens_on", "code")), facts, alarms(facts, at), system_rows(at)
    )
