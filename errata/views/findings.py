"""False-information cases: the authority's list and page, the firm's, and the public list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import address_of, enterprise_for, row_before, user_of
from accounts.models import Enterprise
from accounts.policy import some_duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.policy import NOT_YOURS
from errata import actions
from errata.finding_forms import LINK, SAVE, CaseForm, OpenCaseForm, ProblemsForm
from errata.forms import EvidenceForm
from errata.models import FalseCase, FalseCasePaper
from errata.queries.findings import CasePage, case_page, cases_about, cases_seen, public_list
from errata.rules.findings import CLAUSE, FindingAction
from projects.downloads import handed_out
from projects.models import Project
from projects.tasks import announce_papers

_ACTS: dict[FindingAction, Callable[..., FalseCase]] = {
    FindingAction.NOTIFY: actions.notify_enterprise,
    FindingAction.REPLY: actions.reply,
    FindingAction.PROPOSE: actions.propose_finding,
    FindingAction.DECLINE: actions.decline_finding,
    FindingAction.FIND: actions.find,
    FindingAction.DROP: actions.drop,
    FindingAction.APPEAL: actions.appeal,
    FindingAction.UPHOLD: actions.uphold_finding,
    FindingAction.REVOKE: actions.revoke_finding,
}


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The cases of the user's place; a reviewer opens one."""
    user = user_of(request)
    roles = (Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)
    refusal = "本页面供各级主管部门人员使用"
    duties = some_duties_of(user, day_of(now()), *roles, refusal=refusal, clause=CLAUSE)
    reviewer = next((duty for duty in duties if duty.role == Role.REVIEWER), None)
    form = OpenCaseForm(request.POST or None) if reviewer else None
    if reviewer and form is not None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            project = Project.objects.published().get(number=given["number"])
            enterprise = Enterprise.objects.get(credit_code=given["credit_code"])
            case = actions.open_case(
                by=user, authority=reviewer.authority, enterprise=enterprise, project_id=project.pk,
                allegation=given["allegation"], at=now(),
            )  # fmt: skip
        except Project.DoesNotExist:
            form.add_error("number", "本单位所辖没有该编号的已确认项目，请核对")
        except Enterprise.DoesNotExist:
            form.add_error("credit_code", "省平台没有登记该代码的企业，请核对")
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("finding", number=case.number)
    cases = cases_seen(user, now(), row_before(request))
    return render(request, "errata/findings.html", {"cases": cases, "form": form, "own": False})


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The cases about the user's enterprise of which it was told."""
    cases = cases_about(enterprise_for(request), user_of(request), now(), row_before(request))
    return render(request, "errata/findings.html", {"cases": cases, "form": None, "own": True})


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: str, prefix: str) -> HttpResponse:
    """What the firm is suspected of, what proves it, what it said and what was found; acts are posted here."""
    case = _loaded(request, number)
    shown = case_page(case, user_of(request), now())
    form = CaseForm(request.POST or None, shown=shown)
    problems = ProblemsForm(request.POST or None, rows=shown.records if shown.investigates else ())
    if request.method == "POST" and form.is_valid() and problems.is_valid():
        try:
            messages.success(request, _pressed(request, shown, form, problems))
            return redirect(prefix, number=number)
        except NOT_YOURS:
            raise
        except Project.DoesNotExist:
            form.add_error("project_number", "本单位所辖没有该编号的已确认项目，请核对")
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        shown = case_page(_loaded(request, number), user_of(request), now())
    desk_name = "own-findings" if prefix == "own-finding" else "findings-desk"
    context: dict[str, Any] = {
        "page": shown,
        "case": shown.case,
        "form": form,
        "rows": [(row, problems[row.field] if row.field in problems.fields else None) for row in shown.records],
        "evidence_form": EvidenceForm(auto_id="evidence_%s"),
        "evidence_url": reverse(f"{prefix}-paper-add", args=[number]),
        "crumbs": [{"label": "虚假信息案", "url": reverse(desk_name)}, {"label": number, "url": ""}],
    }
    return render(request, "errata/finding.html", context)


def _pressed(request: HttpRequest, shown: CasePage, form: CaseForm, problems: ProblemsForm) -> str:
    case, user, given = shown.case, user_of(request), form.cleaned_data
    if shown.investigates:
        told = {row.pk: problems.cleaned_data[row.field] for row in shown.records}
        actions.say_what_is_wrong(by=user, case_id=case.pk, problems=told, at=now())
    if given["action"] == SAVE:
        return "已保存"
    if given["action"] == LINK:
        project = Project.objects.published().get(number=given["project_number"])
        actions.link_project(by=user, case_id=case.pk, project_id=project.pk, at=now())
        return f"已列入{project.name}"
    action = FindingAction(given["action"])
    more: dict[str, Any] = {}
    if action is FindingAction.NOTIFY:
        more["reply_days"] = given.get("reply_days") or 0
    elif action is FindingAction.PROPOSE:
        more |= {"ends_on": given.get("ends_on"), "heard": given.get("heard", "")}
    _ACTS[action](
        by=user, case_id=case.pk, version_seen=given["version_seen"], note=given["note"],
        address=address_of(request), at=now(), **more,
    )  # fmt: skip
    return f"{case.number}：已{action.label}"


@login_required
@require_POST
def add_paper(request: HttpRequest, number: str, prefix: str) -> HttpResponse:
    """Add a paper to the case, as the side that the user is on."""
    case = _loaded(request, number)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, "请选择要上传的材料")
        return redirect(prefix, number=number)
    upload = form.cleaned_data["file"]
    try:
        actions.add_case_paper(
            by=user_of(request), case_id=case.pk, filename=upload.name or "未命名", chunks=upload.chunks(), at=now()
        )
    except NOT_YOURS:
        raise
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        announce_papers()
    return redirect(prefix, number=number)


@login_required
@require_GET
def paper(request: HttpRequest, guid: UUID) -> StreamingHttpResponse:
    """A paper's bytes, to those who may see its case.

    :raises PaperIsInfected: 403, to everybody.
    """
    found = get_object_or_404(FalseCasePaper.objects.select_related("file__scan"), guid=guid)
    if not FalseCase.objects.visible_to(user_of(request), day_of(now())).filter(pk=found.case_id).exists():
        raise Http404
    return handed_out(request, found, "虚假信息案材料", closed="")


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """The list of adverse records that anyone may read: ground, unit, from when to when (P07)."""
    return render(request, "errata/adverse.html", {"page": public_list(day_of(now()), row_before(request))})


def _loaded(request: HttpRequest, number: str) -> FalseCase:
    seen = FalseCase.objects.visible_to(user_of(request), day_of(now()))
    return get_object_or_404(seen.select_related("enterprise", "authority", "adverse"), number=number)
