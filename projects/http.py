"""Loading what a view is about, already authorised: outside one's own there is nothing (404)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Manager, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.http import enterprise_for, user_of
from accounts.models import Enterprise, User
from accounts.policy import duties_of, enterprise_of
from common.clock import day_of, now
from projects.models import MODEL_OF_KIND, Attachment, Project, StageRecord
from projects.policy import require_party
from projects.queries import records_of
from projects.queries.openings import IS_NARROWED
from projects.rules.kinds import RecordKind

_ON_DISPLAY = Project.objects.filter(Q(shown=True) | Q(published=True)).select_related("division", "filed_by")


def own_project(request: HttpRequest, guid: UUID) -> Project:
    """A project that the user's enterprise filed.

    :raises Http404: for anything else.
    """
    projects = Project.objects.select_related("division", "filed_by").annotate(is_narrowed=IS_NARROWED)
    return get_object_or_404(projects, row_guid=guid, filed_by=enterprise_for(request))


def project_to_add_to(request: HttpRequest, guid: UUID) -> Project:
    """A project on display in which the user's enterprise takes part, so that it adds stages to it (一（六）2).

    :raises Http404: for a project that is not on display.
    :raises NotAParty: when the enterprise takes no part; answered with 403 and the way to become a participant.
    """
    project = get_object_or_404(_ON_DISPLAY, row_guid=guid)
    require_party(project, enterprise_for(request), records_of(project))
    return project


def project_to_fill_in(request: HttpRequest, guid: UUID) -> Project:
    """A project to which the user's enterprise has records to file: its own, or one on display that it takes part in.

    :raises Http404, NotAParty: as :func:`own_project` and :func:`project_to_add_to`.
    """
    enterprise = enterprise_for(request)
    project = get_object_or_404(
        Project.objects.select_related("division", "filed_by"),
        Q(filed_by=enterprise) | Q(shown=True) | Q(published=True),
        row_guid=guid,
    )
    if project.filed_by_id != enterprise.pk:
        require_party(project, enterprise, records_of(project))
    return project


def own_record(project: Project, guid: UUID, enterprise: Enterprise | None = None) -> StageRecord:
    """A record of a project that an enterprise filed; the project's own filer unless another is named.

    :raises Http404: when it filed none with that guid.
    """
    own = enterprise.pk if enterprise else project.filed_by_id
    found = next((row for row in records_of(project) if row.row_guid == guid and row.filed_by_id == own), None)
    if found is None:
        raise Http404
    return found


def own_record_of(kind: RecordKind, project: Project, guid: UUID, enterprise: Enterprise) -> StageRecord:
    """A record of a known kind that an enterprise filed in a project, with the people whom it names.

    :raises Http404: when it filed none with that guid.
    """
    manager: Manager[Any] = MODEL_OF_KIND[kind]._default_manager
    people = [f"{name}__identity" for name in MODEL_OF_KIND[kind].person_fields()]
    live = manager.filter(project=project, filed_by=enterprise, update_flag="U").select_related(*people)
    live = live.annotate(is_narrowed=IS_NARROWED)
    found: StageRecord = get_object_or_404(live, row_guid=guid)
    return found


def readable_attachment(request: HttpRequest, guid: UUID) -> Attachment:
    """A paper that the user may see in his work: his enterprise's own, or of a record that lies or lay with his place.

    What an enterprise is still filling in is seen by nobody else (A-18).

    :raises Http404: for anything else.
    """
    user, today = user_of(request), day_of(now())
    papers = Attachment.objects.select_related("file__scan", "project__division")
    paper = get_object_or_404(papers, guid=guid)
    record = next((row for row in records_of(paper.project) if row.row_guid == paper.record_guid), None)
    if record is None or not (_is_own(record, user, today) or _lies_in_his_place(record, paper.project, user, today)):
        raise Http404
    return paper


def _is_own(record: StageRecord, user: User, today: date) -> bool:
    enterprise = enterprise_of(user, today)
    return enterprise is not None and record.filed_by_id == enterprise.pk


def _lies_in_his_place(record: StageRecord, project: Project, user: User, today: date) -> bool:
    place = {"county_code": project.division_id, "city_code": project.division.city_code}
    duties = [] if record.is_open else duties_of(user, today)
    return any(duty.authority.jurisdiction.covers(**place) for duty in duties)
