"""Appointments: the dated truth, and guardian's rows written from it (decisions 9)."""

from datetime import date

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import Appointment, Authority, User
from accounts.rules import ROLE_PERMISSIONS, BusinessLine, Role
from audit import context
from audit.context import Acting


def grant_duty(
    *,
    user: User,
    authority: Authority,
    role: Role,
    business_line: BusinessLine | None = None,
    starts_on: date,
    ends_on: date | None = None,
) -> Appointment:
    """Appoint a person and give him the permission that the role brings. Opens no transaction; safe to repeat."""
    appointment, _ = Appointment.objects.get_or_create(
        user=user,
        authority=authority,
        role=role,
        business_line=business_line or "",
        starts_on=starts_on,
        defaults={"ends_on": ends_on},
    )
    assign_perm(ROLE_PERMISSIONS[role], user, authority)
    return appointment


@transaction.atomic(durable=True)
def end_due_appointments(*, by: Acting, today: date) -> int:
    """Take back the permissions of appointments whose last day has passed. Safe to repeat.

    :returns: how many permissions were taken back.
    """
    with context.context(by, action="accounts.end_due_appointments", channel="task"):
        taken = 0
        for past in Appointment.objects.filter(ends_on__lt=today).select_related("user", "authority"):
            role = Role(past.role)
            still = Appointment.objects.current(today).filter(user=past.user, authority=past.authority, role=role)
            if not still.exists() and past.user.has_perm(f"accounts.{ROLE_PERMISSIONS[role]}", past.authority):
                remove_perm(ROLE_PERMISSIONS[role], past.user, past.authority)
                taken += 1
        return taken
