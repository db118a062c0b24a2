"""Pages of the coded reasons: the province's administrator keeps those for all, a reviewer those of his unit (R23)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import user_of
from accounts.models import Authority
from accounts.policy import province_duty, some_duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions.reasons import CLAUSE, add_reason, end_reason
from confirmation.models import ReasonTemplate
from confirmation.queries.reason_rows import reason_changes, reason_rows
from confirmation.reasoning import AddReasonForm, EndReasonForm


@login_required
@require_http_methods(["GET", "POST"])
def of_province(request: HttpRequest) -> HttpResponse:
    """The reasons for the whole province."""
    duty = province_duty(user_of(request), day_of(now()), Role.ADMINISTRATOR)
    return _page(request, duty.authority, for_all=True)


@login_required
@require_http_methods(["GET", "POST"])
def of_unit(request: HttpRequest) -> HttpResponse:
    """The reasons that a unit adds for itself, beside the province's."""
    user, today = user_of(request), day_of(now())
    duties = some_duties_of(user, today, Role.REVIEWER, refusal="本单位的理由由审核人员维护", clause=CLAUSE)
    return _page(request, duties[0].authority, for_all=False)


def _page(request: HttpRequest, authority: Authority, *, for_all: bool) -> HttpResponse:
    ends = "end" in request.POST
    add = AddReasonForm(None if ends else request.POST or None, initial={"starts_on": day_of(now())})
    end = EndReasonForm(request.POST if ends else None, prefix="end", initial={"ends_on": day_of(now())})
    form = end if ends else add
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, authority, for_all, form)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "理由的改动已登记")
            return redirect(request.path)
    context = {
        "authority": authority,
        "for_all": for_all,
        "groups": reason_rows(None if for_all else authority, day_of(now())),
        "acts": reason_changes(None if for_all else authority),
        "add": add,
        "end": end,
        "form": form,
    }
    return render(request, "confirmation/reasons.html", context)


def _change(
    request: HttpRequest, authority: Authority, for_all: bool, form: AddReasonForm | EndReasonForm
) -> ReasonTemplate:
    who: dict[str, Any] = {"by": user_of(request), "authority": authority, "for_all": for_all, "at": now()}
    if isinstance(form, AddReasonForm):
        return add_reason(**who, **form.cleaned_data)
    try:
        return end_reason(**who, reason_id=int(request.POST["end"]), **form.cleaned_data)
    except (ReasonTemplate.DoesNotExist, ValueError) as error:
        raise Http404 from error
