"""The page of a case, and the decision that is made on it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import address_of, user_of
from accounts.policy import ActsForNobody
from common.clock import now
from common.errors import RuleError
from confirmation import actions
from confirmation.forms import DecisionForm, Press
from confirmation.models import Case
from confirmation.policy import ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, require_turn
from confirmation.queries.review import review_of, reviewed_records
from confirmation.rules.states import Status
from confirmation.views.authority import open_next
from confirmation.views.loading import official_case
from projects.models import Attachment, StageRecord

NOT_YOURS = (ActsForNobody, ItIsAnotherUnitsTurn, OwnFilingsAreForOthers)  # answered with 403, not in the form


@login_required
@require_http_methods(["GET", "POST"])
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Documents beside fields; a decision posts here, and the next case opens."""
    case = official_case(request, number)
    if request.method == "GET":
        records = reviewed_records(case)
        return _page(request, case, records, _form(case, records, request))
    require_turn(case, user_of(request), now())
    records = reviewed_records(case)
    form = _form(case, records, request)
    return _pressed(request, case, form) or _page(request, official_case(request, number), records, form)


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


def _page(request: HttpRequest, case: Case, records: list[StageRecord], form: DecisionForm) -> HttpResponse:
    review = review_of(case, records, user_of(request), now(), _file_url)
    parts = [(part, form[f"method_{part.guid}"], form[f"note_{part.guid}"]) for part in review.records]
    crumbs = [{"label": "待办", "url": reverse("authority-queue")}, {"label": case.number, "url": ""}]
    context = {"case": case, "review": review, "form": form, "parts": parts, "crumbs": crumbs}
    return render(request, "confirmation/case.html", context)


def _form(case: Case, records: list[StageRecord], request: HttpRequest) -> DecisionForm:
    labels = {record.row_guid: f"{record.stage.label} {record}" for record in records}
    return DecisionForm(request.POST or None, records=labels, has_code=bool(case.project.investment_code))


def _file_url(paper: Attachment) -> str:
    return reverse("file", args=[paper.guid])


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
