"""Erasing an identity number on request: one administrator of the province proposes, another one carries it out.

The number stands in a POST and nowhere else: no address, no message, no cache, and no page that comes back.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, vault
from accounts.http import user_of
from accounts.models import ErasureProposal
from accounts.rules import Role
from common.clock import now
from common.errors import RuleError
from portal.erasure_form import ErasureForm
from portal.views.province import duty_of

SHOWN_AT_MOST = 50
_ERASE = {
    "name": "decision",
    "value": "erase",
    "label": "删除",
    "tone": "danger",
    "confirm": "证件号码、密钥和索引将被销毁，任何人不能恢复。请确认本人申请属实。",
    "confirm_label": "确认删除",
}
_DROP = {"name": "decision", "value": "drop", "label": "撤下", "confirm": "提议撤下后证件号码不变。"}


@sensitive_post_parameters("number")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What is proposed and what was decided, and a new proposal."""
    user = user_of(request)
    duty_of(user, Role.ADMINISTRATOR)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _proposed(request, form):
        return redirect("erasures")
    found = ErasureProposal.objects.select_related("person__identity", "proposed_by", "decided_by")
    rows = [(one, vault.masked(one.person), one.proposed_by_id == user.pk) for one in found.filter(decided_at=None)]
    decided = list(found.exclude(decided_at=None).order_by("-decided_at")[:SHOWN_AT_MOST])
    context = {"form": form, "waiting": rows, "decided": decided, "erase": _ERASE, "drop": _DROP}
    return render(request, "portal/erasures.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out a proposal, or drop it."""
    erases = request.POST.get("decision") == "erase"
    try:
        actions.decide_erasure(by=user_of(request), proposal_id=pk, erases=erases, at=now())
    except ErasureProposal.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "证件号码已删除，不能恢复" if erases else "提议已撤下，证件号码没有变化")
    return redirect("erasures")


def _proposed(request: HttpRequest, form: ErasureForm) -> bool:
    try:
        actions.propose_erasure(by=user_of(request), at=now(), **form.cleaned_data)
    except RuleError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, "已提议，请由另一名省级管理员办理")
    return True
