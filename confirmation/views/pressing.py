"""What the buttons of a case's page do, one function each; a refusal is told in the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.http import address_of, user_of
from common.clock import now
from confirmation import actions
from confirmation.forms import DecisionForm, Press
from confirmation.models import Case
from confirmation.rules.states import Status
from confirmation.views.authority import open_next

Pressing = Callable[[HttpRequest, Case, DecisionForm], HttpResponse | None]


def press(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    """Do what the pressed button says; where it leads, or None when the page stays.

    :param form: valid.
    """
    return _PRESSED[Press(form.cleaned_data["action"])](request, case, form)


def _act(request: HttpRequest, case: Case, form: DecisionForm) -> dict[str, Any]:
    """What every act is told."""
    return {
        "by": user_of(request),
        "case_id": case.pk,
        "version_seen": form.cleaned_data["version_seen"],
        "note": form.cleaned_data["note"],
        "address": address_of(request),
        "at": now(),
    }


def _confirm(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    decided = actions.confirm(**_act(request, case, form), paper=form.paper, verified=form.verified)
    if decided.status == Status.SIGNED:
        messages.success(request, f"办件 {decided.number} 初审通过，已转由另一人复审；暂未定级")
    else:
        grade = f"定为{decided.target_grade}级（{decided.get_target_grade_display()}）"
        messages.success(
            request, f"办件 {decided.number} 已确认，{grade}；项目编号 {decided.project.number}；{decided.push_note}"
        )
    return open_next(request)


def _send_back(act: Callable[..., Case]) -> Pressing:
    def pressed(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
        decided = act(**_act(request, case, form), codes=form.codes, marks=form.marks)
        marked = f"，共标出{len(form.marks)}处问题" if form.marks else ""
        messages.success(
            request, f"办件 {decided.number} 已办结：{decided.get_status_display()}{marked}，理由已告知企业"
        )
        return open_next(request)

    return pressed


def _hand_over(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    given = actions.hand_over(**_act(request, case, form), codes=form.codes, to=form.unit)
    messages.success(request, f"办件 {given.number} 已移交，{_now_with(given)}")
    return open_next(request)


def _pass_on(act: Callable[..., Case], said: str) -> Pressing:
    def pressed(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
        given = act(**_act(request, case, form), codes=form.codes)
        messages.success(request, f"办件 {given.number} {said}，{_now_with(given)}")
        return open_next(request)

    return pressed


def _now_with(case: Case) -> str:
    assert case.authority is not None, "constraint submitted_case_lies_somewhere"
    return f"现由{case.authority.name}{case.get_business_line_display()}业务部门办理"


def _reverse(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    decided = actions.reverse(**_act(request, case, form), codes=form.codes)
    if decided.status == Status.REVERSING:
        messages.success(request, f"已提出撤销办件 {decided.number} 的确认，须由本单位另一人复审；等级和展示暂不变")
    else:
        messages.success(request, f"办件 {decided.number} 的确认已撤销，理由已告知企业")
    return redirect("authority-case", number=decided.number)


def _uphold(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    upheld = actions.uphold(**_act(request, case, form), codes=form.codes)
    messages.success(request, f"办件 {upheld.number} 维持确认，等级和展示不变")
    return open_next(request)


def _claim_again(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    """Hold the case again from within the form: the page comes back with everything that was typed."""
    actions.claim(by=user_of(request), case_id=case.pk, at=now())
    return None


_PRESSED: dict[Press, Pressing] = {
    Press.CONFIRM: _confirm,
    Press.RETURN: _send_back(actions.return_for_correction),
    Press.REFUSE: _send_back(actions.refuse),
    Press.HAND_OVER: _hand_over,
    Press.LOWER: _pass_on(actions.return_to_lower, "已退回下级复核"),
    Press.REPORT: _pass_on(actions.report_up, "已复核上报"),
    Press.REVERSE: _reverse,
    Press.UPHOLD: _uphold,
    Press.CLAIM: _claim_again,
}
