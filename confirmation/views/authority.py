"""The reviewer's home: his unit's queue, claiming and releasing.

The buttons' addresses are also where a log-in leads back to when the session ended before the press; they then open the
page on which the button stands.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import user_of
from common.clock import now
from confirmation import actions
from confirmation.actions.claim import NothingIsWaiting
from confirmation.forms import QueueForm
from confirmation.policy import SomebodyElseHoldsIt, require_turn
from confirmation.queries.queue import Filters, Queue, Tab, queue_of
from confirmation.rules.decisions import OnePersonActsOnce
from confirmation.rules.states import CaseKind, NotAllowedNow
from confirmation.views.loading import official_case
from projects.rules.dictionaries import Sector


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue of the reviewer's unit. Tab, filters and place are in the address."""
    tab, filters, cursor = QueueForm(request.GET).wanted()
    found = queue_of(user_of(request), now(), tab=tab, filters=filters, cursor=cursor)
    context = {
        "queue": found,
        "tabs": [_tab(request, entry, found) for entry in Tab],
        "filters": _filter_bar(tab, filters),
        "previous_url": _address(request, page=found.previous) if found.previous else "",
        "next_url": _address(request, page=found.next) if found.next else "",
        "is_filtered": filters != Filters(),
    }
    return render(request, "confirmation/queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def next_case(request: HttpRequest) -> HttpResponse:
    """办理下一件: claim the oldest free case and open it."""
    if request.method == "GET":
        return redirect("authority-queue")
    return open_next(request)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Claim a case and open it; what forbids it is said on its page."""
    case = official_case(request, number)
    if request.method == "GET":
        return redirect("authority-case", number=case.number)
    try:
        actions.claim(by=user_of(request), case_id=case.pk, at=now())
    except (NotAllowedNow, OnePersonActsOnce, SomebodyElseHoldsIt) as error:
        messages.warning(request, str(error))
    return redirect("authority-case", number=case.number)


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Let go of a case that one holds, back to the queue."""
    case = official_case(request, number)
    if request.method == "GET":
        return redirect("authority-case", number=case.number)
    require_turn(case, user_of(request), now())
    try:
        actions.release(by=user_of(request), case_id=case.pk, at=now())
    except SomebodyElseHoldsIt as error:
        messages.warning(request, str(error))
        return redirect("authority-case", number=case.number)
    messages.info(request, f"办件 {case.number} 已释放，本单位其他人员可以领取")
    return redirect("authority-queue")


def open_next(request: HttpRequest) -> HttpResponse:
    """Claim the next case and go to its page, or to the queue when none is left."""
    try:
        case = actions.claim_next(by=user_of(request), at=now())
    except NothingIsWaiting as error:
        messages.info(request, str(error))
        return redirect("authority-queue")
    return redirect("authority-case", number=case.number)


def _tab(request: HttpRequest, tab: Tab, found: Queue) -> dict[str, Any]:
    return {
        "label": tab.label,
        "url": _address(request, tab=tab.value, page=""),
        "count": found.counts[tab],
        "current": tab is found.tab,
    }


def _filter_bar(tab: Tab, filters: Filters) -> dict[str, Any]:
    return {
        "search": {"name": "q", "label": "项目名称或办件编号", "value": filters.text},
        "selects": [
            {"name": "sector", "label": "工程类别", "value": filters.sector, "choices": Sector.choices},
            {"name": "kind", "label": "事项", "value": filters.kind, "choices": CaseKind.choices},
        ],
        "kept": [("tab", tab.value)],
        "reset_url": f"?tab={tab.value}" if filters != Filters() else "",
    }


def _address(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
