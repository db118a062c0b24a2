"""业绩环节补录: a participant adds the missing stages of a project on display, checks them and submits (一（六）2)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.http import enterprise_for, user_of
from accounts.rules import EnterpriseKind
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.filing import SubmitForm
from confirmation.queries.check import check_answers
from confirmation.queries.desk import side_of
from confirmation.queries.project_page import project_page
from confirmation.queries.stage_page import stage_page
from confirmation.rules.ruleset import DECLARATION_TEXT
from confirmation.rules.states import CaseKind
from projects.actions.findings import give_reasons
from projects.http import project_to_add_to


@login_required
def stages(request: HttpRequest, guid: UUID) -> HttpResponse:
    """A shown project: its basics to be read, what this enterprise may add, and why not the rest."""
    enterprise, project = enterprise_for(request), project_to_add_to(request, guid)
    page = stage_page(project, enterprise, now())
    context = {"page": page, "side": side_of(page.own.case if page.own else None, now())}
    return render(request, "confirmation/stages.html", context)


@login_required
def check(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Check the added records, declare that they are true, submit."""
    enterprise, project = enterprise_for(request), project_to_add_to(request, guid)
    answers = check_answers(project, enterprise, CaseKind.STAGE_BACKFILL, day_of(now()))
    form = SubmitForm(request.POST or None, enterprise=enterprise, findings=answers.findings)
    if request.method == "POST" and form.is_valid():
        try:
            give_reasons(
                by=user_of(request),
                enterprise=enterprise,
                project_id=project.pk,
                findings=form.asked,
                reasons=form.reasons,
                at=now(),
            )
            case = actions.submit_stages(
                by=user_of(request),
                enterprise=enterprise,
                project_id=project.pk,
                kind=EnterpriseKind(form.cleaned_data["kind"]),
                declared=form.cleaned_data["declared"],
                at=now(),
            )
            return redirect("case-receipt", number=case.number)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    page = project_page(project, enterprise, now())
    context = {
        "page": page,
        "form": form,
        "answers": answers,
        "declaration": DECLARATION_TEXT,
        "back": "stage-backfill",
    }
    return render(request, "confirmation/check.html", context)
