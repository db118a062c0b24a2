"""One page a record of the time before building: tender, contract, review of the drawings."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.http import enterprise_for, user_of
from common.clock import now
from projects import actions
from projects.forms import ContractForm, DrawingReviewForm, TenderForm
from projects.http import own_project
from projects.models import Contract, DrawingReview, StageRecord, Tender
from projects.views.records import record_page


@login_required
def tender(request: HttpRequest, guid: UUID, record: UUID | None = None) -> HttpResponse:
    """Add or change a tender that was won."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    instance = get_object_or_404(Tender, project=project, row_guid=record) if record else None
    actions.require_open(instance or project)
    winner = {"winner_name": enterprise.name, "winner_code": enterprise.credit_code}
    form = TenderForm(request.POST or None, instance=instance, initial=None if instance else winner)

    def save() -> StageRecord:
        return actions.save_tender(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            tender_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {"title": "招投标", "project": project, "record": instance})


@login_required
def contract(request: HttpRequest, guid: UUID, record: UUID | None = None) -> HttpResponse:
    """Add or change a contract. A new one is offered between the project's owner and the enterprise."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    instance = get_object_or_404(Contract, project=project, row_guid=record) if record else None
    actions.require_open(instance or project)
    parties = {
        "client_name": project.owner_name,
        "client_code": project.owner_code,
        "contractor_name": enterprise.name,
        "contractor_code": enterprise.credit_code,
    }
    form = ContractForm(request.POST or None, instance=instance, initial=None if instance else parties, project=project)

    def save() -> StageRecord:
        return actions.save_contract(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            contract_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {"title": "合同登记", "project": project, "record": instance})


@login_required
def drawing_review(request: HttpRequest, guid: UUID, record: UUID | None = None) -> HttpResponse:
    """Add or change a review of the construction drawings."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    instance = get_object_or_404(DrawingReview, project=project, row_guid=record) if record else None
    actions.require_open(instance or project)
    form = DrawingReviewForm(request.POST or None, instance=instance)

    def save() -> StageRecord:
        return actions.save_drawing_review(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            review_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {"title": "施工图审查", "project": project, "record": instance})
