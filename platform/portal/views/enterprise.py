"""The enterprise's home: what is due, what came back, what each project has reached; and what its staff took away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import enterprise_for, query_text, row_before, user_of
from accounts.policy import require_administrator
from common.clock import day_of, now
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
    enterprise, text = enterprise_for(request), query_text(request, "q")
    require_administrator(user_of(request), enterprise, day_of(now()))
    rows = with_papers(readings_of(enterprise, text)[:READINGS_SHOWN])
    context = {"enterprise": enterprise, "rows": rows, "text": text, "most": READINGS_SHOWN}
    return render(request, "portal/own_readings.html", context)
