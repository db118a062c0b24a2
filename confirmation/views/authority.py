"""Claiming, releasing, and the next case.

The buttons' addresses are also where a log-in leads back to when the session ended before the press; they then open the
page on which the button stands.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import user_of
from common.clock import now
from confirmation import actions
from confirmation.actions.claim import NothingIsWaiting
from confirmation.models import Case
from confirmation.policy import SomebodyElseHoldsIt, require_turn
from confirmation.queries.addresses import authority_page
from confirmation.queries.worklist import Tab
from confirmation.rules.decisions import OnePersonActsOnce
from confirmation.rules.states import NotAllowedNow
from confirmation.views.loading import official_case
from confirmation.views.viewing import OPENED_BY_NEXT
from confirmation.worklists import WorklistForm


@login_required
@require_http_methods(["GET", "POST"])
def next_case(request: HttpRequest) -> HttpResponse:
    """办理下一件: claim the case that is due first and open it."""
    if request.method == "GET":
        return redirect("authority-queue")
    return open_next(request)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Claim a case and open it; what forbids it is said on its page."""
    case = official_case(request, number)
    if request.method == "GET":
        return _back_to(request, case)
    try:
        actions.claim(by=user_of(request), case_id=case.pk, at=now())
    except (NotAllowedNow, OnePersonActsOnce, SomebodyElseHoldsIt) as error:
        messages.warning(request, str(error))
    return _back_to(request, case)


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Let go of a case that one holds, back to the queue."""
    case = official_case(request, number)
    if request.method == "GET":
        return _back_to(request, case)
    require_turn(case, user_of(request), now())
    try:
        actions.release(by=user_of(request), case_id=case.pk, at=now())
    except SomebodyElseHoldsIt as error:
        messages.warning(request, str(error))
        return _back_to(request, case)
    messages.info(request, f"办件 {case.number} 已释放，本单位其他人员可以领取")
    form = WorklistForm(request.GET)
    return redirect(reverse("authority-queue") + (f"?{form.worklist.query}" if form.names_a_list else ""))


def open_next(request: HttpRequest) -> HttpResponse:
    """Claim the next case and go to its page, or to the queue when none is left.

    The next of the list that the address names, behind the place that it names; without a list, the unit's by policy.
    """
    form = WorklistForm(request.GET)
    worklist = form.worklist if form.names_a_list and form.worklist.tab is not Tab.DECIDED else None
    place = form.here if worklist else ""
    try:
        case = actions.claim_next(by=user_of(request), at=now(), worklist=worklist, place=place)
    except NothingIsWaiting as error:
        messages.info(request, str(error))
        return redirect(reverse("authority-queue") + (f"?{worklist.query}" if worklist else ""))
    request.session[OPENED_BY_NEXT] = case.number
    there = f"?{worklist.query}&at={worklist.order.place_of(case)}" if worklist else ""
    return redirect(authority_page(case) + there)


def _back_to(request: HttpRequest, case: Case) -> HttpResponse:
    """The page of a case, with the list from which he came."""
    query = request.GET.urlencode()
    return redirect(authority_page(case) + (f"?{query}" if query else ""))
