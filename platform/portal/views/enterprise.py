"""The enterprise's home: what is due, what came back, what each project has reached; and what its staff took away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import enterprise_for, row_before, user_of
from accounts.policy import require_administrator
from common.clock import day_of, now
from portal.history_form import ReadingsForm
from portal.queries.enterprise import enterprise_home
from portal.queries.readings import readings_of, with_papers

READINGS_SHOWN = 50


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The enterprise's projects, newest first, and what waits for it."""
    page = enterprise_home(enterprise_for(request), before=row_before(request))
    return render(request, "portal/home_enterprise.html", {"page": page})


@login_required
@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """What the enterprise's own staff took away, for its administrator (U08)."""
    enterprise, form = enterprise_for(request), ReadingsForm(request.GET)
    require_administrator(user_of(request), enterprise, day_of(now()))
    found = readings_of(enterprise, form.given("q"), form.given("since") or None, form.given("until") or None)
    rows = with_papers(found[:READINGS_SHOWN])
    context = {"enterprise": enterprise, "rows": rows, "filters": form.filter_bar(), "most": READINGS_SHOWN}
    return render(request, "portal/own_readings.html", context)
