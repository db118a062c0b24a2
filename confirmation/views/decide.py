"""The page of a case, and the decision that is made on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import address_of, user_of
from accounts.policy import ActsForNobody
from common.clock import day_of, now
from common.errors import RuleError
from confirmation import actions
from confirmation.forms import DecisionForm, Press
from confirmation.models import Case
from confirmation.policy import ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, require_turn
from confirmation.queries.desk import desk_of
from confirmation.queries.review import RecordPart, Reviewed, review_of, reviewed_records
from confirmation.queries.rivals import Rival
from confirmation.queries.twins import twins_of_case
from confirmation.rules.states import Status
from confirmation.views.authority import open_next
from confirmation.views.loading import official_case
from confirmation.views.viewing import place_of
from projects.models import Attachment, Project

NOT_YOURS = (ActsForNobody, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers)  # answered with 403, not in the form


@login_required
@require_http_methods(["GET", "POST"])
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Documents beside fields; a decision posts here, and the next case opens."""
    case = official_case(request, number)
    if request.method == "GET":
        about = reviewed_records(case)
        return _page(request, case, about, _form(case, about, request))
    require_turn(case, user_of(request), now())
    about = reviewed_records(case)
    form = _form(case, about, request)
    return _pressed(request, case, form) or _page(request, official_case(request, number), about, form)


@login_required
@require_GET
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """What was typed from the approval paper beside what was filed: a fragment for the page with script."""
    case = official_case(request, number)
    form = DecisionForm(request.GET, records={}, has_code=True)
    return render(request, "confirmation/_paper_compare.html", {"case": case, "form": form})


def _pressed(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    """Where the pressed button leads; None when the page stays, with its reasons or newly claimed."""
    if not form.is_valid():
        return None
    try:
        return _PRESSED[Press(form.cleaned_data["action"])](request, case, form)
    except NOT_YOURS:
        raise
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def _page(request: HttpRequest, case: Case, about: Reviewed, form: DecisionForm) -> HttpResponse:
    review = review_of(case, about, user_of(request), now(), partial(_file_url, case))
    parts = [_Section.of(part, form, review.rivals.get(part.guid, [])) for part in review.records]
    crumbs = [{"label": "待办", "url": reverse("authority-queue")}, {"label": case.number, "url": ""}]
    twins = twins_of_case(case, about.records, user_of(request), day_of(now()))
    context = {"case": case, "review": review, "form": form, "parts": parts, "crumbs": crumbs, "twins": twins}
    context["place"] = place_of(request, case)
    context["desk"] = desk_of(case, user_of(request), now())
    return render(request, "confirmation/case.html", context)


def _form(case: Case, about: Reviewed, request: HttpRequest) -> DecisionForm:
    return DecisionForm(
        request.POST or None,
        records={record.row_guid: f"{record.stage.label} {record}" for record in about.records if record.stands_alone},
        has_code=bool(case.project.investment_code),
        reads_paper=any(isinstance(record, Project) for record in about.records),
    )


@dataclass(frozen=True, slots=True)
class _Section:
    """A record of the page with its fields of the form; None for what is verified with the record it belongs to."""

    part: RecordPart
    rivals: list[Rival]
    method: BoundField | None = None
    note: BoundField | None = None

    @classmethod
    def of(cls, part: RecordPart, form: DecisionForm, rivals: list[Rival]) -> "_Section":
        if part.guid not in form.records:
            return cls(part, rivals)
        return cls(part, rivals, form[f"method_{part.guid}"], form[f"note_{part.guid}"])


def _file_url(case: Case, paper: Attachment) -> str:
    return reverse("authority-paper", args=[case.number, paper.guid])


def _confirm(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    decided = actions.confirm(
        by=user_of(request),
        case_id=case.pk,
        version_seen=form.cleaned_data["version_seen"],
        paper=form.paper,
        verified=form.verified,
        note=form.cleaned_data["note"],
        address=address_of(request),
        at=now(),
    )
    if decided.status == Status.SIGNED:
        messages.success(request, f"办件 {decided.number} 初审通过，已转由另一人复审；暂未定级")
    else:
        grade = f"定为{decided.target_grade}级（{decided.get_target_grade_display()}）"
        messages.success(
            request, f"办件 {decided.number} 已确认，{grade}；项目编号 {decided.project.number}；{decided.push_note}"
        )
    return open_next(request)


def _send_back(act: Callable[..., Case]) -> Callable[[HttpRequest, Case, DecisionForm], HttpResponse | None]:
    def press(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
        decided = act(
            by=user_of(request),
            case_id=case.pk,
            version_seen=form.cleaned_data["version_seen"],
            note=form.cleaned_data["note"],
            address=address_of(request),
            at=now(),
        )
        messages.success(request, f"办件 {decided.number} 已办结：{decided.get_status_display()}，理由已告知企业")
        return open_next(request)

    return press


def _claim_again(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse | None:
    """Hold the case again from within the form: the page comes back with everything that was typed."""
    actions.claim(by=user_of(request), case_id=case.pk, at=now())
    return None


_PRESSED: dict[Press, Callable[[HttpRequest, Case, DecisionForm], HttpResponse | None]] = {
    Press.CONFIRM: _confirm,
    Press.RETURN: _send_back(actions.return_for_correction),
    Press.REFUSE: _send_back(actions.refuse),
    Press.CLAIM: _claim_again,
}
