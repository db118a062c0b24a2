"""The province's dated rules: what holds, a proposal, its rehearsal, and going live (A06, X02)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import user_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions.rehearse import drop_rehearsal, propose_rule
from confirmation.actions.set_rule import apply_rule
from confirmation.models import Rehearsal, RehearsalState, RuleVersion
from confirmation.rules.changes import FAMILY_BY_SLUG, Change, RuleFamily
from confirmation.tasks import announce_rehearsal
from portal.queries.lists import acts_about
from portal.queries.rules import ending, in_words, latest_rehearsals, row_of, rows_of, says, version_page
from portal.rule_forms import FORMS, EndForm, RuleForm
from portal.views.province import duty_of


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All families with their rows, and the latest proposals."""
    duty_of(user_of(request), Role.ADMINISTRATOR)
    today = day_of(now())
    families = [(family, rows_of(family, today), acts_about(f"rules:{family.slug}")) for family in RuleFamily]
    context = {"families": families, "rehearsals": latest_rehearsals()}
    return render(request, "portal/rules.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a row of a family."""
    duty_of(user_of(request), Role.ADMINISTRATOR)
    family = _family(slug)
    form = FORMS[family](request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _propose(request, form, form.change)
        if found is not None:
            return found
    return render(request, "portal/rule_new.html", {"family": family, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def end_rule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Propose that a row ends."""
    duty_of(user_of(request), Role.ADMINISTRATOR)
    family = _family(slug)
    row = row_of(family, pk)
    if row is None:
        raise Http404
    form = EndForm(request.POST or None)
    proposal = ending(family, row, day_of(now()))
    if request.method == "POST" and form.is_valid():
        found = _propose(request, form, ending(family, row, form.cleaned_data["starts_on"]))
        if found is not None:
            return found
    context = {"family": family, "form": form, "says": in_words(family, proposal.facts)}
    return render(request, "portal/rule_end.html", context)


@login_required
@require_GET
def rehearsal(request: HttpRequest, guid: UUID) -> HttpResponse:
    """How far the rehearsal is, and what would change; a fragment while it runs."""
    duty_of(user_of(request), Role.ADMINISTRATOR)
    found = get_object_or_404(Rehearsal.objects.select_related("created_by"), guid=guid)
    context = {
        "rehearsal": found,
        "says": says(found),
        "is_running": found.state == RehearsalState.RUNNING,
        "may_apply": found.state == RehearsalState.DONE,
    }
    template = "portal/_rehearsal.html" if request.headers.get("HX-Request") else "portal/rehearsal.html"
    return render(request, template, context)


@login_required
@require_POST
def decide(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Let the proposal go live, or let it be."""
    user = user_of(request)
    duty = duty_of(user, Role.ADMINISTRATOR)
    found = get_object_or_404(Rehearsal, guid=guid)
    verb = apply_rule if request.POST.get("action") == "apply" else drop_rehearsal
    try:
        done = verb(by=user, authority=duty.authority, rehearsal_id=found.pk, at=now())
    except RuleError as error:
        messages.warning(request, str(error))
        return redirect("rehearsal", guid=guid)
    is_applied = done.state == RehearsalState.APPLIED
    messages.success(request, f"规则自{done.starts_on:%Y-%m-%d}起生效" if is_applied else "已放弃该项提议")
    return redirect("rules")


@login_required
@require_GET
def version(request: HttpRequest, version: str) -> HttpResponse:
    """What a rule version said: old decisions are explained by their own rules (N32)."""
    found = get_object_or_404(RuleVersion, version=version)
    return render(request, "portal/rule_version.html", {"page": version_page(found)})


def _family(slug: str) -> RuleFamily:
    family = FAMILY_BY_SLUG.get(slug)
    if family is None:
        raise Http404
    return family


def _propose(request: HttpRequest, form: RuleForm | EndForm, change: Change) -> HttpResponse | None:
    """Where the proposal leads; None when it is refused, with the reason in the form."""
    user = user_of(request)
    authority = duty_of(user, Role.ADMINISTRATOR).authority
    reason = f"{form.cleaned_data['reason']}（{change.facts.get('clause', '')}）"[:300]
    try:
        found = propose_rule(by=user, authority=authority, change=change, reason=reason, at=now())
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    announce_rehearsal(found.pk)
    return redirect("rehearsal", guid=found.guid)
