"""Looking at an identity number: only of a person whom one's own work names, with a reason, shown once.

The number stands on the answer to a POST and nowhere else: no address, no message, no cache.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, vault
from accounts.actions.reveal import RevealNeedsAReason
from accounts.http import enterprise_for, user_of
from accounts.models import Authority, Enterprise, ReadingKind, Registration, User
from accounts.policy import ActsForNobody, duties_of
from accounts.rules import Role
from common.clock import day_of, now
from common.notice import of_notice
from confirmation.models import Case
from confirmation.queries.review import reviewed_records
from confirmation.views.loading import official_case
from portal.queries.people import Named, named_in, reveals_for
from portal.reveal_form import ReasonForm
from portal.views.audit import auditing_duty, keep
from projects.http import own_project
from projects.models import Project, StageRecord
from projects.queries import records_of

SHOWN_AT_MOST = 200


@login_required
@require_GET
def case_people(request: HttpRequest, number: str) -> HttpResponse:
    """The people whom a case names, for its reviewers."""
    case = official_case(request, number)
    _reviewing_authority(user_of(request), case)
    return _list(request, _of_case(case), f"办件 {case.number}", reverse("authority-case", args=[case.number]))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def case_person(request: HttpRequest, number: str, person: int) -> HttpResponse:
    """The number of a person whom a case names."""
    case = official_case(request, number)
    authority = _reviewing_authority(user_of(request), case)
    back = reverse("case-people", args=[case.number])
    return _reveal(request, _one(_of_case(case), person), authority, str(case.project.row_guid), back)


@login_required
@require_GET
def project_people(request: HttpRequest, guid: UUID) -> HttpResponse:
    """The people whom the enterprise's own records of a project name."""
    project = own_project(request, guid)
    found = _of_own_records(project, enterprise_for(request))
    return _list(request, found, project.name, reverse("task-list", args=[project.row_guid]))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def project_person(request: HttpRequest, guid: UUID, person: int) -> HttpResponse:
    """The number of a person whom the enterprise's own records name."""
    project, enterprise = own_project(request, guid), enterprise_for(request)
    back = reverse("project-people", args=[project.row_guid])
    named = _one(_of_own_records(project, enterprise), person)
    return _reveal(request, named, enterprise, str(project.row_guid), back)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def registered_person(request: HttpRequest, row: int) -> HttpResponse:
    """The number of a person on the enterprise's own list."""
    enterprise = enterprise_for(request)
    own = Registration.objects.filter(enterprise=enterprise, removed_at=None).select_related("person__identity")
    found = get_object_or_404(own, pk=row)
    named = Named(found.person, "注册人员", vault.masked(found.person))
    return _reveal(request, named, enterprise, f"enterprise {enterprise.credit_code}", reverse("people"))


@login_required
@require_GET
def audit_reveals(request: HttpRequest) -> HttpResponse:
    """Who looked at whose number, when and why, for auditors; the numbers stay masked."""
    user = user_of(request)
    keep(request, auditing_duty(user), ReadingKind.TIMELINE, "证件号码查看记录")
    rows = reveals_for(user, day_of(now()))[:SHOWN_AT_MOST]
    projects = Project.objects.in_bulk(_guids(row.subject for row in rows), field_name="row_guid")
    by_guid = {str(guid): project for guid, project in projects.items()}
    shown = [{"row": row, "masked": vault.masked(row.person), "project": by_guid.get(row.subject)} for row in rows]
    return render(request, "portal/audit_reveals.html", {"rows": shown, "most": SHOWN_AT_MOST})


def _guids(subjects: Iterable[str]) -> list[UUID]:
    return [UUID(subject) for subject in subjects if not subject.startswith("enterprise ")]


def _of_case(case: Case) -> Callable[[], list[Named]]:
    return lambda: named_in(reviewed_records(case).records)


def _of_own_records(project: Project, enterprise: Enterprise) -> Callable[[], list[Named]]:
    def own(record: StageRecord) -> bool:
        return record.filed_by_id == enterprise.pk

    return lambda: named_in(filter(own, records_of(project)))


def _one(people: Callable[[], list[Named]], person_id: int) -> Named:
    """The named person.

    :raises Http404: when nothing that lies here names such a person.
    """
    for named in people():
        if named.person.pk == person_id:
            return named
    raise Http404


def _reviewing_authority(user: User, case: Case) -> Authority:
    """The authority for which the user reviews cases of this place and line.

    :raises ActsForNobody: when he only reads them.
    """
    for duty in duties_of(user, day_of(now()), Role.REVIEWER):
        inside = duty.authority.jurisdiction.covers(county_code=case.county_code, city_code=case.city_code)
        if inside and duty.business_line == case.business_line:
            return duty.authority
    raise ActsForNobody(
        "证件号码由办理该办件的审核人员查看；如职责有变，请联系本单位管理员", clause=of_notice("四（一）")
    )


def _list(request: HttpRequest, people: Callable[[], list[Named]], title: str, back: str) -> HttpResponse:
    context: dict[str, Any] = {"people": people(), "title": title, "back": back}
    return render(request, "portal/people_named.html", context)


def _reveal(
    request: HttpRequest, named: Named, acting: Authority | Enterprise, subject: str, back: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.reveal_number(
                by=user_of(request),
                person_id=named.person.pk,
                reason=form.cleaned_data["reason"],
                acting=acting,
                subject=subject,
                at=now(),
            )
        except RevealNeedsAReason as error:
            form.add_error("reason", str(error))
        else:
            context = {"named": named, "number": number, "reason": form.cleaned_data["reason"], "back": back}
            return render(request, "portal/revealed.html", context)
    return render(request, "portal/reveal.html", {"named": named, "form": form, "back": back})
