"""Questions between reviewer and enterprise, stepping aside, freeing: buttons whose refusals are told on the page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import enterprise_for, user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.asking import AnswerForm, AskForm, ReasonForm
from confirmation.models import Case, Question
from confirmation.policy import NOT_YOURS
from confirmation.queries.addresses import enterprise_page
from confirmation.views.loading import official_case


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the enterprise about a case that one holds."""
    case, form = official_case(request, number), AskForm(request.POST)
    if request.method == "POST" and _is_good(request, form):
        given = form.cleaned_data
        _do(
            request,
            lambda: actions.ask(by=user_of(request), case_id=case.pk, at=now(), **given),
            f"已向企业询问；办件 {case.number} 暂停计时，待企业答复",
        )
    return redirect("authority-case", number=case.number)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Go on without an answer."""
    case, form = official_case(request, number), ReasonForm(request.POST)
    if request.method == "POST" and _is_good(request, form):
        _require_about(case, pk)
        reason = form.cleaned_data["reason"]
        _do(
            request,
            lambda: actions.close_question(by=user_of(request), question_id=pk, reason=reason, at=now()),
            "询问已关闭，理由已留存",
        )
    return redirect("authority-case", number=case.number)


@login_required
@require_http_methods(["GET", "POST"])
def step_aside(request: HttpRequest, number: str) -> HttpResponse:
    """Leave the case to others."""
    case, form = official_case(request, number), ReasonForm(request.POST)
    if request.method == "POST" and _is_good(request, form):
        reason = form.cleaned_data["reason"]
        done = _do(
            request,
            lambda: actions.step_aside(by=user_of(request), case_id=case.pk, reason=reason, at=now()),
            f"您已就办件 {case.number} 回避，由本单位其他人员办理",
        )
        if done:
            return redirect("authority-queue")
    return redirect("authority-case", number=case.number)


@login_required
@require_http_methods(["GET", "POST"])
def free(request: HttpRequest, number: str) -> HttpResponse:
    """End a colleague's hold, as somebody who watches over his unit."""
    case, form = official_case(request, number), ReasonForm(request.POST)
    if request.method == "POST" and _is_good(request, form):
        reason = form.cleaned_data["reason"]
        _do(
            request,
            lambda: actions.free(by=user_of(request), case_id=case.pk, reason=reason, at=now()),
            f"办件 {case.number} 已释放，其单位其他人员可以领取；原办理人已收到通知",
        )
    return redirect("authority-case", number=case.number)


@login_required
@require_POST
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Answer a question about one of the enterprise's own cases."""
    cases = Case.objects.visible_to(user_of(request), day_of(now())).select_related("project", "enterprise")
    case = get_object_or_404(cases, number=number, enterprise=enterprise_for(request))
    _require_about(case, int(pk))
    form = AnswerForm(request.POST)
    if _is_good(request, form):
        text = form.cleaned_data["text"]
        _do(
            request,
            lambda: actions.answer(
                by=user_of(request), enterprise=case.enterprise, question_id=int(pk), text=text, at=now()
            ),
            "已答复，主管部门恢复计时",
        )
    return redirect(enterprise_page(case))


def _require_about(case: Case, question: int) -> None:
    if not Question.objects.filter(pk=question, case=case).exists():
        raise Http404


def _is_good(request: HttpRequest, form: AskForm | AnswerForm | ReasonForm) -> bool:
    if not form.is_valid():
        for errors in form.errors.values():
            messages.warning(request, str(errors[0]))
        return False
    return True


def _do(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Act and say so; a refusal is told on the page to which the answer leads."""
    try:
        act()
    except NOT_YOURS:
        raise
    except RuleError as error:
        messages.warning(request, str(error))
        return False
    messages.success(request, said)
    return True
