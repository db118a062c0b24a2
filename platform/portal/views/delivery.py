"""The province watches what is sent to the national platform, and intervenes (A13, X20)."""

from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import query_text, row_before, user_of
from accounts.models import Appointment
from accounts.policy import acting_for_authority
from accounts.rules import Role
from audit.context import Acting
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions.tell_anew import tell_anew
from national import intervening, reconciliation
from national.answers import Undelivered
from national.client import configured_client
from national.contract import PROJECT_PATH
from national.doorbell import COMPARE, ring
from national.intervening import CLAUSE
from national.models import Difference, Message, Reconciliation
from portal.delivery_forms import InterveneForm, ReasonForm
from portal.queries.comparisons import latest_runs, run_page
from portal.queries.delivery import TABS, Console, MessagePage, console, message_page
from portal.views.province import duty_of

HOLD_ALL = {
    "name": "act",
    "value": "hold",
    "label": "暂停全部推送",
    "tone": "danger",
    "confirm": "恢复之前，任何确认、更正和撤回都不送达全国平台；已生成的消息照常排队。",
}
CRUMB = {"label": "推送全国平台", "url": reverse_lazy("delivery")}


class ThePlatformIsToBeAsked(RuleError):
    """What the platform holds must be known first, and it does not answer."""


def console_duty(request: HttpRequest) -> Appointment:
    """The duty of an administrator of the province or of its technical support.

    :raises ActsForNobody: anybody else.
    """
    return duty_of(user_of(request), Role.ADMINISTRATOR, Role.SUPPORT)


def _acting(request: HttpRequest) -> Acting:
    duty = console_duty(request)
    return acting_for_authority(user_of(request), duty.authority, Role(duty.role))


@login_required
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Figures, alarms, what is held back, and the messages; a POST holds the whole line."""
    console_duty(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intervening.hold(by=_acting(request), aggregate="", reason=form.cleaned_data["reason"], at=now())
        except RuleError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, "已暂停全部推送；恢复之前不再送出，已生成的消息照常排队")
            return redirect("delivery")
    text = query_text(request, "q")
    page = console(request.GET.get("tab", ""), text, row_before(request), now())
    tabs = [
        {"label": label, "url": f"?tab={tab}", "count": _count(page, tab), "current": tab == page.tab, "tone": ""}
        for tab, (label, _) in TABS.items()
    ]
    filters = {
        "search": {"name": "q", "label": "项目名称或编号", "value": text},
        "kept": [("tab", page.tab)],
        "reset_url": f"?tab={page.tab}",
    }
    context = {"page": page, "tabs": tabs, "form": form, "filters": filters, "hold_all": HOLD_ALL}
    return render(request, "portal/delivery.html", context)


def _count(page: Console, tab: str) -> int | None:
    return {"waiting": page.facts.waiting, "parked": page.facts.parked}.get(tab)


@login_required
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: why it has not arrived, its attempts, receipts and contents; acts are posted here."""
    console_duty(request)
    found = get_object_or_404(Message, pk=pk)
    page = message_page(found, day_of(now()))
    form = InterveneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _done(request, page, form, now()))
            return redirect("delivery-message", pk=pk)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    crumbs = [CRUMB, {"label": f"{page.name} 第{found.version}版", "url": ""}]
    return render(request, "portal/delivery_message.html", {"page": page, "form": form, "crumbs": crumbs})


def _done(request: HttpRequest, page: MessagePage, form: InterveneForm, at: datetime) -> str:
    act, reason, by = form.cleaned_data["act"], form.cleaned_data["reason"], _acting(request)
    if act == "hold":
        intervening.hold(by=by, aggregate=page.message.aggregate, reason=reason, at=at)
        return "已暂停该项目的推送"
    if act == "replay":
        intervening.replay(by=by, message_id=page.message.pk, reason=reason, at=at)
        return "已重新排队，稍后送达"
    if act == "now":
        is_waiting = intervening.send_now(by=by, message_id=page.message.pk, at=at)
        return "已排到最前，立即送达" if is_waiting else "该消息正在送达或已办结，请刷新查看"
    anew = tell_anew(by=by, message=page.message, held_version=_held_version, reason=reason, at=at)
    return f"已按现有信息生成第{anew.version}版，原消息由它代替"


def _held_version(aggregate: str) -> int:
    """The newest version that the platform holds; one request, five seconds at the most."""
    client = configured_client()
    try:
        held = client.ask(PROJECT_PATH + quote(aggregate))
    except Undelivered as error:
        raise ThePlatformIsToBeAsked(
            f"须先向全国平台核对所存版本，现在没有应答（{error}）；请稍后再办理", clause=CLAUSE
        ) from error
    finally:
        client.close()
    return int(held["version"]) if held else 0


@login_required
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go on what was held back."""
    by, form = _acting(request), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        intervening.release(by=by, hold_id=pk, reason=reason, at=now())
        messages.success(request, "已恢复推送")
    except RuleError as error:
        messages.warning(request, str(error))
    return redirect("delivery")


@login_required
@require_http_methods(["GET", "POST"])
def comparisons(request: HttpRequest) -> HttpResponse:
    """The comparisons with the national platform; a POST begins one."""
    duty = console_duty(request)
    if request.method == "POST":
        try:
            run = reconciliation.begin(at=now(), asked_by=f"{duty.authority.name} {user_of(request).name}"[:100])
        except RuleError as error:
            messages.warning(request, str(error))
            return redirect("delivery-comparisons")
        if not ring(COMPARE, run_id=run.pk):
            reconciliation.give_up(run, at=now())
        return redirect("delivery-comparison", pk=run.pk)
    crumbs = [CRUMB, {"label": "核对", "url": ""}]
    return render(request, "portal/delivery_runs.html", {"runs": latest_runs(), "crumbs": crumbs})


@login_required
@require_GET
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """One comparison, while it runs and afterwards."""
    console_duty(request)
    page = run_page(get_object_or_404(Reconciliation, pk=pk), day_of(now()))
    crumbs = [CRUMB, {"label": "核对", "url": reverse("delivery-comparisons")}, {"label": "结果", "url": ""}]
    return render(request, "portal/delivery_run.html", {"page": page, "crumbs": crumbs})


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a difference of which a person decides."""
    by, form = _acting(request), ReasonForm(request.POST)
    found = get_object_or_404(Difference, pk=pk)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        sent = intervening.settle_difference(by=by, difference_id=pk, reason=reason, at=now())
        messages.success(request, f"已生成第{sent.version}版，送达后两边一致")
    except RuleError as error:
        messages.warning(request, str(error))
    return redirect("delivery-comparison", pk=found.run_id)
