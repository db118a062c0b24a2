"""The province keeps the register of authorities and the working calendar (A02, A03, A10); the public list of units."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.actions import register as acts
from accounts.calendars import read_list, with_list, work_calendar
from accounts.forms.register import BulkForm, CalendarForm, LeadForm, LineForm, PeriodForm, PersonForm
from accounts.http import user_of
from accounts.models import Authority, CalendarList
from accounts.policy import ActsForNobody, duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions.bulk_rule import set_bulk_confirm
from confirmation.actions.clock import load_calendar, moved_under
from portal.queries.lists import acts_about
from portal.queries.register import unit_rows
from portal.views.province import duty_of

MOVED_AT_MOST = 50
_FORMS: dict[str, type[forms.Form]] = {
    "lead": LeadForm,
    "period": PeriodForm,
    "line": LineForm,
    "person": PersonForm,
    "bulk": BulkForm,
}


@login_required
def units(request: HttpRequest) -> HttpResponse:
    """Every authority with its entries; the checklist of what is missing."""
    duty_of(user_of(request), Role.ADMINISTRATOR, Role.SUPPORT)
    rows = unit_rows(day_of(now()))
    only = request.GET.get("gaps") == "1"
    context = {
        "rows": [row for row in rows if row.gaps or not only],
        "only": only,
        "gaps": sum(bool(row.gaps) for row in rows),
    }
    return render(request, "portal/units.html", context)


@login_required
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One authority: entries with their dates, and forms for what holds from a day on."""
    user = user_of(request)
    duty = duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    found = get_object_or_404(Authority.objects.select_related("division"), division_id=code)
    chosen = request.POST.get("act", "")
    tomorrow = day_of(now()) + timedelta(days=1)
    given = {
        name: form(request.POST if name == chosen else None, prefix=name, initial={"starts_on": tomorrow})
        for name, form in _FORMS.items()
    }
    if request.method == "POST" and _done(request, duty.authority, found, chosen, given.get(chosen)):
        return redirect("unit", code=code)
    context = {
        "unit": found,
        "forms": given,
        "form": given.get(chosen),
        "may_change": bool(duties_of(user, day_of(now()), Role.ADMINISTRATOR)),
        "leads": found.lead_departments.order_by("-starts_on"),
        "periods": found.periods.order_by("business_line", "-starts_on"),
        "lines": found.lines.order_by("enterprise_kind", "-starts_on"),
        "bulk": found.bulk_confirm_rules.order_by("-starts_on"),
        "people": found.responsible.order_by("ends_on", "-starts_on", "pk"),
        "acts": acts_about(f"unit:{found.pk}"),
    }
    return render(request, "portal/unit.html", context)


def _done(request: HttpRequest, province: Authority, found: Authority, chosen: str, form: forms.Form | None) -> bool:
    base: dict[str, Any] = {"by": user_of(request), "province": province, "unit": found, "at": now()}
    try:
        if chosen == "end":
            acts.end_person(
                person_id=int(person)
                if (person := request.POST.get("person", "")).isdecimal() and len(person) < 18
                else 0,
                **base,
            )
        elif form is None or not form.is_valid():
            return False
        else:
            _SAVES[chosen](base, dict(form.cleaned_data))
    except ActsForNobody:
        raise
    except RuleError as error:
        if form is None:
            messages.warning(request, str(error))
            return True
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    messages.success(request, f"{found.name}的登记已更新")
    return True


def _facts(given: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The keys of a form's answers by themselves, the rest as facts."""
    return {key: given.pop(key) for key in keys} | {"facts": given}


_SAVES: dict[str, Callable[[dict[str, Any], dict[str, Any]], object]] = {
    "lead": lambda base, given: acts.set_lead_department(**base, **_facts(given, "starts_on")),
    "period": lambda base, given: acts.set_handling_period(**base, **_facts(given, "starts_on", "business_line")),
    "line": lambda base, given: acts.set_line(**base, **given),
    "bulk": lambda base, given: set_bulk_confirm(by=base["by"], unit=base["unit"], at=base["at"], **given),
    "person": lambda base, given: acts.name_person(**base, **_facts(given, "starts_on")),
}


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """The yearly lists with their history; a further one is previewed, then loaded."""
    user = user_of(request)
    duty = duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    form = CalendarForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "may_change": bool(duties_of(user, day_of(now()), Role.ADMINISTRATOR))}
    if request.method == "POST" and form.is_valid():
        year, source = form.cleaned_data["year"], form.cleaned_data["source"]
        text = form.cleaned_data["file"] or form.cleaned_data["text"]
        try:
            if "load" in request.POST:
                given = {"year": year, "source": source, "text": text, "at": now()}
                _, moved = load_calendar(by=user, authority=duty.authority, **given)
                messages.success(request, f"{year}年度工作日历已导入，重新计算了 {moved} 件办件的办理期限")
                return redirect("calendar")
            days = read_list(text, year)
            found = moved_under(with_list(work_calendar(), year, days))
            context |= {"days": days, "text": text, "moved": found[:MOVED_AT_MOST], "count": len(found)}
        except ActsForNobody:
            raise
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    lists = CalendarList.objects.select_related("loaded_by").prefetch_related("days").order_by("-year", "-pk")
    known = work_calendar().years
    today = day_of(now())
    context |= {"lists": lists, "missing": [year for year in (today.year, today.year + 1) if year not in known]}
    return render(request, "portal/calendar.html", context | {"acts": acts_about("calendar")})


def public_units(request: HttpRequest) -> HttpResponse:
    """Which unit confirms where: department, phone and period; persons are internal (E17)."""
    return render(request, "portal/public_units.html", {"rows": unit_rows(day_of(now()))})
