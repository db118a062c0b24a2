"""Taking a case back, or asking the official at work for it (E18)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.http import enterprise_for, user_of
from common.clock import day_of, now
from confirmation import actions
from confirmation.actions.withdraw import AskingNeedsAReason
from confirmation.models import Case
from confirmation.queries.addresses import enterprise_page


@login_required
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take back a case that no official has claimed."""
    case = _own_case(request, number)
    actions.withdraw(by=user_of(request), enterprise=case.enterprise, case_id=case.pk, at=now())
    return redirect(enterprise_page(case))


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the official at work to give the case back."""
    case, reason = _own_case(request, number), request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        actions.ask_to_withdraw(
            by=user_of(request), enterprise=case.enterprise, case_id=case.pk, reason=reason, at=now()
        )
    except AskingNeedsAReason as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"已申请撤回办件 {case.number}，由办理人退回后即可修改")
    return redirect(enterprise_page(case))


def _own_case(request: HttpRequest, number: str) -> Case:
    cases = Case.objects.visible_to(user_of(request), day_of(now())).select_related("project", "enterprise")
    return get_object_or_404(cases, number=number, enterprise=enterprise_for(request))
