"""The extract of what a project is good for: the enterprise prints it, anybody checks it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.http import address_of, enterprise_for
from accounts.models import User
from accounts.policy import memberships_of
from accounts.taking import keep_taking
from common.clock import day_of, now
from confirmation.printing import pdf_of
from portal.extract_checks import count_check
from portal.queries.extract_checks import checks_of
from portal.queries.extracts import TheExtractIsNotOurs, extract_of, proof_of
from projects.http import project_to_fill_in
from projects.models import Project


@login_required
@require_GET
def page(request: HttpRequest, guid: UUID) -> HttpResponse:
    """The extract as a page that prints on A4; 404 while nothing of the project is published."""
    context = _context(request, guid)
    checks = checks_of(context["extract"].project, context["extract"].enterprise)
    return render(request, "portal/use_extract.html", {**context, "checks": checks})


@login_required
@require_GET
def paper(request: HttpRequest, guid: UUID) -> FileResponse:
    """The same as PDF."""
    context = _context(request, guid)
    keep_taking(request, "项目业绩应用情况", subject=str(guid))
    data = pdf_of("portal/use_extract_paper.html", context)
    return FileResponse(BytesIO(data), filename="项目业绩应用情况.pdf", content_type="application/pdf")


@require_GET
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """What an extract said, and whether it is still so; that a stranger asked is counted."""
    try:
        found = proof_of(token, day_of(now()))
    except TheExtractIsNotOurs as fault:
        raise Http404 from fault
    if not _is_of(request, found.enterprise_id):
        count_check(
            project_guid=found.project_guid,
            enterprise_id=found.enterprise_id,
            made_on=found.on,
            address=address_of(request),
            at=now(),
        )
    return render(request, "portal/use_proof.html", {"proof": found})


def _is_of(request: HttpRequest, enterprise_id: int) -> bool:
    if not isinstance(request.user, User):
        return False
    return any(member.enterprise_id == enterprise_id for member in memberships_of(request.user, day_of(now())))


def _context(request: HttpRequest, guid: UUID) -> dict[str, Any]:
    project = project_to_fill_in(request, guid)
    if not Project.objects.published().filter(pk=project.pk).exists():
        raise Http404
    extract = extract_of(project, enterprise_for(request), day_of(now()))
    address = request.build_absolute_uri(reverse("use-proof", args=[extract.token]))
    return {"extract": extract, "address": address}
