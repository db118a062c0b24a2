"""Loading what a view is about, already authorised: outside one's own there is nothing (404)."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.http import enterprise_for, user_of
from common.clock import day_of, now
from projects.models import Attachment, Project, StageRecord
from projects.queries import records_of


def own_project(request: HttpRequest, guid: UUID) -> Project:
    """A project that the user's enterprise filed.

    :raises Http404: for anything else.
    """
    projects = Project.objects.visible_to(user_of(request), day_of(now())).select_related("division")
    return get_object_or_404(projects, row_guid=guid, filed_by=enterprise_for(request))


def own_record(project: Project, guid: UUID) -> StageRecord:
    """A record of a project.

    :raises Http404: when the project has none with that guid.
    """
    found = next((record for record in records_of(project) if record.row_guid == guid), None)
    if found is None:
        raise Http404
    return found


def readable_attachment(request: HttpRequest, guid: UUID) -> Attachment:
    """A paper of a project that the user may see in his work.

    :raises Http404: for anything else.
    """
    projects = Project.objects.visible_to(user_of(request), day_of(now()))
    return get_object_or_404(Attachment.objects.select_related("file"), guid=guid, project__in=projects)
