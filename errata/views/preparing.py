"""Preparing an erratum: beginning it, correcting a record's fields, evidence."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import enterprise_for, user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.policy import ItIsAnotherUnitsTurn
from errata import actions
from errata.actions.preparing import correctable_record
from errata.forms import EvidenceForm
from errata.models import Erratum, ErratumPaper
from errata.record_form import CorrectionForm
from errata.rules.fields import WHY_NOT
from errata.views.loading import loaded
from projects.downloads import handed_out
from projects.http import project_to_fill_in
from projects.tasks import announce_papers


@login_required
@require_POST
def begin(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Begin a request of the user's enterprise about a project, or go on with the one in preparation."""
    project = project_to_fill_in(request, guid)
    erratum = actions.begin_for_enterprise(
        by=user_of(request), enterprise=enterprise_for(request), project_id=project.pk, at=now()
    )
    return redirect("own-erratum", number=erratum.number)


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, number: str, guid: UUID, prefix: str) -> HttpResponse:
    """A confirmed record as a form: what is typed otherwise is what the erratum asks for."""
    erratum, addresses = loaded(request, number, prefix)
    if not erratum.is_open:
        return redirect(addresses.page)
    try:
        found = correctable_record(erratum, guid)
    except Erratum.DoesNotExist:
        raise Http404 from None
    items = list(erratum.items.filter(record_guid=guid))
    form = CorrectionForm(request.POST or None, record=found, day=day_of(now()), items=items)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.propose_changes(
                by=user_of(request), erratum_id=erratum.pk, record_guid=guid, facts=form.cleaned_data, at=now()
            )
        except ItIsAnotherUnitsTurn:
            raise
        except RuleError as error:
            form.add_refusal(error)
        else:
            messages.success(request, f"已列入更正内容 {sum(not item.is_derived for item in kept)} 项，请逐项说明依据")
            return redirect(addresses.page)
    label, url = addresses.list
    crumbs = [{"label": label, "url": url}, {"label": number, "url": addresses.page}, {"label": str(found), "url": ""}]
    context = {
        "erratum": erratum, "record": found, "form": form, "crumbs": crumbs, "why_not": WHY_NOT, "back": addresses.page
    }  # fmt: skip
    return render(request, "errata/record.html", context)


@login_required
@require_POST
def evidence(request: HttpRequest, number: str, prefix: str) -> HttpResponse:
    """Add a piece of evidence."""
    erratum, addresses = loaded(request, number, prefix)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, "请选择要上传的证明材料")
        return redirect(addresses.page)
    upload = form.cleaned_data["file"]
    try:
        actions.add_evidence(
            by=user_of(request),
            erratum_id=erratum.pk,
            filename=upload.name or "未命名",
            chunks=upload.chunks(),
            at=now(),
        )
    except ItIsAnotherUnitsTurn:
        raise
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        announce_papers()
    return redirect(addresses.page)


@login_required
@require_POST
def remove_evidence(request: HttpRequest, number: str, guid: UUID, prefix: str) -> HttpResponse:
    """End a piece of evidence."""
    erratum, addresses = loaded(request, number, prefix)
    try:
        actions.remove_evidence(by=user_of(request), erratum_id=erratum.pk, paper_guid=guid, at=now())
    except ErratumPaper.DoesNotExist:
        raise Http404 from None
    return redirect(addresses.page)


@login_required
@require_GET
def paper(request: HttpRequest, guid: UUID) -> StreamingHttpResponse:
    """A paper's bytes, to those who may see its erratum.

    :raises PaperIsInfected: 403, to everybody.
    """
    rows = ErratumPaper.objects.select_related("file__scan", "erratum__project")
    found = get_object_or_404(rows, guid=guid)
    if not Erratum.objects.visible_to(user_of(request), day_of(now())).filter(pk=found.erratum_id).exists():
        raise Http404
    subject = str(found.erratum.project.row_guid)
    title = f"勘误材料：{found.get_kind_display()}"
    return handed_out(request, found, title, closed="请提供无病毒的文件", subject=subject)
