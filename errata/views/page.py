"""The page of an erratum, and every act on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.http import address_of, user_of
from common.clock import now
from common.errors import RuleError
from confirmation.policy import NOT_YOURS, TheRecordHasMovedOn
from errata import actions
from errata.forms import SAVE, ActForm, EvidenceForm, GroundsForm
from errata.models import Erratum
from errata.queries.pages import ErratumPage, erratum_page
from errata.rules.corrections import Action
from errata.views.loading import Addresses, loaded

_LETTERED: dict[Action, Callable[..., Erratum]] = {
    Action.FILE: actions.file_application,
    Action.CONSENT: actions.consent,
    Action.APPROVE: actions.approve,
}
_PLAIN: dict[Action, Callable[..., Erratum]] = {
    Action.RETURN: actions.send_back,
    Action.REFUSE: actions.refuse,
    Action.WITHDRAW: actions.withdraw,
    Action.EXECUTE: actions.execute,
    Action.VERIFY: actions.verify,
    Action.OBJECT: actions.object_to,
}


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: str, prefix: str) -> HttpResponse:
    """What is corrected, what it brings, what it rests on and what was done; acts are posted here."""
    erratum, addresses = loaded(request, number, prefix)
    shown = erratum_page(erratum, user_of(request), now())
    act, grounds = _forms(request, shown)
    if request.method == "POST" and act.is_valid() and grounds.is_valid():
        try:
            said = _pressed(request, shown, act, grounds)
        except NOT_YOURS:
            raise
        except RuleError as error:
            form = grounds if error.field in grounds.fields else act
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, said)
            return redirect(addresses.page)
        erratum, _ = loaded(request, number, prefix)
        shown = erratum_page(erratum, user_of(request), now())
    return render(request, "errata/erratum.html", _context(shown, act, grounds, addresses))


def _forms(request: HttpRequest, shown: ErratumPage) -> tuple[ActForm, GroundsForm]:
    letter = next((button.letter for button in shown.buttons if button.letter), "")
    act = ActForm(
        request.POST or None,
        request.FILES or None,
        with_letter=bool(letter),
        letter=letter,
        initial={"version_seen": shown.erratum.version},
    )
    asked = {row.field: f"{row.label}的更正依据" for row in shown.items} if shown.prepares else {}
    told = {row.field: row.ground for row in shown.items} | {"ground": shown.erratum.ground}
    return act, GroundsForm(request.POST or None, grounds=asked, initial=told)


def _pressed(request: HttpRequest, shown: ErratumPage, act: ActForm, grounds: GroundsForm) -> str:
    """Do what the button says; what was done, in words."""
    erratum, sent, user = shown.erratum, act.cleaned_data["action"], user_of(request)
    if shown.prepares:
        given = {row.pk: grounds.cleaned_data[row.field] for row in shown.items}
        actions.set_grounds(
            by=user, erratum_id=erratum.pk, ground=grounds.cleaned_data["ground"], grounds=given, at=now()
        )
    if sent == SAVE:
        return "已保存"
    action = Action(sent)
    common: dict[str, Any] = {
        "by": user,
        "erratum_id": erratum.pk,
        "version_seen": act.cleaned_data["version_seen"],
        "address": address_of(request),
        "at": now(),
    }
    if action is Action.REQUEST:
        actions.request(**common)
    elif action in _LETTERED:
        _LETTERED[action](**common, note=act.cleaned_data["note"], letter=_letter(act))
    else:
        _PLAIN[action](**common, note=act.cleaned_data["note"])
    return f"勘误 {erratum.number}：已{action.label}"


def _letter(act: ActForm) -> actions.Letter:
    given = act.cleaned_data
    if "file" not in given:  # the page was opened before the erratum went on, or by somebody else's unit
        raise TheRecordHasMovedOn("该勘误在您打开之后有了变化，或目前不属于您的办理环节；请刷新页面查看")
    upload = given["file"]
    return actions.Letter(given["letter_number"], given["dated_on"], upload.name or "未命名", upload.chunks())


def _context(shown: ErratumPage, act: ActForm, grounds: GroundsForm, addresses: Addresses) -> dict[str, Any]:
    label, url = addresses.list
    return {
        "page": shown,
        "erratum": shown.erratum,
        "form": act,
        "grounds": grounds,
        "rows": [(row, grounds[row.field] if row.field in grounds.fields else None) for row in shown.items],
        "records": [(row, addresses.record(row.guid)) for row in shown.records],
        "papered": [(row, addresses.record_papers(row.guid)) for row in shown.papered],
        "replacements": [
            (row, addresses.replacement(row.guid) if shown.prepares else "") for row in shown.replacements
        ],
        "evidence": [(row, addresses.paper(row.guid)) for row in shown.evidence],
        "evidence_form": EvidenceForm(auto_id="evidence_%s"),
        "addresses": addresses,
        "crumbs": [{"label": label, "url": url}, {"label": shown.erratum.number, "url": ""}],
    }
