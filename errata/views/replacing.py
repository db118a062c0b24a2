"""Replacing papers of confirmed records: choosing one that cannot be opened, giving the new one, dropping it again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.policy import ItIsAnotherUnitsTurn
from errata import actions
from errata.actions.preparing import correctable_record
from errata.forms import ReplacementForm
from errata.models import Erratum, PaperReplacement
from errata.queries.replacing import PaperRow, papers_of, title_of
from errata.views.loading import loaded
from projects.downloads import handed_out
from projects.tasks import announce_papers


@login_required
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, number: str, guid: UUID, prefix: str) -> HttpResponse:
    """The papers of a confirmed record with what is wrong with them; one of the faulty is replaced by an upload."""
    erratum, addresses = loaded(request, number, prefix)
    if not erratum.is_open:
        return redirect(addresses.page)
    try:
        record = correctable_record(erratum, guid)
    except Erratum.DoesNotExist:
        raise Http404 from None
    rows = papers_of(erratum, record)
    form = ReplacementForm(request.POST or None, request.FILES or None, papers=_choices(rows))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _replace(request, erratum, form)
        except ItIsAnotherUnitsTurn:
            raise
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            announce_papers()
            messages.success(request, f"已列入替换：{kept.paper.filename} → {kept.filename}")
            return redirect(addresses.page)
    label, url = addresses.list
    crumbs = [{"label": label, "url": url}, {"label": number, "url": addresses.page}, {"label": "替换附件", "url": ""}]
    context = {
        "erratum": erratum, "title": title_of(record), "rows": rows, "form": form, "crumbs": crumbs,
        "back": addresses.page,
    }  # fmt: skip
    return render(request, "errata/papers.html", context)


def _choices(rows: list[PaperRow]) -> list[tuple[str, str]]:
    return [(row.guid, f"{row.kind}：{row.file.name}（{row.fault.label}）") for row in rows if row.fault is not None]


def _replace(request: HttpRequest, erratum: Erratum, form: ReplacementForm) -> PaperReplacement:
    upload = form.cleaned_data["file"]
    return actions.replace_paper(
        by=user_of(request),
        erratum_id=erratum.pk,
        paper_guid=UUID(form.cleaned_data["paper"]),
        ground=form.cleaned_data["ground"],
        filename=upload.name or "未命名",
        chunks=upload.chunks(),
        at=now(),
    )


@login_required
@require_POST
def drop(request: HttpRequest, number: str, guid: UUID, prefix: str) -> HttpResponse:
    """Ask no more that a paper be replaced."""
    erratum, addresses = loaded(request, number, prefix)
    try:
        actions.drop_replacement(by=user_of(request), erratum_id=erratum.pk, guid=guid, at=now())
    except PaperReplacement.DoesNotExist:
        raise Http404 from None
    return redirect(addresses.page)


@login_required
@require_GET
def new_paper(request: HttpRequest, guid: UUID) -> StreamingHttpResponse:
    """The bytes of a new paper, to those who may see its erratum.

    :raises PaperIsInfected: 403, to everybody.
    """
    rows = PaperReplacement.objects.select_related("file__scan", "erratum__project", "paper")
    found = get_object_or_404(rows, guid=guid)
    if not Erratum.objects.visible_to(user_of(request), day_of(now())).filter(pk=found.erratum_id).exists():
        raise Http404
    subject = str(found.erratum.project.row_guid)
    title = f"替换的附件：{found.paper.get_kind_display()}"
    return handed_out(request, found, title, closed="请退回补充后提供无病毒的文件", subject=subject)
