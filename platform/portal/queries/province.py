"""The province's overview: windows, and how the exchange with the national platform stands."""

from dataclasses import dataclass
from datetime import datetime

from grading.models import FilingWindow
from national.alarms import Alarm, Facts, alarms, facts_of
from portal.queries.cut_offs import cut_off_alarms
from portal.queries.intake_systems import SystemRow, intake_alarms, system_rows
from portal.queries.jobs import JobRow, job_rows


@dataclass(frozen=True, slots=True)
class ProvinceHome:
    """Windows, what of the exchange needs a person, when approval systems were last heard of, jobs that stand.

    :param cut_offs: that pages were cut off because the database took too long.
    """

    windows: list[FilingWindow]
    facts: Facts
    alarms: list[Alarm]
    systems: list[SystemRow]
    intake_alarms: list[Alarm]
    jobs: list[JobRow]
    cut_offs: list[Alarm]


def province_home(at: datetime) -> ProvinceHome:
    """Everything on the province's home. Thirteen queries."""
    facts, systems = facts_of(), system_rows(at)
    return ProvinceHome(
        list(FilingWindow.objects.order_by("-opens_on", "code")),
        facts,
        alarms(facts, at),
        systems,
        intake_alarms(systems),
        [row for row in job_rows(at) if row.needs_somebody],
        cut_off_alarms(at),
    )
