"""Qualifications and people, kept by the enterprise's own staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, vault
from accounts.forms import NewRegistrationForm, QualificationForm, RegistrationForm
from accounts.http import enterprise_for, user_of
from accounts.models import Qualification, Registration
from accounts.queries import people_of, qualifications_of
from common.clock import day_of, now
from common.errors import RuleError


@login_required
def qualifications(request: HttpRequest) -> HttpResponse:
    """The enterprise's qualifications."""
    today = day_of(now())
    rows = [{"row": row, "is_valid": row.is_valid(today)} for row in qualifications_of(enterprise_for(request))]
    return render(request, "accounts/qualifications.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def qualification(request: HttpRequest, row: int | None = None) -> HttpResponse:
    """Add a qualification or correct one."""
    enterprise = enterprise_for(request)
    own = Qualification.objects.filter(enterprise=enterprise, removed_at=None)
    known = get_object_or_404(own, pk=row) if row else None
    form = QualificationForm(request.POST or None, instance=known)

    def save() -> str:
        saved = actions.save_qualification(
            by=user_of(request), enterprise=enterprise, qualification_id=row, facts=form.cleaned_data, at=now()
        )
        return f"资质“{saved.name}”已保存"

    context = {"title": "修改资质" if known else "添加资质", "back": "qualifications", "known": known}
    return _form_page(request, form, save, context | {"remove": "qualification-remove"})


@login_required
@require_POST
def remove_qualification(request: HttpRequest, row: int) -> HttpResponse:
    """Take a qualification off the list."""
    actions.remove_qualification(
        by=user_of(request), enterprise=enterprise_for(request), qualification_id=row, at=now()
    )
    messages.success(request, "资质已移出名单")
    return redirect("qualifications")


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """The people on the list, with masked numbers."""
    today = day_of(now())
    rows = [
        {
            "row": row,
            "number": vault.masked(row.person),
            "has_left": row.ends_on is not None and row.ends_on < today,
            "has_lapsed": row.valid_until is not None and row.valid_until < today,
        }
        for row in people_of(enterprise_for(request))
    ]
    return render(request, "accounts/people.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, row: int | None = None) -> HttpResponse:
    """Add a person to the list or correct what stands there."""
    enterprise = enterprise_for(request)
    own = Registration.objects.filter(enterprise=enterprise, removed_at=None).select_related("person__identity")
    known = get_object_or_404(own, pk=row) if row else None
    form: RegistrationForm = (
        RegistrationForm(request.POST or None, instance=known) if known else NewRegistrationForm(request.POST or None)
    )

    def save() -> str:
        saved = actions.save_registration(
            by=user_of(request), enterprise=enterprise, registration_id=row, facts=form.cleaned_data, at=now()
        )
        return f"{saved.person.name}的信息已保存"

    context: dict[str, Any] = {"title": "修改人员" if known else "添加人员", "back": "people", "known": known}
    if known:
        context["lead"] = (
            f"{known.person.name}  {known.person.get_document_kind_display()} {vault.masked(known.person)}"
        )
    return _form_page(request, form, save, context | {"remove": "person-remove"})


@login_required
@require_POST
def remove_person(request: HttpRequest, row: int) -> HttpResponse:
    """Take a mistaken row off the list."""
    actions.remove_registration(by=user_of(request), enterprise=enterprise_for(request), registration_id=row, at=now())
    messages.success(request, "该条人员信息已移出名单")
    return redirect("people")


def _form_page(
    request: HttpRequest, form: ModelForm[Any], save: Callable[[], str], context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
            return redirect(context["back"])
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "accounts/registry_form.html", context | {"form": form, "sections": form.sections})  # type: ignore[attr-defined]
