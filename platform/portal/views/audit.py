"""The auditor's pages: find a project, read everything that ever happened to it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.http import query_text, user_of
from accounts.models import User
from accounts.policy import some_duties_of
from accounts.rules import Role
from audit import queries
from common.clock import day_of, now
from common.notice import of_notice
from portal.queries.exports import projects_for_audit
from portal.queries.history import entry_of
from projects.models import Project

FOUND_AT_MOST = 50


def require_auditor(user: User) -> None:
    """Let pass an auditor.

    :raises ActsForNobody: anyone else.
    """
    refusal = "历史查阅供审计监督人员使用；如职责有变，请联系本单位管理员"
    some_duties_of(user, day_of(now()), Role.AUDITOR, refusal=refusal, clause=of_notice("四（三）"))


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Projects of the auditor's area by part of a name, number or investment code."""
    user = user_of(request)
    require_auditor(user)
    text = query_text(request, "q")
    found = projects_for_audit(user, text, day_of(now()))
    context = {"text": text, "projects": list(found[:FOUND_AT_MOST]), "most": FOUND_AT_MOST}
    return render(request, "portal/audit_home.html", context)


@login_required
def project(request: HttpRequest, guid: UUID) -> HttpResponse:
    """The timeline of a project: one act, one line, newest first."""
    user = user_of(request)
    require_auditor(user)
    found = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    before = request.GET.get("before", "")
    acts, further = queries.timeline(str(guid), before=int(before) if before.isdecimal() and len(before) < 19 else None)
    context = {"project": found, "entries": [entry_of(act) for act in acts], "further": further}
    return render(request, "portal/audit_project.html", context)
