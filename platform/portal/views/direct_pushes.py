"""What goes to the national platform without a new filing: preview, start and progress (BR-15, I05)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import row_before, user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.actions.push_directly import CLAUSE, begin_direct_push
from confirmation.models import BatchState, DirectPush
from confirmation.queries.direct import preview
from confirmation.queries.rules import rules_on
from confirmation.tasks import announce_direct_push
from portal.views.delivery import CRUMB, console_duty

PAGE, RUNS_SHOWN = 50, 20


@login_required
@require_http_methods(["GET", "POST"])
def direct_pushes(request: HttpRequest) -> HttpResponse:
    """Which projects would go now, and earlier batches; a POST starts one."""
    duty = console_duty(request)
    if request.method == "POST":
        try:
            push = begin_direct_push(by=user_of(request), duty=duty, at=now())
        except RuleError as error:
            messages.warning(request, str(error))
            return redirect("direct-pushes")
        announce_direct_push(push.pk)
        return redirect("direct-push", pk=push.pk)
    today = day_of(now())
    found = preview(today, rules_on(today).windows, limit=PAGE, before=row_before(request))
    context = {
        "found": found,
        "clause": CLAUSE,
        "next_query": f"?before={found.rows[-1].pk}" if found.has_more else "",
        "button": {
            "label": f"推送全部 {found.total} 个项目",
            "tone": "primary",
            "confirm": "为每个项目生成一条消息并依次送达；送达后只能以更正或撤回改变。",
        },
        "running": DirectPush.objects.filter(state=BatchState.RUNNING).first(),
        "runs": DirectPush.objects.select_related("started_by", "authority").order_by("-pk")[:RUNS_SHOWN],
        "crumbs": [CRUMB, {"label": "直接推送", "url": ""}],
    }
    return render(request, "portal/direct_pushes.html", context)


@login_required
@require_GET
def direct_push(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch, while it runs and afterwards."""
    console_duty(request)
    push = get_object_or_404(DirectPush.objects.select_related("started_by", "authority"), pk=pk)
    crumbs = [CRUMB, {"label": "直接推送", "url": reverse("direct-pushes")}, {"label": "进度", "url": ""}]
    is_running = push.state == BatchState.RUNNING
    context = {"push": push, "is_running": is_running, "done": push.queued + push.left_out, "crumbs": crumbs}
    return render(request, "portal/direct_push.html", context)
