"""Telling those who are next, and the enterprise, how an erratum goes on (E24)."""

from datetime import datetime

from django.urls import reverse

from accounts.actions import notify
from accounts.models import Appointment, User
from accounts.rules import NoticeKind
from common.clock import day_of
from errata.models import Erratum
from errata.policy import ROLE_OF, next_step, unit_of
from errata.rules.corrections import Action


def tell_unit(erratum: Erratum, at: datetime) -> None:
    """Tell the people of the unit whose turn it is. Opens no transaction."""
    step = next_step(erratum)
    unit = unit_of(erratum, step) if step is not None else None
    if step is None or unit is None:
        return
    duties = Appointment.objects.current(day_of(at)).filter(authority=unit, role=ROLE_OF[step], user__is_active=True)
    people = list(User.objects.filter(pk__in=duties.values("user")).order_by("pk"))
    notify(
        people,
        kind=NoticeKind.ERRATUM,
        title=f"勘误 {erratum.number}：{erratum.get_status_display()}",
        text=f"{erratum.project.name}的勘误现由{unit.name}办理（{step.label}）。",
        url=reverse("erratum", args=[erratum.number]),
        at=at,
    )


def tell_enterprise(erratum: Erratum, action: Action, unit: str, note: str, at: datetime) -> None:
    """Tell the enterprise that asked what was done. Opens no transaction."""
    if erratum.enterprise is None:
        return
    said = f"意见：{note}" if note else ""
    notify(
        erratum.enterprise,
        kind=NoticeKind.ERRATUM,
        title=f"{erratum.project.name}：勘误{action.label}",
        text=f"勘误 {erratum.number} 由{unit}办理：{action.label}，现为“{erratum.get_status_display()}”。{said}",
        url=reverse("own-erratum", args=[erratum.number]),
        at=at,
    )
