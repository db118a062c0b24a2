"""The province's pages: filing windows, and the state of delivery."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.http import user_of
from accounts.models import Appointment, User
from accounts.policy import duties_of, province_duty
from accounts.queries import open_claims
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from grading.actions import open_window
from grading.forms import WindowForm
from portal.queries.province import province_home


def duty_of(user: User, *roles: Role) -> Appointment:
    """The person's duty at the province.

    :raises ActsForNobody: when he has none of the roles.
    """
    return province_duty(user, day_of(now()), *roles)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Windows and the latest messages to the national platform."""
    user = user_of(request)
    duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    may_open = bool(duties_of(user, day_of(now()), Role.ADMINISTRATOR))
    claims = len(open_claims()) if may_open else 0
    return render(
        request, "portal/province_home.html", {"page": province_home(), "may_open": may_open, "claims": claims}
    )


@login_required
def new_window(request: HttpRequest) -> HttpResponse:
    """Open a filing window."""
    user = user_of(request)
    duty = duty_of(user, Role.ADMINISTRATOR)
    form = WindowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            window = open_window(by=user, authority=duty.authority, at=now(), **form.cleaned_data)
            messages.success(request, f"窗口 {window.code} 已开设，即日起生效")
            return redirect("province-home")
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "portal/province_window.html", {"form": form})
