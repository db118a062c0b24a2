"""For which of several enterprises a person works now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import choose_enterprise, enterprise_for, user_of
from accounts.policy import memberships_of
from common.clock import day_of, now


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The enterprises of which the person is a member; the choice lasts for the session."""
    current = enterprise_for(request)
    memberships = memberships_of(user_of(request), day_of(now()))
    if request.method == "POST":
        wanted = request.POST.get("enterprise", "")
        chosen = next((row.enterprise for row in memberships if str(row.enterprise_id) == wanted), None)
        if chosen is None:
            raise Http404
        choose_enterprise(request, chosen)
        messages.success(request, f"现在代表{chosen.name}办理")
        return redirect("enterprise-home")
    return render(request, "accounts/choose.html", {"memberships": memberships, "current": current})
