"""Autosave: the script of a record's page keeps what is typed every ten seconds and on leaving (E12)."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.http import enterprise_for, user_of
from common.clock import now
from projects.actions.drafts import AColleagueIsTyping, DraftIsTooLarge, drop_draft, keep_draft


@login_required
@require_POST
def keep(request: HttpRequest, key: str) -> JsonResponse:
    """Keep ``{"version": N, "fields": {name: [values]}}``; 409 with who and when after a colleague."""
    typed = _typed(request.body)
    if typed is None:
        return JsonResponse({"error": "无法读取自动保存的内容"}, status=400)
    version, values = typed
    try:
        draft = keep_draft(
            by=user_of(request), enterprise=enterprise_for(request), key=key, version=version, values=values, at=now()
        )
    except AColleagueIsTyping as refusal:
        theirs = refusal.draft
        told = {"who": theirs.saved_by.name, "at": theirs.saved_at.isoformat(), "version": theirs.version}
        return JsonResponse(told, status=409)
    except DraftIsTooLarge as refusal:
        return JsonResponse({"error": str(refusal)}, status=413)
    return JsonResponse({"version": draft.version, "saved_at": draft.saved_at.isoformat()})


@login_required
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Give up what was kept and show the form as it was saved."""
    drop_draft(by=user_of(request), enterprise=enterprise_for(request), key=key, at=now())
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")


def _typed(body: bytes) -> tuple[int, dict[str, str]] | None:
    try:
        told: Any = json.loads(body)
        values = {str(name): str(given[-1]).replace("\0", "") for name, given in told["fields"].items() if given}
        return int(told["version"]), values
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
