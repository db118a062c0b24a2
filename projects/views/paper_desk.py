"""What the pages about papers share: whose record it is, and how a paper is drawn."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.http import enterprise_for
from accounts.models import Enterprise
from projects.http import own_record, project_to_fill_in
from projects.models import Attachment, Project, StageRecord
from projects.queries.scans import shown_scan
from projects.rules.papers import in_words

FILE_KINDS = {"application/pdf": "pdf", "image/jpeg": "image", "image/png": "image"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who papers which record."""

    enterprise: Enterprise
    project: Project
    record: StageRecord


def desk_of(request: HttpRequest, guid: UUID, record: UUID) -> Desk:
    """The record of the user's own enterprise that the page is about, in its own project or one it takes part in.

    :raises Http404: for anything else, and for a record that is papered with another one.
    """
    enterprise, project = enterprise_for(request), project_to_fill_in(request, guid)
    found = own_record(project, record, enterprise)
    if not found.stands_alone:
        raise Http404
    return Desk(enterprise, project, found)


def file_of(paper: Attachment) -> dict[str, Any]:
    """A paper as the file components draw it."""
    return {
        "name": paper.filename,
        "url": reverse("file", args=[paper.guid]),
        "kind": FILE_KINDS.get(paper.file.content_type, "other"),
        "size": in_words(paper.file.size),
        "sha256": paper.file_id,
        "scan": shown_scan(paper.file),
    }
