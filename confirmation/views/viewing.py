"""What an official opens is kept: a case's page with the list he came from, its papers, how long they were in sight."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.http import user_of
from common.clock import now
from confirmation.actions.viewing import CameFrom, keep_looking, look_at_case, look_at_paper
from confirmation.models import Case, Picked
from confirmation.views.loading import official_case
from projects.http import readable_attachment

OPENED_BY_NEXT = "opened_by_next"  # in the session, not in the address: picking by hand is not passed off as the policy
_PLACE = ("at", "how", "page")  # where in the list, not which list
_PAPERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where an official stands when he reads a case.

    :param query: the list he came from and his place in it, as in the address; empty for none.
    """

    query: str

    @property
    def address(self) -> str:
        """What to append to an address, so that the list goes along."""
        return f"?{self.query}" if self.query else ""


def place_of(request: HttpRequest, case: Case) -> Place:
    """Where he stands; an opening of the page is kept, a form sent back to him is not another one."""
    if request.method == "GET":
        look_at_case(by=user_of(request), case=case, came_from=_came_from(request, case), at=now())
    return Place(request.GET.urlencode())


def _came_from(request: HttpRequest, case: Case) -> CameFrom:
    by_next = request.session.get(OPENED_BY_NEXT) == case.number
    if by_next:
        del request.session[OPENED_BY_NEXT]
    query = request.GET.copy()
    for name in _PLACE:
        query.pop(name, None)
    tab = query.get("tab", "")[:12]
    return CameFrom(_picked(request.GET, by_next, tab), tab, query.urlencode())


def _picked(query: QueryDict, by_next: bool, tab: str) -> Picked:
    if by_next:
        return Picked.NEXT
    if not tab:
        return Picked.LINK
    return Picked.STEP if query.get("how") == "step" else Picked.HAND


@login_required
@require_GET
def paper(request: HttpRequest, number: str, guid: UUID) -> HttpResponse:
    """A paper of a case: that it was opened is kept, then it is shown."""
    case, found = official_case(request, number), readable_attachment(request, guid)
    if found.project_id != case.project_id:
        raise Http404
    look_at_paper(by=user_of(request), case=case, paper_guid=found.guid, at=now())
    return redirect("file", guid=found.guid)


@login_required
@require_POST
def seen(request: HttpRequest, number: str) -> HttpResponse:
    """How long the page and its papers were in sight, told by the page when it is left."""
    case, by, at = official_case(request, number), user_of(request), now()
    for name in list(request.POST)[:_PAPERS_AT_ONCE]:
        guid, value = _guid(name), request.POST.get(name, "")
        seconds = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0
        if name == "page" or guid is not None:
            keep_looking(by=by, case=case, seconds=seconds, paper_guid=guid, at=at)
    return HttpResponse(status=204)


def _guid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
