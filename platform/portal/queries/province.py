"""The province's overview: windows, and how the exchange with the national platform stands."""

from dataclasses import dataclass
from datetime import datetime

from grading.models import FilingWindow
from national.alarms import Alarm, Facts, alarms, facts_of


@dataclass(frozen=True, slots=True)
class ProvinceHome:
    """Windows, and what of the exchange needs a person."""

    windows: list[FilingWindow]
    facts: Facts
    alarms: list[Alarm]


def province_home(at: datetime) -> ProvinceHome:
    """Everything on the province's home. Eight queries."""
    facts = facts_of()
    return ProvinceHome(list(FilingWindow.objects.order_by("-opens_on", "code")), facts, alarms(facts, at))
