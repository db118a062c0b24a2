"""What changed in a case, on a page of its own: one click from the queue and from the case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.http import query_text, user_of
from confirmation.queries.changes import Since, changes_of
from confirmation.views.loading import official_case


@login_required
@require_GET
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """The differences since what ``since`` in the address names; the last submission unless it is given."""
    case = official_case(request, number)
    found = changes_of(case, user_of(request), query_text(request, "since") or Since.SUBMISSION)
    page = reverse("authority-changes", args=[case.number])
    context = {
        "case": case,
        "found": found,
        "tabs": [
            {"label": since.label, "url": f"{page}?since={since.value}", "current": since.value == found.since}
            for since in Since
        ],
        "crumbs": [
            {"label": "待办", "url": reverse("authority-queue")},
            {"label": case.number, "url": reverse("authority-case", args=[case.number])},
            {"label": "变化", "url": ""},
        ],
    }
    return render(request, "confirmation/changes.html", context)
