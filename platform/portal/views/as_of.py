"""Anything as it was at a moment, for auditors: on two axes of time, with a banner that says so (X09, U05)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import query_text, user_of
from accounts.models import Authority, Enterprise, Person, ReadingKind, User
from accounts.policy import duties_of
from accounts.rules import Role, Tier
from common.clock import SHANGHAI, day_of, now
from portal.history_form import AsOfForm
from portal.queries.as_of import project_at, public_at, records_at
from portal.queries.queue_as_of import QueueAt, queue_at
from portal.queries.units_as_of import UnitAt, authority_at, enterprise_at, person_at
from portal.views.audit import auditing_duty, keep
from projects.models import Project


@login_required
@require_GET
def project(request: HttpRequest, guid: UUID) -> HttpResponse:
    """A project with all its records."""
    found, form = _project(request, guid), _axes(request)
    known = project_at(found, form.at)
    records = records_at(known, form.end_of_day) if known else []
    wanted = query_text(request, "record")
    shown = [one for one in records if not wanted or str(one.record.row_guid) == wanted]
    context = {"known": known, "records": shown, "project": found, "one_record": bool(wanted), **_banner(form)}
    return render(request, "portal/as_of_project.html", context)


@login_required
@require_GET
def public(request: HttpRequest, guid: UUID) -> HttpResponse:
    """A project's public page."""
    found, form = _project(request, guid), _axes(request)
    known = project_at(found, form.at)
    page = public_at(known) if known else None
    if page is None:
        return render(request, "portal/as_of_nothing.html", {"project": found, "known": known, **_banner(form)})
    context = {
        "project": page.project,
        "rail": page.rail,
        "sections": page.sections,
        "history": page.history,
        "corrections": page.corrections,
        **_banner(form),
    }
    return render(request, "portal/public_project.html", context)


def _project(request: HttpRequest, guid: UUID) -> Project:
    user = user_of(request)
    duty = auditing_duty(user)
    found = get_object_or_404(Project.objects.visible_to(user, day_of(now())), row_guid=guid)
    keep(request, duty, ReadingKind.TIMELINE, f"截至某日的状态：{found.name}", subject=str(guid))
    return found


@login_required
@require_GET
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise with its people and qualifications."""
    return _unit(request, pk, enterprise_at, lambda user: _enterprises_for(user).filter(pk=pk).exists())


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person whom records name."""
    return _unit(request, pk, person_at, lambda user: _people_for(user).filter(pk=pk).exists())


@login_required
@require_GET
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """An authority, who is appointed there, and what lay there."""
    return _unit(request, pk, authority_at, lambda user: _reads_authority(user, pk), queue_at)


def _unit(
    request: HttpRequest,
    pk: int,
    read: Callable[[int, datetime, date], UnitAt | None],
    may_read: Callable[[User], bool],
    waiting: Callable[[int, datetime, date], QueueAt] | None = None,
) -> HttpResponse:
    user, form = user_of(request), _axes(request)
    duty = auditing_duty(user)
    if pk >= 2**31 or not may_read(user):
        raise Http404
    known = read(pk, form.at, form.day)
    name = known.name if known else str(pk)
    keep(request, duty, ReadingKind.TIMELINE, f"截至某日的状态：{name}")
    queue = waiting(pk, form.at, form.day) if known and waiting else None
    return render(request, "portal/as_of_unit.html", {"known": known, "queue": queue, **_banner(form)})


def _enterprises_for(user: User) -> Any:
    """Enterprises that filed something that the auditor sees; the province's auditor reads all."""
    if _reads_all(user):
        return Enterprise.objects.all()
    filed = Project.objects.visible_to(user, day_of(now())).filter(filed_by=OuterRef("pk"))
    return Enterprise.objects.filter(Exists(filed))


def _people_for(user: User) -> Any:
    if _reads_all(user):
        return Person.objects.all()
    return Person.objects.filter(Q(registrations__enterprise__in=_enterprises_for(user)))


def _reads_authority(user: User, pk: int) -> bool:
    found = Authority.objects.filter(pk=pk).select_related("division").first()
    duties = duties_of(user, day_of(now()), Role.AUDITOR)
    return found is not None and any(duty.authority.covers(found.division) for duty in duties)


def _reads_all(user: User) -> bool:
    return any(duty.authority.tier == Tier.PROVINCE for duty in duties_of(user, day_of(now()), Role.AUDITOR))


def _axes(request: HttpRequest) -> AsOfForm:
    return AsOfForm(request.GET, latest=now())


def _banner(form: AsOfForm) -> dict[str, Any]:
    as_of = {
        "at": form.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        "day": form.day.isoformat(),
        "typed": form.typed,
        "field": form.field,
        "stamp": form.stamp,
        "is_unread": form.is_unread,
    }
    return {"as_of": as_of}
