"""What an official opens is kept: a case's page with the list he came from, its papers, how long they were in sight."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.http import user_of
from accounts.policy import duties_of
from accounts.rules import Role
from accounts.taking import keep_taking
from common.clock import day_of, now
from confirmation.actions.viewing import CameFrom, has_opened_lately, keep_looking, look_at_case, look_at_paper
from confirmation.models import Case, Picked
from confirmation.queries.place import Standpoint, standpoint_of
from confirmation.queries.worklist import Worklist
from confirmation.views.loading import official_case
from confirmation.worklists import WorklistForm
from projects.downloads import handed_out
from projects.http import readable_attachment

OPENED_BY_NEXT = "opened_by_next"  # in the session, not in the address: picking by hand is not passed off as the policy
_PAPERS_AT_ONCE = 200
_CLOSED = (
    "请填报企业用无病毒的文件替换：未提交的，在附件页面移除或替换；"
    "已提交的，撤回办件，或待主管部门退回补正后替换；已确认的，申请勘误替换该附件（三）"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an official stands when he reads a case.

    :param query: the list he came from and his place in it, as in the address; empty for none.
    :param list_query: the list alone; ``standpoint``: None without a list.
    """

    query: str
    list_query: str = ""
    standpoint: Standpoint | None = None

    @property
    def address(self) -> str:
        """What to append to an address, so that the list goes along."""
        return f"?{self.query}" if self.query else ""


def place_of(request: HttpRequest, case: Case) -> Place:
    """Where he stands; an opening of the page is kept, a form sent back to him is not another one."""
    form, user, at = WorklistForm(request.GET), user_of(request), now()
    is_listed = form.names_a_list and bool(duties_of(user, day_of(at), Role.REVIEWER))
    worklist = form.worklist if is_listed else None
    found = standpoint_of(case, worklist, form.here, user, at) if worklist else None
    if request.method == "GET":
        came_from = _came_from(request, case, worklist, found.position if found else None)
        look_at_case(by=user, case=case, came_from=came_from, at=at)
    return Place(request.GET.urlencode(), worklist.query if worklist else "", found)


def _came_from(request: HttpRequest, case: Case, worklist: Worklist | None, position: int | None) -> CameFrom:
    by_next = request.session.get(OPENED_BY_NEXT) == case.number
    if by_next:
        del request.session[OPENED_BY_NEXT]
    if worklist is None:
        return CameFrom(Picked.NEXT if by_next else Picked.LINK)
    by_hand = Picked.STEP if request.GET.get("how") == "step" else Picked.HAND
    return CameFrom(Picked.NEXT if by_next else by_hand, worklist.tab.value, worklist.query, position)


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
@require_safe
def read(request: HttpRequest, guid: UUID) -> StreamingHttpResponse:
    """A paper's bytes, shown in place; only to those who may see its project. Earlier versions stay readable.

    :raises PaperIsInfected: 403, to everybody.
    """
    found = readable_attachment(request, guid)
    title, subject = f"附件：{found.get_kind_display()}", str(found.project.row_guid)
    return handed_out(request, found, title, closed=_CLOSED, subject=subject, keep=_keep_once)


def _keep_once(request: HttpRequest, title: str, *, subject: str, paper_guid: UUID) -> None:
    """Keep the taking, unless the page of a case has just kept that the official opened the paper there."""
    if not has_opened_lately(user_of(request), subject, paper_guid, now()):
        keep_taking(request, title, subject=subject, paper_guid=paper_guid)


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
