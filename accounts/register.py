"""What the register says on a day: lead departments, handling periods, responsible persons (四（一）)."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Appointment, Authority, HandlingPeriod, LeadDepartment, User
from accounts.models.register import NEAR_DUE_DAYS
from accounts.rules import Role

# Until an authority has said how long it takes; the checklist names the authorities that have not.
DAYS_WITHOUT_A_WORD = 10


@dataclass(frozen=True, slots=True)
class Period:
    """How many working days an authority takes, and how many before the end it is reminded."""

    days: int
    near_due_days: int


def period_on(authority: Authority, business_line: str, day: date) -> Period:
    """The period of an authority for a business line: the line's own, else that for all lines. One query."""
    rows = HandlingPeriod.objects.current(day).filter(authority=authority, business_line__in=["", business_line])
    row = rows.order_by("-business_line", "-starts_on").first()
    return Period(row.days, row.near_due_days) if row else Period(DAYS_WITHOUT_A_WORD, NEAR_DUE_DAYS)


def lead_department_on(authority: Authority, day: date) -> LeadDepartment | None:
    """The department that leads at an authority; None where it named none. One query."""
    return LeadDepartment.objects.current(day).filter(authority=authority).order_by("-starts_on").first()


def reviewers_of(authority_id: int, business_line: str, day: date) -> list[User]:
    """Who reviews for a line of an authority; for all its lines when none is named. One query."""
    rows = Appointment.objects.current(day).filter(
        authority_id=authority_id,
        role=Role.REVIEWER,
        user__is_active=True,
        **({"business_line": business_line} if business_line else {}),
    )
    return list({row.user_id: row.user for row in rows.select_related("user").order_by("pk")}.values())
