"""Old D records of the enterprise: the list, and each filled in by the new standard beside its old values (E21)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.http import enterprise_for, query_text, row_before, user_of
from accounts.models import Enterprise
from common.clock import day_of, now
from projects import actions
from projects.actions.legacy import resume_legacy_project, resume_legacy_record
from projects.forms import RecordForm
from projects.forms.old import prefilled, show_old
from projects.models import LegacyRecord, Project, StageRecord
from projects.policy import is_on_display, require_may_add
from projects.queries import records_of
from projects.queries.drafts import draft_of, key_of
from projects.queries.legacy import basics_of, continued_by, left_to_do, old_records, project_of
from projects.rules.kinds import RecordKind
from projects.views.records import record_page
from projects.views.twins import led_to_the_same, reasons_given


@login_required
def old_list(request: HttpRequest) -> HttpResponse:
    """The enterprise's old D records, fifty a page, and how many are left to do."""
    enterprise, text = enterprise_for(request), query_text(request, "q")
    rows, following = old_records(enterprise, text, row_before(request))
    next_url = f"{reverse('legacy')}?{urlencode([('q', text), ('before', str(following))])}" if following else ""
    context = {"rows": rows, "text": text, "left": left_to_do(enterprise), "next_url": next_url}
    return render(request, "projects/legacy.html", context)


@login_required
def resume(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Fill in an old record: the project's basic information first, then its stages in that project."""
    enterprise = enterprise_for(request)
    legacy = get_object_or_404(LegacyRecord.objects.of(enterprise).select_related("project"), row_guid=guid)
    record, project = continued_by(legacy), project_of(legacy)
    if record is not None:
        return redirect(_where(record, enterprise))
    if project is not None:
        return _stage(request, enterprise, legacy, project)
    basics = basics_of(legacy)
    if basics.row_guid != legacy.row_guid:
        return redirect("legacy-resume", guid=basics.row_guid)
    return _project(request, enterprise, legacy)


def _project(request: HttpRequest, enterprise: Enterprise, legacy: LegacyRecord) -> HttpResponse:
    key = key_of(RecordKind.PROJECT, None, legacy.row_guid)
    led = led_to_the_same(request, key, now())
    if led is not None:
        return led
    values = legacy.values if legacy.record_kind == RecordKind.PROJECT else {"name": legacy.values.get("name", "")}
    day = day_of(now())
    start = prefilled(RecordKind.PROJECT, values, day)
    form, kept = _form(request, enterprise, key, start, {"kind": RecordKind.PROJECT, "day": day})
    show_old(form, values)
    verb = partial(resume_legacy_project, different=reasons_given(request))
    return _page(request, form, verb, enterprise, legacy, {"key": key, "kept": kept, "is_new": True})


def _stage(request: HttpRequest, enterprise: Enterprise, legacy: LegacyRecord, project: Project) -> HttpResponse:
    kind = RecordKind(legacy.record_kind)
    if is_on_display(project):
        require_may_add(project, enterprise, kind)
    else:
        actions.require_open(project)
    day, key = day_of(now()), key_of(kind, project.row_guid, legacy.row_guid)
    own = [row for row in records_of(project) if row.is_confirmed or row.filed_by_id == enterprise.pk]
    form, kept = _form(
        request,
        enterprise,
        key,
        prefilled(kind, legacy.values, day, own),
        {"kind": kind, "day": day, "project": project, "enterprise": enterprise},
    )
    show_old(form, legacy.values)
    return _page(
        request, form, resume_legacy_record, enterprise, legacy, {"key": key, "kept": kept, "project": project}
    )


def _form(
    request: HttpRequest, enterprise: Enterprise, key: str, start: dict[str, Any], own: dict[str, Any]
) -> tuple[RecordForm, Any]:
    kept = draft_of(enterprise, key, None) if request.method == "GET" else None
    return RecordForm(request.POST or None, typed=kept.values if kept else start, **own), kept


def _page(
    request: HttpRequest,
    form: RecordForm,
    verb: Callable[..., StageRecord],
    enterprise: Enterprise,
    legacy: LegacyRecord,
    context: dict[str, Any],
) -> HttpResponse:
    def save(_seen: datetime | None) -> StageRecord:
        return verb(
            by=user_of(request),
            enterprise=enterprise,
            legacy_guid=legacy.row_guid,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {**context, "legacy": legacy})


def _where(record: StageRecord, enterprise: Enterprise) -> str:
    project = record.of_project
    if record.is_open and record.filed_by_id == enterprise.pk:
        if isinstance(record, Project):
            return reverse("project-edit", args=[project.row_guid])
        return reverse("record-edit", args=[project.row_guid, record.record_kind.slug, record.row_guid])
    return reverse("task-list", args=[project.row_guid])
