"""可能是同一项目: the page between the form of a new project and its first saving (X12, 四（二）)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import enterprise_for, user_of
from projects.actions.drafts import AColleagueIsTyping, DraftIsTooLarge, keep_draft
from projects.actions.twins import TwinsAreToBeJudged
from projects.forms import RecordForm
from projects.models import Project
from projects.queries.drafts import draft_of
from projects.queries.twin_pages import pairs_of
from projects.queries.twins import ON_DISPLAY, sketch_of_facts

_REASON = "different_"
_OWN = ("csrfmiddlewaretoken", "same", "edit", "seen", "save")


def reasons_given(request: HttpRequest) -> dict[UUID, str]:
    """Why projects that look alike are others, by their guid, as the page sent it."""
    found = {}
    for name, text in request.POST.items():
        if name.startswith(_REASON) and isinstance(text, str):
            try:
                found[UUID(name.removeprefix(_REASON))] = text.replace("\0", "")
            except ValueError:
                continue
    return found


def led_to_the_same(request: HttpRequest, key: str, at: datetime) -> HttpResponse | None:
    """To the missing stages of the project that was said to be the same; what was typed stays as a draft.

    None when that was not said, or when a colleague has typed in the same form since.
    """
    if request.method != "POST" or "same" not in request.POST:
        return None
    try:
        guid = UUID(request.POST["same"])
    except ValueError:
        return None
    project = get_object_or_404(Project.objects.filter(ON_DISPLAY), row_guid=guid)
    if not _kept(request, key, at):
        return None
    messages.info(request, "您填写的项目基本信息已保留为草稿，未提交；如需继续填写，请回到“业绩补录”")
    return redirect("stage-backfill", guid=project.row_guid)


def twins_page(
    request: HttpRequest, form: RecordForm, error: TwinsAreToBeJudged, page: Mapping[str, Any], at: datetime
) -> HttpResponse:
    """The page on which each project that looks alike is said to be the same or another, with a reason."""
    _kept(request, page["key"], at)
    given = reasons_given(request)
    judged = [
        {
            "pair": pair,
            "field": f"{_REASON}{pair.project.row_guid}",
            "reason": given.get(pair.project.row_guid, ""),
            "fault": error.faults.get(pair.project.row_guid, ""),
        }
        for pair in pairs_of(sketch_of_facts(form.cleaned_data), error.twins)
    ]
    return render(request, "projects/twins.html", {**page, "judged": judged, "message": str(error)})


def _kept(request: HttpRequest, key: str, at: datetime) -> bool:
    """Keep what was typed as the form's draft; says so when a colleague's newer one stands in the way."""
    enterprise = enterprise_for(request)
    draft = draft_of(enterprise, key, None)
    typed = {name: str(text) for name, text in request.POST.items() if not name.startswith(_REASON)}
    values = {name: text.replace("\0", "") for name, text in typed.items() if name not in _OWN}
    try:
        keep_draft(
            by=user_of(request),
            enterprise=enterprise,
            key=key,
            version=draft.version if draft else 0,
            values=values,
            at=at,
        )
    except (AColleagueIsTyping, DraftIsTooLarge) as refusal:
        messages.warning(request, str(refusal))
        return False
    return True
