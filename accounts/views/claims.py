"""Registrations of enterprises that old records brought: the province sees who it is and decides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.forms import ClaimForm
from accounts.http import user_of
from accounts.models import EnterpriseClaim
from accounts.policy import province_duty
from accounts.queries import decided_claims, open_claims
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError

BUTTONS = (
    {
        "label": "核准",
        "value": "approve",
        "tone": "primary",
        "confirm": "核准后，登记人成为该企业的管理员，能看到并重新申报该企业的全部历史信息。",
        "confirm_label": "确认核准",
    },
    {
        "label": "不予核准",
        "value": "refuse",
        "tone": "danger",
        "confirm": "不予核准后，登记人收到所填的理由；该企业仍可由他人登记。",
        "confirm_label": "确认不予核准",
    },
)


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits, and what was decided lately."""
    province_duty(user_of(request), day_of(now()), Role.ADMINISTRATOR)
    return render(request, "accounts/claims.html", {"waiting": open_claims(), "decided": decided_claims()})


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, claim: int) -> HttpResponse:
    """One registration: approve it, or refuse it with a reason."""
    user, at = user_of(request), now()
    duty = province_duty(user, day_of(at), Role.ADMINISTRATOR)
    found = get_object_or_404(EnterpriseClaim.objects.select_related("enterprise", "user", "decided_by"), pk=claim)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed: dict[str, Any] = {"by": user, "authority": duty.authority, "claim_id": found.pk, "at": at}
        try:
            if request.POST.get("action") == "approve":
                actions.approve_claim(**deed)
                messages.success(request, f"{found.name}的登记已核准，{found.user.name}是企业管理员")
            else:
                actions.refuse_claim(**deed, reason=form.cleaned_data["reason"])
                messages.success(request, f"{found.name}的登记未核准，已告知{found.user.name}")
            return redirect("claims")
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "accounts/claim.html", {"claim": found, "form": form, "buttons": BUTTONS})
