"""One page a record: basic information, permit, completion."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import enterprise_for, user_of
from accounts.vault import NumberBelongsToAnotherName
from common.clock import now
from common.errors import RuleError
from projects import actions
from projects.forms import CompletionForm, NormalisedForm, PermitForm, ProjectForm
from projects.http import own_project
from projects.models import Completion, ConstructionPermit, StageRecord
from projects.rules.facts import FactsAreFaulty
from projects.rules.scope import SectorIsOutOfScope


@login_required
def new_project(request: HttpRequest) -> HttpResponse:
    """Begin a project backfill with its basic information (业绩补录)."""
    enterprise = enterprise_for(request)
    form = ProjectForm(request.POST or None, initial={"investment_code": request.GET.get("code", "")})

    def save() -> StageRecord:
        return actions.start_project(by=user_of(request), enterprise=enterprise, facts=form.cleaned_data, at=now())

    return record_page(request, form, save, {"title": "项目基本信息", "is_new": True})


@login_required
def edit_project(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Change the basic information."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    actions.require_open(project)
    form = ProjectForm(request.POST or None, instance=project)

    def save() -> StageRecord:
        return actions.save_project(
            by=user_of(request), enterprise=enterprise, project_id=project.pk, facts=form.cleaned_data, at=now()
        )

    return record_page(request, form, save, {"title": "项目基本信息", "project": project, "record": project})


@login_required
def permit(request: HttpRequest, guid: UUID, record: UUID | None = None) -> HttpResponse:
    """Add or change a construction permit or commencement report."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    instance = get_object_or_404(ConstructionPermit, project=project, row_guid=record) if record else None
    actions.require_open(instance or project)
    form = PermitForm(request.POST or None, instance=instance, initial=None if instance else _prefilled(enterprise))

    def save() -> StageRecord:
        return actions.save_permit(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            permit_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {"title": "施工许可（开工报告）", "project": project, "record": instance})


@login_required
def completion(request: HttpRequest, guid: UUID, record: UUID | None = None) -> HttpResponse:
    """Add or change a completion acceptance or its filing."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    instance = get_object_or_404(Completion, project=project, row_guid=record) if record else None
    actions.require_open(instance or project)
    form = CompletionForm(request.POST or None, instance=instance, project=project)

    def save() -> StageRecord:
        return actions.save_completion(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            completion_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
        )

    return record_page(request, form, save, {"title": "竣工验收（备案）", "project": project, "record": instance})


def record_page(
    request: HttpRequest, form: NormalisedForm, save: Callable[[], StageRecord], context: dict[str, Any]
) -> HttpResponse:
    """The page of one record's form; a sound record goes on to its papers.

    :param save: saves what the form has cleaned.
    :param context: ``title``, and ``project`` and ``record`` where there are any.
    """
    wants_to_save = request.method == "POST" and "edit" not in request.POST
    if wants_to_save and form.is_valid():
        try:
            record = save()
        except SectorIsOutOfScope as error:
            # A gate is a page, not a field error (E04); the way back keeps what was typed.
            return render(request, "projects/out_of_scope.html", context | {"message": str(error), "form": form})
        except FactsAreFaulty as error:
            form.add_refusal(error)
        except NumberBelongsToAnotherName as error:
            form.add_error(None, str(error))
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            project = getattr(record, "project", record)
            return redirect("record-papers", guid=project.row_guid, record=record.row_guid)
    return render(request, "projects/record.html", context | {"form": form, "sections": form.sections})


def _prefilled(enterprise: Any) -> dict[str, str]:
    role = {"SURVEY": "surveyor", "DESIGN": "designer", "CONSTRUCTION": "contractor", "SUPERVISION": "supervisor"}[
        enterprise.kinds[0]
    ]
    return {f"{role}_name": enterprise.name, f"{role}_code": enterprise.credit_code}
