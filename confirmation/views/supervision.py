"""Supervision of lower units: how they stand, urging, samples (R28)."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import user_of
from accounts.models import Authority
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.models import Recheck, RecheckItem, RecheckOutcome
from confirmation.queries.supervised_unit import recheck_page, unit_page
from confirmation.queries.supervision import UnitHealth, health_of, lower_units, supervising_duty
from confirmation.supervising import DrawForm, ResultForm, UrgeForm


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All units below, those that are late first."""
    duty = supervising_duty(user_of(request), day_of(now()))
    rows = health_of(lower_units(duty), now())
    busy = [row for row in rows if row.waiting or row.decided or row.urged or row.rechecked]
    busy.sort(key=lambda row: (-row.over, -row.near, -row.waiting))
    context = {"duty": duty, "rows": busy, "quiet": len(rows) - len(busy), "sums": _sums(rows)}
    return render(request, "confirmation/supervision.html", context)


def _sums(rows: list[UnitHealth]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in rows) for name in ("waiting", "near", "over", "paused")}


@login_required
@require_GET
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """One unit: its late cases, urgings and samples."""
    return _unit(request, _below(request, unit))


@login_required
@require_POST
def urge(request: HttpRequest, unit: int) -> HttpResponse:
    """Urge it."""
    below, form = _below(request, unit), UrgeForm(request.POST)
    if form.is_valid():
        try:
            actions.urge(by=user_of(request), unit_id=below.pk, at=now(), **form.cleaned_data)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"已向{below.name}发出督办，其审核人员已收到通知")
            return redirect("supervised-unit", unit=unit)
    return _unit(request, below, urge_form=form)


@login_required
@require_POST
def draw(request: HttpRequest, unit: int) -> HttpResponse:
    """Draw a sample."""
    below, form = _below(request, unit), DrawForm(request.POST)
    if form.is_valid():
        try:
            drawn = actions.draw_recheck(
                by=user_of(request), unit_id=below.pk, seed=secrets.token_hex(8), at=now(), **form.cleaned_data
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("recheck", pk=drawn.pk)
    return _unit(request, below, draw_form=form)


@login_required
@require_GET
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample, item by item."""
    return render(
        request,
        "confirmation/recheck.html",
        {"page": recheck_page(_own(request, pk)), "outcomes": RecheckOutcome.choices},
    )


@login_required
@require_POST
def record(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Record what one item's re-check found."""
    sample, form = _own(request, pk), ResultForm(request.POST)
    if not RecheckItem.objects.filter(pk=item, recheck=sample).exists():
        raise Http404
    if not form.is_valid():
        messages.warning(request, "请选择结论，情况不超过2000字")
        return redirect("recheck", pk=pk)
    outcome, findings = RecheckOutcome(form.cleaned_data["outcome"]), form.cleaned_data["findings"]
    try:
        actions.record_recheck(by=user_of(request), item_id=item, outcome=outcome, findings=findings, at=now())
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "复核结果已记录；数据等级不因此变动")
    return redirect("recheck", pk=pk)


def _unit(
    request: HttpRequest, below: Authority, urge_form: UrgeForm | None = None, draw_form: DrawForm | None = None
) -> HttpResponse:
    duty = supervising_duty(user_of(request), day_of(now()))
    context = {
        "page": unit_page(below, duty, now()),
        "urge_form": urge_form or UrgeForm(),
        "draw_form": draw_form or DrawForm(),
        "form": urge_form or draw_form,
    }
    return render(request, "confirmation/supervised_unit.html", context)


def _below(request: HttpRequest, pk: int) -> Authority:
    units = lower_units(supervising_duty(user_of(request), day_of(now())))
    found = next((row for row in units if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, pk: int) -> Recheck:
    duty = supervising_duty(user_of(request), day_of(now()))
    rows = Recheck.objects.select_related("of_authority", "drawn_by").filter(by_authority=duty.authority_id)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
