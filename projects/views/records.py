"""One page a record, whatever its kind: new or changed, with what was typed kept until it is saved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.http import enterprise_for, query_text, user_of
from accounts.models import Enterprise
from common.clock import day_of, now
from common.errors import RuleError
from projects import actions
from projects.actions.openings import require_kind_is_open
from projects.actions.records import AColleagueHasSaved
from projects.actions.twins import TwinsAreToBeJudged
from projects.forms import RecordForm
from projects.forms.old import show_old
from projects.http import own_project, own_record_of, project_to_fill_in
from projects.models import Project, StageRecord
from projects.policy import is_on_display, require_may_add
from projects.queries.drafts import KeptDraft, draft_of, key_of
from projects.queries.legacy import legacy_values
from projects.queries.offers import offered_values
from projects.queries.openings import opening_of
from projects.rules.dictionaries import Origin
from projects.rules.kinds import BY_SLUG, RecordKind
from projects.rules.scope import SectorIsOutOfScope
from projects.views.twins import led_to_the_same, reasons_given, twins_page

GATES = (SectorIsOutOfScope, TwinsAreToBeJudged)


@login_required
def new_project(request: HttpRequest) -> HttpResponse:
    """Begin a project backfill with its basic information (业绩补录)."""
    enterprise = enterprise_for(request)
    key = key_of(RecordKind.PROJECT, None, None)
    led = led_to_the_same(request, key, now())
    if led is not None:
        return led
    kept = _kept(request, enterprise, key, None)
    asked = {"investment_code": query_text(request, "code"), "name": query_text(request, "name")}
    form = RecordForm(
        request.POST or None, kind=RecordKind.PROJECT, day=day_of(now()), typed=kept.values if kept else asked
    )

    def save(_seen: datetime | None) -> StageRecord:
        return actions.start_project(
            by=user_of(request),
            enterprise=enterprise,
            facts=form.cleaned_data,
            at=now(),
            different=reasons_given(request),
        )

    return record_page(request, form, save, {"is_new": True, "key": key, "kept": kept})


@login_required
def edit_project(request: HttpRequest, guid: UUID) -> HttpResponse:
    """Change the basic information."""
    enterprise = enterprise_for(request)
    project = own_project(request, guid)
    actions.require_open(project)
    key = key_of(RecordKind.PROJECT, guid, guid)
    kept = _kept(request, enterprise, key, project)
    form = RecordForm(
        request.POST or None,
        kind=RecordKind.PROJECT,
        day=day_of(now()),
        record=project,
        opening=opening_of(project),
        typed=kept.values if kept else None,
    )

    def save(seen: datetime | None) -> StageRecord:
        return actions.save_project(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            facts=form.cleaned_data,
            at=now(),
            seen=seen,
        )

    return record_page(request, form, save, {"project": project, "record": project, "key": key, "kept": kept})


@login_required
def record(request: HttpRequest, guid: UUID, slug: str, record: UUID | None = None) -> HttpResponse:
    """Add a record to a project, or change one."""
    kind = BY_SLUG.get(slug)
    if kind is None or kind is RecordKind.PROJECT:
        raise Http404
    enterprise = enterprise_for(request)
    project = project_to_fill_in(request, guid)
    instance = own_record_of(kind, project, record, enterprise) if record else None
    _require_writable(project, instance, kind, request)
    key = key_of(kind, guid, record)
    kept = _kept(request, enterprise, key, instance)
    asks = request.method == "GET" and instance is None
    offered = offered_values(kind, project, enterprise, query_text(request, "category")) if asks else {}
    form = RecordForm(
        request.POST or None,
        kind=kind,
        day=day_of(now()),
        record=instance,
        project=project,
        enterprise=enterprise,
        typed=kept.values if kept else offered,
        opening=opening_of(instance),
    )

    def save(seen: datetime | None) -> StageRecord:
        return actions.save_record(
            by=user_of(request),
            enterprise=enterprise,
            project_id=project.pk,
            kind=kind,
            record_id=instance.pk if instance else None,
            facts=form.cleaned_data,
            at=now(),
            seen=seen,
        )

    return record_page(request, form, save, {"project": project, "record": instance, "key": key, "kept": kept})


def _kept(request: HttpRequest, enterprise: Enterprise, key: str, record: StageRecord | None) -> KeptDraft | None:
    # What is sent wins over what was kept.
    return draft_of(enterprise, key, record) if request.method == "GET" else None


def _require_writable(project: Project, instance: StageRecord | None, kind: RecordKind, request: HttpRequest) -> None:
    if instance is not None:
        actions.require_open(instance)
    elif is_on_display(project):
        require_may_add(project, enterprise_for(request), kind)
    else:
        actions.require_open(project)
    if instance is None:
        require_kind_is_open(project, enterprise_for(request), kind)


def record_page(
    request: HttpRequest,
    form: RecordForm,
    save: Callable[[datetime | None], StageRecord],
    context: Mapping[str, Any],
) -> HttpResponse:
    """The page of one record's form; a sound record goes on to its papers, a part of another back to the list.

    :param save: saves what the form has cleaned; takes when the record was last saved as the page showed it.
    :param context: ``key`` of its draft, and ``kept``, ``project`` and ``record`` where there are any.
    """
    _show_old_beside(form)
    page = {
        **context,
        "title": form.kind.label,
        "kind": form.kind,
        "form": form,
        "sections": form.sections,
        "seen": _shown(form.record),
    }
    if request.method != "POST":
        return render(request, "projects/record.html", page)
    if {"edit", "redraw"} & set(request.POST):
        # Back from a gate, or the category of indicators was chosen: the page is drawn anew, nothing is judged yet.
        form.errors.clear()
    elif form.is_valid():
        try:
            saved = save(_seen(request))
        except GATES as error:
            return _gate(request, form, error, page)
        except AColleagueHasSaved as error:
            page |= {"conflict": str(error), "differences": _differences(form)}
        except RuleError as error:
            form.add_refusal(error)
            page |= {"on_display": getattr(error, "project", None), "old_record": getattr(error, "legacy", None)}
        else:
            return redirect(after_saving(saved))
    return render(request, "projects/record.html", page)


def _gate(request: HttpRequest, form: RecordForm, error: RuleError, page: Mapping[str, Any]) -> HttpResponse:
    # A gate is a page, not a field error (E04, X12); the way back keeps what was typed.
    if isinstance(error, TwinsAreToBeJudged):
        return twins_page(request, form, error, page, now())
    return render(request, "projects/out_of_scope.html", {**page, "message": str(error)})


def after_saving(record: StageRecord) -> str:
    """Where a saved record leads: to its papers, or for a part of another back to the task list."""
    project = record.of_project
    if record.stands_alone:
        return reverse("record-papers", args=[project.row_guid, record.row_guid])
    return reverse("stage-backfill" if is_on_display(project) else "task-list", args=[project.row_guid])


def _show_old_beside(form: RecordForm) -> None:
    if form.record is not None and form.record.of_project.origin == Origin.LEGACY:
        show_old(form, legacy_values(form.record.row_guid))


def _shown(record: StageRecord | None) -> str:
    return record.updated_at.isoformat() if record is not None else ""


def _seen(request: HttpRequest) -> datetime | None:
    if "overwrite" in request.POST:
        return None
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _differences(form: RecordForm) -> list[tuple[str, str, str]]:
    """Label, what is stored and what was typed, of every field in which they differ."""
    found = []
    for name, field in form.fields.items():
        stored = field.prepare_value(form.initial.get(name))
        typed = form.data.get(name, "")
        if str(stored if stored is not None else "") != str(typed) and not name.endswith("_number"):
            found.append((str(field.label), str(stored or ""), str(typed)))
    return found
