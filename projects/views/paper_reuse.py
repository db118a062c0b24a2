"""Using a paper of another project again (E27)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.http import query_text, user_of
from common.clock import now
from common.errors import RuleError
from projects import actions
from projects.queries.papers import REUSABLE_AT_MOST, reusable_papers
from projects.views.paper_desk import Desk, desk_of, file_of


@login_required
def reuse(request: HttpRequest, guid: UUID, record: UUID) -> HttpResponse:
    """Papers of the enterprise's other projects that this record could carry too; choosing one links to its bytes."""
    desk = desk_of(request, guid, record)
    if request.method == "POST":
        return _chosen(request, desk)
    text = query_text(request, "q")
    found = reusable_papers(desk.record, desk.project, desk.enterprise, text)
    context = {
        "project": desk.project,
        "record": desk.record,
        "found": [{"paper": paper, "file": file_of(paper)} for paper in found],
        "text": text,
        "at_most": REUSABLE_AT_MOST,
        "filters": {
            "search": {"name": "q", "label": "文件名", "value": text},
            "reset_url": request.path if text else "",
        },
    }
    return render(request, "projects/papers_reuse.html", context)


def _chosen(request: HttpRequest, desk: Desk) -> HttpResponse:
    try:
        chosen = actions.reuse(
            by=user_of(request),
            enterprise=desk.enterprise,
            project_id=desk.project.pk,
            record_guid=desk.record.row_guid,
            source_guid=UUID(request.POST.get("paper", "")),
            at=now(),
        )
    except (ObjectDoesNotExist, ValueError) as error:
        raise Http404 from error
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已选用“{chosen.filename}”")
    return redirect("record-papers", guid=desk.project.row_guid, record=desk.record.row_guid)
