"""Signals of officials' work, and the case files that take them up (X06, 四（三）)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.http import row_before, user_of
from accounts.models import Authority, ReadingKind
from common.clock import day_of, now
from common.errors import RuleError
from common.newest import newest
from confirmation.actions.leads import end_lead, open_lead, reply_to_lead
from confirmation.models import Lead, LeadStep
from confirmation.rules.signals import THRESHOLDS, Signal
from portal.history_form import ReportForm
from portal.lead_forms import EndLeadForm, LeadTextForm, OpenLeadForm
from portal.queries.afterwards import area_choices
from portal.queries.signals import lead_page, signals_for, title_of
from portal.views.afterwards import span_bar, span_of
from portal.views.audit import auditing_duty, keep

PAGE = 50
USUAL_DAYS = 90


@login_required
@require_GET
def signals(request: HttpRequest) -> HttpResponse:
    """What is noticed in an area and a span, by unit and person; no order of merit."""
    user, today = user_of(request), day_of(now())
    duty, form = auditing_duty(user), ReportForm(request.GET, areas=area_choices(user, today))
    keep(request, duty, ReadingKind.TIMELINE, "审核线索提示")
    span = span_of(form, USUAL_DAYS)
    rows, is_cut = signals_for(user, span, today)
    explained = [(signal.label, THRESHOLDS[signal]) for signal in Signal]
    context = {"rows": rows, "is_cut": is_cut, "span": span, "filters": span_bar(form, span), "explained": explained}
    return render(request, "portal/audit_signals.html", context)


@login_required
@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Take up a signal."""
    user, form = user_of(request), OpenLeadForm(request.POST)
    auditing_duty(user)
    if not form.is_valid():
        raise Http404
    given: dict[str, Any] = form.cleaned_data
    try:
        lead = open_lead(by=user, at=now(), **given | {"signal": Signal(given["signal"])})
    except Authority.DoesNotExist:
        raise Http404 from None
    except RuleError as error:
        messages.warning(request, str(error))
        return redirect(f"{reverse('audit-signals')}?{urlencode({'since': given['since'], 'until': given['until']})}")
    messages.success(request, "已立为线索，并请本人说明情况")
    return redirect("audit-lead", pk=lead.pk)


@login_required
@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """Case files of the auditor's area, newest first."""
    user = user_of(request)
    auditing_duty(user)
    found = Lead.objects.visible_to_auditor(user, day_of(now())).select_related("person", "authority")
    page = newest(found, row_before(request), PAGE)
    return render(request, "portal/audit_leads.html", {"page": page})


@login_required
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One case file: what was noticed, what was said, who looked; and its end."""
    user = user_of(request)
    duty = auditing_duty(user)
    rows = Lead.objects.visible_to_auditor(user, day_of(now())).select_related("person", "authority", "opened_by")
    found = get_object_or_404(rows, pk=pk)
    form = EndLeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = LeadStep(form.cleaned_data["outcome"])
        try:
            end_lead(by=user, lead_id=pk, outcome=outcome, text=form.cleaned_data["text"], at=now())
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"线索已办结：{outcome.label}")
            return redirect("audit-lead", pk=pk)
    elif request.method == "GET":
        keep(request, duty, ReadingKind.TIMELINE, title_of(found))
    return render(request, "portal/audit_lead.html", {"page": lead_page(found), "form": form})


@login_required
@require_GET
def own_leads(request: HttpRequest) -> HttpResponse:
    """What is asked of the official himself, newest first."""
    found = Lead.objects.filter(person=user_of(request)).select_related("authority")
    page = newest(found, row_before(request), PAGE)
    return render(request, "portal/own_leads.html", {"page": page})


@login_required
def own_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and his word."""
    user = user_of(request)
    found = get_object_or_404(Lead.objects.select_related("person", "authority", "opened_for"), pk=pk, person=user)
    form = LeadTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reply_to_lead(by=user, lead_id=pk, text=form.cleaned_data["text"], at=now())
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, "说明已提交")
            return redirect("own-lead", pk=pk)
    return render(request, "portal/own_lead.html", {"page": lead_page(found), "form": form})
