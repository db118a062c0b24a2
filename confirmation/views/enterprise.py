"""The enterprise's way: search first, task list, check answers, declare, submit, receipt."""

from io import BytesIO
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import enterprise_for, query_text, user_of
from accounts.rules import EnterpriseKind
from accounts.taking import keep_taking
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.filing import SubmitForm, UpgradeForm
from confirmation.models import Case
from confirmation.printing import pdf_of
from confirmation.queries.check import check_answers
from confirmation.queries.desk import side_of
from confirmation.queries.project_page import project_page
from confirmation.queries.receipt import receipt_of
from confirmation.rules.ruleset import DECLARATION_TEXT
from confirmation.rules.states import CaseKind
from projects.actions.findings import give_reasons
from projects.http import own_project, project_to_fill_in
from projects.queries import find_before_filing
from projects.queries.twin_pages import pairs_by_name
from projects.rules.menus import route


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Search first, then route: 业绩补录 or 业绩环节补录, and why (一（五）)."""
    text = query_text(request, "q")
    found = find_before_filing(text, enterprise_for(request))
    context = {
        "text": text,
        "found": found,
        "backfill": route(shown=False, missing=frozenset()),
        "pairs": pairs_by_name(text, [item.project for item in found]),
    }
    return render(request, "confirmation/search.html", context)


@login_required
def task_list(request: HttpRequest, guid: UUID) -> HttpResponse:
    """A project as the enterprise that filed it works on it; participants are led to the page of missing stages."""
    enterprise, project = enterprise_for(request), project_to_fill_in(request, guid)
    if project.filed_by_id != enterprise.pk:
        return redirect("stage-backfill", guid=guid)
    page = project_page(project, enterprise, now())
    context = {"page": page, "side": side_of(page.own.case if page.own else None, now())}
    return render(request, "confirmation/task_list.html", context)


@login_required
def check(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Check the answers, declare that they are true, submit."""
    enterprise, project = enterprise_for(request), own_project(request, guid)
    answers = check_answers(project, enterprise, CaseKind.PROJECT_BACKFILL, day_of(now()))
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
            case = actions.submit_backfill(
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
    context = {"page": page, "form": form, "answers": answers, "declaration": DECLARATION_TEXT, "back": "task-list"}
    return render(request, "confirmation/check.html", context)


@login_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a submission: number, unit, what happens next. It can be opened again."""
    case = _own_case(request, number)
    return render(request, "confirmation/receipt.html", {"case": case, "panel": receipt_of(case, day_of(now()))})


@login_required
def receipt_pdf(request: HttpRequest, number: str) -> FileResponse:
    """The same receipt on paper."""
    case = _own_case(request, number)
    keep_taking(request, f"提交回执 {number}", subject=str(case.project.row_guid))
    data = pdf_of("confirmation/receipt_paper.html", {"panel": receipt_of(case, day_of(now()))})
    return FileResponse(BytesIO(data), filename=f"提交回执{number}.pdf", content_type="application/pdf")


def _own_case(request: HttpRequest, number: str) -> Case:
    cases = Case.objects.visible_to(user_of(request), day_of(now())).select_related(
        "project", "authority", "enterprise"
    )
    return get_object_or_404(cases, number=number, enterprise=enterprise_for(request))


@login_required
def upgrade(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Apply for the next grade (二（二）)."""
    enterprise, project = enterprise_for(request), own_project(request, guid)
    page = project_page(project, enterprise, now())
    form = UpgradeForm(request.POST or None, enterprise=enterprise, grade=page.next_grade.grade)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            case = actions.submit_upgrade(
                by=user_of(request),
                enterprise=enterprise,
                project_id=project.pk,
                kind=EnterpriseKind(typed["kind"]),
                use_purpose=typed.get("use_purpose", ""),
                declared=typed["declared"],
                at=now(),
            )
            return redirect("case-receipt", number=case.number)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "confirmation/upgrade.html", {"page": page, "form": form, "declaration": DECLARATION_TEXT})
