"""The auditor's pages: find a project, read everything that ever happened to it; his own reading is kept (U06)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.actions.readings import keep_reading
from accounts.http import address_of, asked_of, query_text, user_of
from accounts.models import Appointment, ReadingKind, User
from accounts.policy import some_duties_of
from accounts.rules import Role
from audit.models import HistoryCheck
from common.clock import day_of, now
from common.notice import of_notice
from portal.history_form import HistoryForm, filter_bar
from portal.queries.acts import history_page
from portal.queries.checks import last_check
from portal.queries.exports import projects_for_audit
from portal.queries.extract_checks import checks_of
from portal.queries.readings import readings_for, with_papers
from portal.queries.signed import ROWS_AT_MOST
from projects.models import Project

FOUND_AT_MOST = 50


def auditing_duty(user: User) -> Appointment:
    """The duty for which an auditor reads.

    :raises ActsForNobody: anyone else.
    """
    refusal = "历史查阅供审计监督人员使用；如职责有变，请联系本单位管理员"
    return some_duties_of(user, day_of(now()), Role.AUDITOR, refusal=refusal, clause=of_notice("四（三）"))[0]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Projects of the auditor's area by part of a name, number or investment code."""
    user = user_of(request)
    duty, text = auditing_duty(user), query_text(request, "q")
    if text:
        keep(request, duty, ReadingKind.SEARCH, "历史查阅")
    found = projects_for_audit(user, text, day_of(now()))
    context = {"text": text, "projects": list(found[:FOUND_AT_MOST]), "most": FOUND_AT_MOST, "check": last_check(now())}
    return render(request, "portal/audit_home.html", context)


@login_required
@require_GET
def project(request: HttpRequest, guid: UUID) -> HttpResponse:
    """The timeline of a project: one act, one line, newest first."""
    user = user_of(request)
    duty = auditing_duty(user)
    found = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    keep(request, duty, ReadingKind.TIMELINE, found.name, subject=str(guid))
    form = HistoryForm(request.GET)
    page = history_page(form.filters, form.position, user, day_of(now()), found)
    filters = filter_bar(form.filters, of_project=True)
    context = {"project": found, "page": page, "filters": filters, "signed_at_most": ROWS_AT_MOST}
    return render(request, "portal/audit_project.html", context)


@login_required
@require_GET
def extract_checks(request: HttpRequest, guid: UUID) -> HttpResponse:
    """How often the public addresses of a project's extracts were opened (U08)."""
    user = user_of(request)
    duty = auditing_duty(user)
    found = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    keep(request, duty, ReadingKind.TIMELINE, "业绩应用情况的核验", subject=str(guid))
    return render(request, "portal/audit_extract_checks.html", {"project": found, "checks": checks_of(found)})


@login_required
@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """The timeline of the auditor's whole area, by whatever he asks for (U07)."""
    user, form = user_of(request), HistoryForm(request.GET)
    duty = auditing_duty(user)
    keep(request, duty, ReadingKind.TIMELINE, "变化记录")
    page = history_page(form.filters, form.position, user, day_of(now()))
    context = {"page": page, "filters": filter_bar(form.filters), "signed_at_most": ROWS_AT_MOST}
    return render(request, "portal/audit_acts.html", context)


@login_required
@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """Who took lists and papers away and read histories, in the auditor's area; his own looks too."""
    user = user_of(request)
    duty, asked = auditing_duty(user), query_text(request, "q")
    if asked:
        keep(request, duty, ReadingKind.SEARCH, "查阅和导出记录")
    rows = with_papers(readings_for(user, asked, day_of(now()))[:FOUND_AT_MOST])
    context = {"rows": rows, "text": asked, "most": FOUND_AT_MOST}
    return render(request, "portal/audit_readings.html", context)


@login_required
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """What the nightly checks of the whole history found, the newest first."""
    auditing_duty(user_of(request))
    rows = HistoryCheck.objects.order_by("-pk")[:FOUND_AT_MOST]
    context = {"rows": list(rows), "last": last_check(now()), "most": FOUND_AT_MOST}
    return render(request, "portal/audit_checks.html", context)


def keep(request: HttpRequest, duty: Appointment, kind: ReadingKind, title: str, *, subject: str = "") -> None:
    """Keep that the auditor reads, with what the address asks for."""
    keep_reading(
        by=user_of(request),
        unit=duty.authority,
        role=Role.AUDITOR,
        kind=kind,
        title=title,
        asked=asked_of(request),
        subject=subject,
        address=address_of(request),
        at=now(),
    )
