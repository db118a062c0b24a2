"""The province watches what the approval systems send, and decides about what is doubtful (A12, R29)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import query_text, row_before, user_of
from accounts.policy import duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions import intake_resolving as resolving
from confirmation.models import IntakeReplay
from confirmation.tasks import announce_intake_replay
from portal.delivery_forms import ReasonForm
from portal.intake_forms import CauseForm, ResolveForm
from portal.queries.intake import TABS, intake_page
from portal.queries.intake_message import message_page
from portal.queries.intake_replays import replay_page
from portal.views.delivery import console_duty
from projects.models import IntakeMapping, IntakeMessage
from projects.rules.intake import IntakeCause, IntakeState, IntakeSystem

CRUMB = {"label": "审批系统对接", "url": reverse_lazy("intake")}


def _may_resolve(request: HttpRequest) -> bool:
    return bool(duties_of(user_of(request), day_of(now()), Role.ADMINISTRATOR))


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The three systems, what waits by cause, and the messages."""
    console_duty(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    system, cause, text = (query_text(request, name) for name in ("system", "cause", "q"))
    page = intake_page(tab, system, cause, text, row_before(request), now())
    waiting = sum(row.waiting for row in page.systems)
    tabs = [
        {
            "label": label,
            "url": f"?tab={name}",
            "count": waiting if name == "waiting" else None,
            "current": name == tab,
            "tone": "",
        }
        for name, (label, _) in TABS.items()
    ]
    filters = {
        "search": {"name": "q", "label": "报文编号、来源标识、项目代码或审批单位", "value": text},
        "selects": [
            {"name": "system", "label": "来源系统", "value": system, "choices": IntakeSystem.choices},
            {"name": "cause", "label": "原因", "value": cause, "choices": IntakeCause.choices},
        ],
        "kept": [("tab", tab)],
        "reset_url": f"?tab={tab}",
    }
    words = {"page": page, "tabs": tabs, "filters": filters, "system": system}
    words |= {"may_resolve": _may_resolve(request)}
    return render(request, "portal/intake.html", words)


@login_required
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: why it waits and what it says; acts are posted here."""
    console_duty(request)
    found = get_object_or_404(IntakeMessage, pk=pk)
    page = message_page(found, now())
    form = ResolveForm(request.POST or None, choices=page.choices, may_link=page.may_link)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, pk, form)
        except RuleError as error:
            if not page.is_waiting:
                messages.warning(request, str(error))
                return redirect("intake-message", pk=pk)
            form.add_error(error.field if error.field in form.fields else "reason", str(error))
    crumbs = [CRUMB, {"label": page.name, "url": ""}]
    words = {"page": page, "form": form, "crumbs": crumbs, "may_resolve": _may_resolve(request)}
    return render(request, "portal/intake_message.html", words)


def _done(request: HttpRequest, pk: int, form: ResolveForm) -> HttpResponse:
    by, at, said = user_of(request), now(), form.cleaned_data
    way, reason = said["way"], said["reason"]
    if way == "match":
        return _follow(resolving.match(by=by, message_id=pk, ours=said.get("ours", ""), reason=reason, at=at))
    if way == "dismiss":
        resolving.dismiss(by=by, message_id=pk, reason=reason, at=at)
        told = "已办结，不予入库"
    elif way == "link":
        came = resolving.link(by=by, message_id=pk, number=said.get("number", ""), reason=reason, at=at)
        told = "已关联" + (f"，等待它的{came}条报文随之入库" if came else "")
    elif way == "same":
        judged = resolving.link_the_same(by=by, message_id=pk, reason=reason, at=at)
        told = "已关联" if judged.state == IntakeState.REPLAYED else "没有关联，原因见下"
    else:
        judged = resolving.replay_one(by=by, message_id=pk, reason=reason, is_another=way == "another", at=at)
        told = "已入库" if judged.state == IntakeState.REPLAYED else f"仍不能入库：{judged.detail}"
    messages.success(request, told)
    return redirect("intake-message", pk=pk)


def _follow(replay_id: int) -> HttpResponse:
    announce_intake_replay(replay_id)
    return redirect("intake-replay-progress", pk=replay_id)


@login_required
@require_POST
def replay_cause(request: HttpRequest) -> HttpResponse:
    """Have all messages judged once more that wait for one cause."""
    console_duty(request)
    form = CauseForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    try:
        begun = resolving.replay_cause(
            by=user_of(request),
            system=said.get("system", ""),
            cause=said.get("cause", ""),
            reason=said.get("reason", ""),
            at=now(),
        )
    except RuleError as error:
        messages.warning(request, str(error))
        return redirect("intake")
    return _follow(begun)


@login_required
@require_GET
def replay_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch of messages, while it runs and afterwards."""
    console_duty(request)
    batch = get_object_or_404(IntakeReplay.objects.select_related("started_by", "authority"), pk=pk)
    crumbs = [CRUMB, {"label": "重新入库的进度", "url": ""}]
    words = {"batch": batch, "page": replay_page(batch, now()), "crumbs": crumbs}
    return render(request, "portal/intake_replay.html", words)


@login_required
@require_POST
def end_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a mapping hold no longer."""
    console_duty(request)
    get_object_or_404(IntakeMapping, pk=pk)
    form = ReasonForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        resolving.end_mapping(by=user_of(request), mapping_id=pk, reason=reason, at=now())
        messages.success(request, "已停用；此前按它入库的信息不变，此后的报文不再按它识别")
    except RuleError as error:
        messages.warning(request, str(error))
    return redirect("intake")
