"""The board of jobs that the clock starts (O03)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.http import user_of
from accounts.rules import Role
from common.clock import now
from national.doorbell import ring
from portal.jobs import LABELS, PERIODS
from portal.models import JobRun
from portal.queries.cut_offs import SHOWN_DAYS, cut_off_rows
from portal.queries.jobs import job_rows
from portal.views.province import duty_of

CRUMBS = [{"label": "省级管理", "url": reverse_lazy("province-home")}, {"label": "定时任务", "url": ""}]


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Each job, how often it runs and how its last run went; pages that were cut off."""
    duty_of(user_of(request), Role.ADMINISTRATOR, Role.SUPPORT)
    at = now()
    context = {"rows": job_rows(at), "cut_offs": cut_off_rows(at), "shown_days": SHOWN_DAYS, "crumbs": CRUMBS}
    return render(request, "portal/jobs.html", context)


@login_required
@require_POST
def run_job(request: HttpRequest, name: str) -> HttpResponse:
    """Have a job run now; who asked for it is kept."""
    user = user_of(request)
    duty_of(user, Role.ADMINISTRATOR, Role.SUPPORT)
    if name not in PERIODS:
        raise Http404
    if ring(name):
        JobRun.objects.update_or_create(name=name, defaults={"asked_by": user.name, "asked_at": now()})
        messages.success(request, f"已交后台运行：{LABELS[name]}；稍后刷新查看结果")
    else:
        messages.warning(request, "后台任务服务没有应答，没有运行；恢复后会按周期自动运行")
    return redirect("jobs")
