"""Attaching papers to a record, and reading them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.http import enterprise_for, user_of
from common.clock import now
from common.errors import RuleError
from projects import actions
from projects.files import place_of
from projects.forms import PaperForm
from projects.http import own_project, own_record, readable_attachment
from projects.models import Attachment
from projects.rules.dictionaries import REQUIRED_ATTACHMENTS, AttachmentKind


@login_required
def papers(request: HttpRequest, guid: UUID, record: UUID) -> HttpResponse:
    """The papers of a record: what is there, what is required, and a form for one more."""
    enterprise, project = enterprise_for(request), own_project(request, guid)
    found = own_record(project, record)
    form = PaperForm(request.POST or None, request.FILES or None, stage=found.stage)
    if request.method == "POST" and form.is_valid():
        upload = form.upload()
        try:
            actions.attach(
                by=user_of(request),
                enterprise=enterprise,
                project_id=project.pk,
                record_guid=found.row_guid,
                kind=AttachmentKind(form.cleaned_data["kind"]),
                filename=upload.name or "未命名",
                chunks=upload.chunks(),
                at=now(),
            )
            return redirect(request.path)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    attached = list(
        Attachment.objects.filter(record_guid=record, removed_at=None).select_related("file").order_by("pk")
    )
    required = REQUIRED_ATTACHMENTS[found.stage]
    context = {
        "project": project,
        "record": found,
        "form": form,
        "attached": attached,
        "required": required.label,
        "is_complete": any(paper.kind == required for paper in attached),
    }
    return render(request, "projects/papers.html", context)


@login_required
@require_POST
def remove_paper(request: HttpRequest, guid: UUID, paper: UUID) -> HttpResponse:
    """End a paper of a record that is still open."""
    enterprise, project = enterprise_for(request), own_project(request, guid)
    removed = actions.remove(
        by=user_of(request), enterprise=enterprise, project_id=project.pk, attachment_guid=paper, at=now()
    )
    return redirect("record-papers", guid=project.row_guid, record=removed.record_guid)


@login_required
def read(request: HttpRequest, guid: UUID) -> FileResponse:
    """A paper's bytes, shown in place; only to those who may see its project."""
    attachment = readable_attachment(request, guid)
    return FileResponse(
        place_of(attachment.file_id).open("rb"),
        content_type=attachment.file.content_type,
        filename=attachment.filename,
    )
