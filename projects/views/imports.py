"""Excel import: the template, sending a workbook in, watching it, and taking the marked one back (E26)."""

import tempfile
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.http import enterprise_for, user_of
from accounts.taking import keep_taking
from common.clock import day_of, now
from common.errors import RuleError
from projects.actions.imports import cancel_import, start_import
from projects.downloads import XLSX
from projects.forms.workbook import WorkbookForm
from projects.models import ImportJob, ImportMode
from projects.queries.imports import FAULTS_SHOWN, job_page, jobs_of
from projects.tasks import announce_import
from projects.workbooks.keeping import unsealed
from projects.workbooks.progress import FAULTS_AT_MOST
from projects.workbooks.template import write_template


@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """The enterprise's imports, and the form that begins another."""
    enterprise = enterprise_for(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = start_import(
                by=user_of(request),
                enterprise=enterprise,
                file=file.file,
                filename=file.name,
                mode=ImportMode(form.cleaned_data["mode"]),
                is_rehearsal=form.cleaned_data["is_rehearsal"],
                at=now(),
            )
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            announce_import(job.pk)
            return redirect("import", guid=job.guid)
    return render(request, "projects/imports.html", {"form": form, "jobs": jobs_of(enterprise)})


@login_required
@require_GET
def template(request: HttpRequest) -> FileResponse:
    """The template in force today."""
    enterprise_for(request)
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_template(out, day_of(now()))
    out.seek(0)
    return FileResponse(
        out, as_attachment=True, filename=f"工程项目信息导入模板-{day_of(now())}.xlsx", content_type=XLSX
    )


@login_required
@require_GET
def job(request: HttpRequest, guid: UUID) -> HttpResponse:
    """How far an import is, or what came of it. The fragment renews itself while it runs."""
    context = {"page": job_page(_own(request, guid), now()), "shown": FAULTS_SHOWN, "kept": FAULTS_AT_MOST}
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "projects/_import.html" if fragment else "projects/import.html", context)


@login_required
@require_GET
def marked(request: HttpRequest, guid: UUID) -> FileResponse:
    """The workbook with its faulty cells marked."""
    found = _own(request, guid)
    if not found.marked_as:
        raise Http404
    keep_taking(request, "已标注错误的导入文件", paper_guid=guid)
    out = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    with unsealed(found.marked_as) as clear:
        out.write(clear.read())
    out.seek(0)
    name = f"{found.filename.removesuffix('.xlsx')}-已标注错误.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


@login_required
@require_POST
def cancel(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Stop an import."""
    try:
        cancel_import(by=user_of(request), enterprise=enterprise_for(request), guid=_own(request, guid).guid, at=now())
    except RuleError as error:
        messages.warning(request, str(error))
    return redirect("import", guid=guid)


def _own(request: HttpRequest, guid: UUID) -> ImportJob:
    jobs = ImportJob.objects.visible_to(user_of(request), day_of(now())).select_related("created_by")
    return get_object_or_404(jobs, guid=guid, enterprise=enterprise_for(request))
