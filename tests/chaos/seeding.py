"""Filed cases and the people who confirm them, put down through the real actions before anything is killed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit.context import Acting, SystemActor, context
from confirmation.rules.states import CaseKind
from grading.actions import keep_window
from tests.chaos.people import CITY, COUNTIES, Step
from tests.factories import an_official
from tests.world import a_firm


def cases(count):
    """So many filed cases of three counties of a city; the first steps, and each unit with its official's user name."""
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        keep_window(
            code="CHAOS",
            clause="混沌试验（示例窗口）",
            finished_before=date(2024, 11, 25),
            released_before=date(2024, 9, 1),
            opens_on=date(2024, 11, 25),
            confirm_by=timezone.localdate() + timedelta(days=30),
            effective_on=date(2024, 11, 25),
            is_example=True,
        )
    firm = a_firm()
    at: datetime = timezone.now()
    units = [COUNTIES[number % len(COUNTIES)] for number in range(count)]
    firsts = [
        Step(firm, firm.files(at=at, division=unit).project_id, CaseKind.PROJECT_BACKFILL, unit) for unit in units
    ]
    return firsts, [(unit, an_official(unit).username) for unit in (*COUNTIES, CITY)]
