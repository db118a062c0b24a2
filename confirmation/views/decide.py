"""The page of a case, and the decision that is made on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import user_of
from common.clock import day_of, now
from common.errors import RuleError
from confirmation.forms import REASON_OF, DecisionForm, Offer, Press
from confirmation.marking import Controls, RecordControls, controls_of
from confirmation.models import Case
from confirmation.policy import NOT_YOURS, TheRecordHasMovedOn, require_turn
from confirmation.queries.defects import RoundBefore, round_before
from confirmation.queries.desk import desk_of
from confirmation.queries.good_for import good_for
from confirmation.queries.moved import since_opened
from confirmation.queries.reasons import Reasons, reasons_on
from confirmation.queries.review import RecordPart, Review, Reviewed, review_of, reviewed_records
from confirmation.queries.rivals import Rival
from confirmation.queries.standing import Button
from confirmation.queries.twins import twins_of_case
from confirmation.queries.units import units_for
from confirmation.rules.reasons import ReasonFor
from confirmation.rules.states import Status
from confirmation.views.loading import official_case
from confirmation.views.pressing import press
from confirmation.views.viewing import place_of
from projects.models import Attachment, Project


@dataclass
class _Opened:
    """A case as one request sees it, with the form that is drawn on its page."""

    case: Case
    about: Reviewed
    last: RoundBefore | None
    controls: Controls
    reasons: Reasons
    form: DecisionForm
    has_moved: bool = False


@login_required
@require_http_methods(["GET", "POST"])
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Documents beside fields; a decision posts here, and the next case opens."""
    case = official_case(request, number)
    if request.method == "GET":
        return _page(request, _open(request, case))
    opened = _open(request, case)
    answer = _pressed(request, opened)
    if answer is not None:
        return answer
    opened.case = official_case(request, number)
    return _page(request, opened)


@login_required
@require_GET
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """What was typed from the approval paper beside what was filed: a fragment for the page with script."""
    case = official_case(request, number)
    form = DecisionForm(request.GET, offer=Offer(records={}, has_code=True))
    return render(request, "confirmation/_paper_compare.html", {"case": case, "form": form})


def _open(request: HttpRequest, case: Case) -> _Opened:
    about, last = reviewed_records(case), round_before(case)
    decides = request.method == "POST" or case.holder_at(now()) == user_of(request)
    reasons = reasons_on(case.authority, day_of(now())) if decides or case.status == Status.CONFIRMED else {}
    is_late = last.could_have_marked if last else lambda _spot, _digest: False
    controls = controls_of(about.records if decides else [], about.papers, request.POST, is_late)
    offer = Offer(
        records={record.row_guid: f"{record.stage.label} {record}" for record in about.records if record.stands_alone},
        has_code=bool(case.project.investment_code),
        reads_paper=any(isinstance(record, Project) for record in about.records),
        reasons=reasons,
        units=units_for(case) if decides else {},
        controls=controls.every if decides else [],
    )
    return _Opened(case, about, last, controls, reasons, DecisionForm(request.POST or None, offer=offer))


def _pressed(request: HttpRequest, opened: _Opened) -> HttpResponse | None:
    """Where the pressed button leads; None when the page stays, with its reasons or newly claimed."""
    form = opened.form
    if not form.is_valid():
        require_turn(opened.case, user_of(request), now())  # of a valid one the act asks it, in its transaction
        return None
    try:
        return press(request, opened.case, form)
    except NOT_YOURS:
        raise
    except RuleError as error:
        opened.has_moved = isinstance(error, TheRecordHasMovedOn)
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def _page(request: HttpRequest, opened: _Opened) -> HttpResponse:
    case, form, user = opened.case, opened.form, user_of(request)
    review = review_of(case, opened.about, user, now(), partial(_file_url, case))
    sent = request.POST.get("action", "")
    context: dict[str, Any] = {
        "case": case,
        "review": review,
        "form": form,
        "parts": [_Section.of(part, opened, review) for part in review.records],
        "missing": opened.controls.missing if opened.controls.records else [],
        "mark_reasons": opened.reasons.get(ReasonFor.RETURN, []),
        "acts": [_Act.of(button, form) for button in review.buttons],
        "takes_back": sent in (Press.REVERSE, Press.UPHOLD),
        "verifies": any(button.value == Press.CONFIRM for button in review.buttons),
        "marks_here": any(button.value in (Press.RETURN, Press.REFUSE) for button in review.buttons),
        "again": opened.last.rows if opened.last else [],
        "moved": since_opened(case, form.cleaned_data) if opened.has_moved else None,
        "crumbs": [{"label": "待办", "url": reverse("authority-queue")}, {"label": case.number, "url": ""}],
        "twins": twins_of_case(case, opened.about.records, user, day_of(now())),
        "place": place_of(request, case),
        "desk": desk_of(case, user, now()),
        "good_for": good_for(case, opened.about.records, opened.about.others, review.delivery, review.gate),
    }
    return render(request, "confirmation/case.html", context)


@dataclass(frozen=True, slots=True)
class _Section:
    """A record of the page with its fields of the form; None for what is verified with the record it belongs to."""

    part: RecordPart
    rivals: Sequence[Rival]
    controls: RecordControls | None
    method: BoundField | None = None
    note: BoundField | None = None

    @classmethod
    def of(cls, part: RecordPart, opened: _Opened, review: Review) -> "_Section":
        form, rivals = opened.form, review.rivals.get(part.guid, [])
        controls = opened.controls.records.get(part.guid)
        if part.guid not in form.records:
            return cls(part, rivals, controls)
        return cls(part, rivals, controls, form[f"method_{part.guid}"], form[f"note_{part.guid}"])


@dataclass(frozen=True, slots=True)
class _Act:
    """A button with what is chosen when it is pressed."""

    button: Button
    codes: BoundField | None
    unit: BoundField | None

    @classmethod
    def of(cls, button: Button, form: DecisionForm) -> "_Act":
        reason = REASON_OF.get(Press(button.value))
        name = f"codes_{reason.value}" if reason else ""
        return cls(
            button,
            form[name] if name in form.fields else None,
            form["unit"] if button.value == Press.HAND_OVER else None,
        )


def _file_url(case: Case, paper: Attachment) -> str:
    return reverse("authority-paper", args=[case.number, paper.guid])
