"""Logging in and out, and the way to one's own home."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.http import user_of
from accounts.queries import standing_of
from accounts.rules import Role
from common.clock import day_of, now
from portal.context_processors import SITE_NAME
from portal.demo.accounts import DEMO_ACCOUNTS


class LogIn(LoginView):
    """The log-in page; in the demo with one account per role."""

    template_name = "portal/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demo's accounts where there is a demo."""
        accounts = DEMO_ACCOUNTS if getattr(settings, "DEMO", False) else ()
        # Django puts the host's name under site_name; the frame's own stands there on every other page.
        return super().get_context_data(**kwargs) | {"demo_accounts": accounts, "site_name": SITE_NAME}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where the person's work is."""
    standing = standing_of(user_of(request), day_of(now()))
    for role, name in (
        (Role.REVIEWER, "authority-queue"),
        (Role.AUDITOR, "audit-home"),
        (Role.ADMINISTRATOR, "province-home"),
        (Role.SUPPORT, "province-home"),
    ):
        if standing.holds(role):
            return redirect(name)
    return redirect("enterprise-home" if standing.enterprise else "public-home")
