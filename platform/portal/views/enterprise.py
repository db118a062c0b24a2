"""The enterprise's home: what is due, what came back, what each project has reached."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.http import enterprise_for, row_before
from portal.queries.enterprise import enterprise_home


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The enterprise's projects, newest first, and what waits for it."""
    page = enterprise_home(enterprise_for(request), before=row_before(request))
    return render(request, "portal/home_enterprise.html", {"page": page})
