"""An official's own declarations of what ties him to enterprises (四（三）, R31)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import declare_relation, end_relation
from accounts.actions.relations import CLAUSE, DECLARED_BY
from accounts.forms.relations import RelationForm
from accounts.http import user_of
from accounts.models import Relation
from accounts.policy import some_duties_of
from common.clock import day_of, now
from common.errors import RuleError


@login_required
@require_http_methods(["GET", "POST"])
def relations(request: HttpRequest) -> HttpResponse:
    """The list, and a further declaration."""
    user, today = user_of(request), day_of(now())
    some_duties_of(user, today, refusal=DECLARED_BY, clause=CLAUSE)
    form = RelationForm(request.POST or None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("enterprise", "kind", "reason", "starts_on", "ends_on")}
        try:
            declare_relation(by=user, at=now(), **given)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已申报与{given['enterprise'].name}的关系；其办件由本单位其他人员办理")
            return redirect("relations")
    rows = Relation.objects.filter(user=user).select_related("enterprise").order_by("-pk")
    context = {"form": form, "rows": rows, "today": today}
    return render(request, "accounts/relations.html", context)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a relation is over."""
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        end_relation(by=user_of(request), relation_id=pk, reason=reason, at=now())
    except Relation.DoesNotExist:
        messages.warning(request, "没有该条申报，请刷新页面")
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "已登记该项关系于今日终止，申报记录保留")
    return redirect("relations")
