"""The auditor's report of what changed after confirmation: on which paper, red where there is none (U10)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import user_of
from accounts.models import ReadingKind
from common.clock import day_of, now
from errata.rules.afterwards import Basis
from portal.history_form import ReportForm
from portal.queries.afterwards import MOST_DAYS, USUAL_DAYS, Line, Span, all_lines, area_choices, report_page
from portal.views.audit import auditing_duty, keep
from projects.downloads import as_file
from projects.workbooks.export import ListColumn

TITLE = "确认后的变化"
REPORT: list[ListColumn[Line]] = [
    ListColumn("时间", lambda row: row.at),
    ListColumn("依据种类", lambda row: row.basis),
    ListColumn("文号或编号", lambda row: row.paper),
    ListColumn("日期", lambda row: row.paper_on),
    ListColumn("项目", lambda row: row.project),
    ListColumn("信息", lambda row: row.record),
    ListColumn("动作", lambda row: row.action),
    ListColumn("人员和单位", lambda row: row.who),
    ListColumn("事由", lambda row: row.reason),
    ListColumn(
        "改动", lambda row: "\n".join(f"{name}：{was or '无'} → {now or '无'}" for name, was, now in row.changes)
    ),
]


@login_required
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """One page of the report, with the counts of the whole span."""
    duty, form = auditing_duty(user_of(request)), _form(request)
    keep(request, duty, ReadingKind.TIMELINE, TITLE)
    span, basis = span_of(form), form.given("basis")
    page = report_page(span, basis, int(form.given("before") or 0) or None)
    asked = {"area": span.area, "since": span.since, "until": span.until}
    context = {
        "page": page,
        "span": span,
        "filters": _filter_bar(form, span),
        "further_url": f"?{urlencode(asked | {'basis': basis, 'before': page.further})}" if page.further else "",
        "red_url": f"?{urlencode(asked | {'basis': Basis.NONE.value})}",
    }
    return render(request, "portal/audit_report.html", context)


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole report as a file."""
    duty, form = auditing_duty(user_of(request)), _form(request)
    keep(request, duty, ReadingKind.EXPORT, TITLE)
    return as_file(request, TITLE, REPORT, all_lines(span_of(form), form.given("basis")))


def _form(request: HttpRequest) -> ReportForm:
    return ReportForm(request.GET, areas=area_choices(user_of(request), day_of(now())))


def span_of(form: ReportForm, usual_days: int = USUAL_DAYS) -> Span:
    """The span that is asked for: the latest days where none is named, and a year at the most."""
    until = form.given("until") or day_of(now())
    since = form.given("since") or until - timedelta(days=usual_days)
    return Span(form.area, max(since, until - timedelta(days=MOST_DAYS)), until)


def _filter_bar(form: ReportForm, span: Span) -> dict[str, Any]:
    bar = span_bar(form, span)
    basis = {"name": "basis", "label": "依据", "value": form.given("basis"), "choices": Basis.choices}
    return {**bar, "selects": [*bar["selects"], basis]}


def span_bar(form: ReportForm, span: Span) -> dict[str, Any]:
    """Area and days for ``components/filter_bar.html``."""
    return {
        "selects": [{"name": "area", "label": "地区", "value": span.area, "choices": form.areas, "is_order": True}],
        "dates": [
            {"name": "since", "label": "自", "value": span.since.isoformat()},
            {"name": "until", "label": "至", "value": span.until.isoformat()},
        ],
        "is_more_open": True,
        "reset_url": "?" if form.is_asking else "",
    }
