"""The province's home: filing windows, and the state of delivery."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.http import user_of
from accounts.models import Appointment, User
from accounts.policy import duties_of, province_duty
from accounts.queries import open_claims
from accounts.rules import Role
from common.clock import day_of, now
from portal.queries.province import province_home


def duty_of(user: User, *roles: Role) -> Appointment:
    """The person's duty at the province.

    :raises ActsForNobody: when he has none of the roles.
    """
    return province_duty(user, day_of(now()), *roles)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Windows, registers, and how the exchange with the national platform stands."""
    user = user_of(request)
    duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    may_open = bool(duties_of(user, day_of(now()), Role.ADMINISTRATOR))
    claims = len(open_claims()) if may_open else 0
    return render(
        request, "portal/province_home.html", {"page": province_home(now()), "may_open": may_open, "claims": claims}
    )
