"""Several cases at once: chosen in the queue, looked at once more, done one by one, and told one by one."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import address_of, user_of
from accounts.models import Authority
from common.clock import day_of, now
from confirmation.bulk import CHOSEN_AT_MOST, BulkAct, Chosen, Wanted, do_all
from confirmation.choosing import BulkForm
from confirmation.queries.colleagues import colleagues_of
from confirmation.queries.reasons import reasons_on
from confirmation.queries.worklist import cases_of_unit, units_of
from confirmation.rules.reasons import ReasonFor
from confirmation.worklists import WorklistForm

_PICK = re.compile(r"(\d{8,20})-(\d{1,9})", re.ASCII)


@login_required
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """The first press shows what will happen to which cases, the second does it."""
    worklist = WorklistForm(request.GET).worklist
    back = f"{reverse('authority-queue')}?{worklist.query}"
    units, chosen = units_of(user_of(request), day_of(now())), _chosen(request)
    if request.method == "GET" or request.POST.get("act") not in BulkAct.values or not chosen:
        if request.method == "POST":
            messages.warning(request, f"请选择要做的事，并勾选1至{CHOSEN_AT_MOST}件办件")
        return redirect(back)
    act = BulkAct(request.POST["act"])
    form = _form(request, act, units)
    context = {"act": act, "form": form, "chosen": chosen, "back": back, "list": worklist.query}
    if "sure" not in request.POST or not form.is_valid():
        return render(request, "confirmation/bulk.html", context)
    outcomes = do_all(act, chosen, _wanted(request, form))
    done = sum(outcome.is_done for outcome in outcomes)
    return render(request, "confirmation/bulk_done.html", context | {"outcomes": outcomes, "done": done})


def _chosen(request: HttpRequest) -> list[Chosen]:
    """The chosen cases of his unit, in the order of the list; none when too many are named."""
    picks = [match for pick in request.POST.getlist("pick") if (match := _PICK.fullmatch(pick))]
    versions = {match[1]: int(match[2]) for match in picks}
    if len(versions) > CHOSEN_AT_MOST:
        return []
    cases = cases_of_unit(user_of(request), day_of(now())).filter(number__in=versions)
    found = {str(case): case for case in cases.select_related("project__division", "enterprise", "authority", "holder")}
    return [Chosen(found[number], version) for number, version in versions.items() if number in found]


def _form(request: HttpRequest, act: BulkAct, units: list[tuple[int, str]]) -> BulkForm:
    user, today = user_of(request), day_of(now())
    authority = Authority.objects.get(pk=units[0][0])
    return BulkForm(
        request.POST if "sure" in request.POST else None,
        act=act,
        colleagues=[one for one in colleagues_of(units, today) if one != user] if act is BulkAct.ASSIGN else [],
        reasons=reasons_on(authority, today)[ReasonFor.RETURN] if act is BulkAct.RETURN else [],
    )


def _wanted(request: HttpRequest, form: BulkForm) -> Wanted:
    given = form.cleaned_data
    return Wanted(
        by=user_of(request),
        note=given.get("note", ""),
        address=address_of(request),
        at=now(),
        to=form.to,
        codes=tuple(given.get("codes", ())),
        method=form.method,
    )
