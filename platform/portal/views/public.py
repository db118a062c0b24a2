"""The public site: search and project pages. Nothing unconfirmed."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.http import query_text
from common.clock import day_of, now
from grading.rules.grades import Grade
from portal.queries import public
from portal.queries.public_project import public_page
from projects.models import Project


def home(request: HttpRequest) -> HttpResponse:
    """One search box and what the site shows."""
    return render(request, "portal/public_home.html")


def search(request: HttpRequest) -> HttpResponse:
    """Projects by part of a name, place and grade; filters in the URL."""
    filters = filters_of(request)
    results = public.search(filters, after_of(request.GET.get("after", "")))
    divisions, grades = public.choices()
    context = {
        "q": filters.q,
        "division": {"choices": divisions, "value": filters.division},
        "grade": {"choices": grades, "value": filters.grade},
        "rows": results.rows,
        "next_url": results.next_url,
        "count_text": results.count_text,
    }
    return render(request, "portal/public_search.html", context)


def project(request: HttpRequest, number: str) -> HttpResponse:
    """A published project; 404 for anything else."""
    found = get_object_or_404(Project.objects.published().select_related("division", "check_authority"), number=number)
    page = public_page(found, day_of(now()))
    context = {
        "project": page.project,
        "rail": page.rail,
        "sections": page.sections,
        "national": page.national,
        "history": page.history,
        "uses": page.uses,
        "corrections": page.corrections,
        "false_records": page.false_records,
    }
    return render(request, "portal/public_project.html", context)


def filters_of(request: HttpRequest) -> public.Filters:
    """The filters of a request; what is not a filter's value counts as none."""
    division, grade = request.GET.get("division", ""), request.GET.get("grade", "")
    return public.Filters(
        q=query_text(request, "q"),
        division=division if division.isascii() and division.isdigit() and len(division) == 6 else "",
        grade=grade if grade in Grade.values else "",
    )


def after_of(text: str) -> tuple[datetime, int] | None:
    """The keyset position in a URL; None when there is none or it was tampered with."""
    moment, _, pk = text.partition("~")
    try:
        position = (datetime.fromisoformat(moment), int(pk))
    except ValueError:
        return None
    return position if position[0].tzinfo is not None and 0 < position[1] < 2**63 else None
