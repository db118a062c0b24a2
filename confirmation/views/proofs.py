"""What an official keeps of how he verified a record, and reading it again (R08)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import user_of
from common.clock import now
from common.errors import RuleError
from confirmation import actions
from confirmation.models import Case, Proof
from confirmation.policy import NOT_YOURS, require_hold, require_turn
from confirmation.proving import ProofForm
from confirmation.queries.records import split_by_case
from confirmation.views.loading import official_case
from projects.downloads import handed_out
from projects.queries import records_of
from projects.tasks import announce_papers


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a proof for one record of a case that one holds."""
    case, user = official_case(request, number), user_of(request)
    require_turn(case, user, now())
    try:
        require_hold(case, user, now())
    except RuleError as error:
        messages.warning(request, str(error))
        return redirect("authority-case", number=number)
    form = ProofForm(request.POST or None, request.FILES or None, records=_records(case))
    if request.method == "POST" and form.is_valid() and _keep(request, case, form):
        return redirect(f"{reverse('authority-case', args=[number])}#proofs")
    crumbs = [
        {"label": "待办", "url": reverse("authority-queue")},
        {"label": case.number, "url": reverse("authority-case", args=[number])},
        {"label": "上传核对材料", "url": ""},
    ]
    return render(request, "confirmation/proof.html", {"case": case, "form": form, "crumbs": crumbs})


@login_required
@require_GET
def read(request: HttpRequest, number: str, guid: UUID) -> StreamingHttpResponse:
    """The bytes of a proof, for whoever may read the case.

    :raises PaperIsInfected: 403, to everybody.
    """
    rows, case = Proof.objects.select_related("file__scan"), official_case(request, number)
    proof = get_object_or_404(rows, guid=guid, case=case)
    subject = str(case.project.row_guid)
    return handed_out(request, proof, "核对材料", closed="请重新上传无病毒的核对材料", subject=subject)


def _records(case: Case) -> dict[UUID, str]:
    own, _others = split_by_case(case, records_of(case.project))
    return {record.row_guid: f"{record.stage.label} {record}" for record in own if record.stands_alone}


def _keep(request: HttpRequest, case: Case, form: ProofForm) -> bool:
    given = form.cleaned_data
    try:
        proof = actions.add_proof(
            by=user_of(request),
            case_id=case.pk,
            record_guid=given["record"],
            filename=given["file"].name,
            chunks=given["file"].chunks(),
            place=given["place"],
            found_on=given["found_on"],
            at=now(),
        )
    except NOT_YOURS:
        raise
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    announce_papers()
    messages.success(request, f"核对材料“{proof.filename}”已保存")
    return True
