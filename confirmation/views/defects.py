"""The enterprise answers what was marked on its filing (E19)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.http import enterprise_for, user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.models import Case, Defect
from confirmation.queries.addresses import enterprise_page


@login_required
@require_POST
def answer(request: HttpRequest, number: str, pk: str) -> HttpResponse:
    """Explain one defect; a refusal is told on the page of the filing."""
    cases = Case.objects.visible_to(user_of(request), day_of(now())).select_related("project", "enterprise")
    case = get_object_or_404(cases, number=number, enterprise=enterprise_for(request))
    text = request.POST.get("text", "").replace("\0", "")
    try:
        actions.answer_defect(by=user_of(request), enterprise=case.enterprise, defect_id=int(pk), text=text, at=now())
    except Defect.DoesNotExist as error:
        raise Http404 from error
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "说明已保存，将随重新提交一并送主管部门")
    return redirect(f"{enterprise_page(case)}#defects")
