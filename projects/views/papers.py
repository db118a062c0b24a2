"""The papers of a record: attaching, replacing, removing."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.http import query_text, user_of
from common.clock import now
from common.errors import RuleError
from projects import actions
from projects.forms import PaperForm
from projects.models import Attachment
from projects.queries import records_of
from projects.queries.openings import opening_of, paper_may_go
from projects.queries.papers import PaperHistory, bytes_in_force, histories_of
from projects.queries.scans import shown_scan
from projects.rules.dictionaries import AttachmentKind
from projects.rules.papers import in_words
from projects.tasks import announce_papers
from projects.views.paper_desk import Desk, desk_of, file_of


@login_required
def papers(request: HttpRequest, guid: UUID, record: UUID) -> HttpResponse:
    """The papers of a record and a form for more; ``?replaces=`` names one that the next file takes the place of.

    Several files are judged one by one. Where the request asks for JSON, which the page's script does file by file,
    the answer is ``{"kept": […], "refused": […]}`` with 201, or 422 when none was kept.
    """
    desk = desk_of(request, guid, record)
    in_force, removed = histories_of(desk.record.row_guid)
    older = _older(request, in_force)
    opening = opening_of(desk.record)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        offered=desk.record.paper_kinds,
        replacing=older is not None,
        only=opening.paper_kinds if opening else None,
    )
    if request.method == "POST":
        kept, refused = _take(request, desk, form, older)
        if kept:
            announce_papers()
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"kept": kept, "refused": refused}, status=201 if kept else 422)
        if kept:
            return _with_words(request, kept, refused)
    shown = _shown(desk, form, older, in_force, removed)
    for row in shown["attached"]:
        paper = row["paper"]
        row["may_go"] = paper_may_go(opening, paper)
        row["why"] = opening.papers.get(str(paper.guid), "") if opening else ""
    return render(request, "projects/papers.html", {**shown, "opening": opening})


def _older(request: HttpRequest, in_force: list[PaperHistory]) -> Attachment | None:
    wanted = query_text(request, "replaces")
    if not wanted:
        return None
    found = next((history.paper for history in in_force if str(history.paper.guid) == wanted), None)
    if found is None:
        raise Http404
    return found


def _take(request: HttpRequest, desk: Desk, form: PaperForm, older: Attachment | None) -> tuple[list[str], list[str]]:
    """Attach every file of a valid form; the names of those kept and the refusals of the others, each once."""
    if not form.is_valid():
        return [], [str(text) for texts in form.errors.values() for text in texts]
    kept: list[str] = []
    refused: list[str] = []
    kind = AttachmentKind(older.kind if older else form.cleaned_data["kind"])
    for upload in form.cleaned_data["file"]:
        try:
            kept.append(_attach(request, desk, upload, kind, older).filename)
        except RuleError as error:
            refused.append(str(error))
    refused = list(dict.fromkeys(refused))
    for text in refused:
        form.add_error("file", text)
    return kept, refused


def _attach(
    request: HttpRequest, desk: Desk, upload: "UploadedFile[Any]", kind: AttachmentKind, older: Attachment | None
) -> Attachment:
    return actions.attach(
        by=user_of(request),
        enterprise=desk.enterprise,
        project_id=desk.project.pk,
        record_guid=desk.record.row_guid,
        kind=kind,
        filename=upload.name or "未命名",
        chunks=upload.chunks(),
        at=now(),
        replaces=older.guid if older else None,
    )


def _with_words(request: HttpRequest, kept: list[str], refused: list[str]) -> HttpResponse:
    # What was kept is told beside what was refused, and a reload sends no file a second time.
    for text in refused:
        messages.error(request, text)
    if refused:
        messages.success(request, f"其余{len(kept)}个文件已上传：{'、'.join(kept)}")
    return redirect(request.path)


def _shown(
    desk: Desk, form: PaperForm, older: Attachment | None, in_force: list[PaperHistory], removed: list[PaperHistory]
) -> dict[str, Any]:
    required = desk.record.required_paper
    sound = [history.paper for history in in_force if not shown_scan(history.paper.file).is_infected]
    used = bytes_in_force(desk.project, records_of(desk.project), desk.enterprise)
    return {
        "project": desk.project,
        "record": desk.record,
        "form": form,
        "older": older,
        "attached": [_row(history) for history in in_force],
        "removed": [_row(history) for history in removed],
        "required": required.label,
        "is_complete": any(paper.kind == required for paper in sound),
        "used": in_words(used),
        "limit": in_words(settings.UPLOAD_MAX_CASE_BYTES),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_size": in_words(settings.UPLOAD_MAX_BYTES),
        "files_at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }


def _row(history: PaperHistory) -> dict[str, Any]:
    earlier = [_version(paper) for paper in history.earlier]
    return {**_version(history.paper), "file": file_of(history.paper), "earlier": earlier}


def _version(paper: Attachment) -> dict[str, Any]:
    return {"paper": paper, "scan": shown_scan(paper.file)}


@login_required
@require_POST
def remove_paper(request: HttpRequest, guid: UUID, paper: UUID) -> HttpResponse:
    """End a paper of a record that is still open."""
    attachment = get_object_or_404(Attachment, guid=paper, project__row_guid=guid)
    desk = desk_of(request, guid, attachment.record_guid)
    actions.remove(
        by=user_of(request),
        enterprise=desk.enterprise,
        project_id=desk.project.pk,
        attachment_guid=attachment.guid,
        at=now(),
    )
    return redirect("record-papers", guid=guid, record=attachment.record_guid)
