"""What authorities do with an erratum: file, consent, approve, send back, refuse (三, BR-33)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from errata.actions.acting import Act, acting_on, admitted, go_on, keep_act
from errata.actions.hand_in import require_complete
from errata.actions.papers import Letter, inspected, keep_letter
from errata.actions.tell import tell_enterprise, tell_unit
from errata.models import Erratum
from errata.rules.corrections import LETTER_OF, Action, require_reason


def file_application(
    *, by: User, erratum_id: int, version_seen: int, letter: Letter, note: str, address: str | None, at: datetime
) -> Erratum:
    """File the application (勘误申请) with its official document, as the authority at the project's place.

    :raises ALetterIsNeeded, FileIsRefused: without the document.
    :raises NothingIsCorrected, TheErratumIsIncomplete, TheValuesHaveMoved, PaperIsInfected: what it must contain.
    :raises ThePaperHasMoved, ThePaperCanBeRead, TheNewPaperIsNotClear: which papers it may replace, by what.
    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    return _with_letter(Act(by, erratum_id, version_seen, note, address, at), Action.FILE, letter)


def consent(
    *, by: User, erratum_id: int, version_seen: int, letter: Letter, note: str, address: str | None, at: datetime
) -> Erratum:
    """Consent (同意勘误公文) as the city above; raises as :func:`file_application`."""
    return _with_letter(Act(by, erratum_id, version_seen, note, address, at), Action.CONSENT, letter)


def approve(
    *, by: User, erratum_id: int, version_seen: int, letter: Letter, note: str, address: str | None, at: datetime
) -> Erratum:
    """Approve as the province, with its own document; raises as :func:`file_application`."""
    return _with_letter(Act(by, erratum_id, version_seen, note, address, at), Action.APPROVE, letter)


@transaction.atomic(durable=True)
def send_back(*, by: User, erratum_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Erratum:
    """Send an erratum back to whoever brought it up, to be completed.

    :raises AReasonIsNeeded: without a reason.
    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    return _without_letter(Act(by, erratum_id, version_seen, note, address, at), Action.RETURN)


@transaction.atomic(durable=True)
def refuse(*, by: User, erratum_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Erratum:
    """Refuse an erratum for good; raises as :func:`send_back`."""
    return _without_letter(Act(by, erratum_id, version_seen, note, address, at), Action.REFUSE)


def _with_letter(act: Act, action: Action, letter: Letter) -> Erratum:
    with inspected(letter.chunks, letter.filename) as file, transaction.atomic(durable=True):
        erratum, row, stand = admitted(act, action)
        require_complete(erratum)
        with acting_on(erratum, stand, action, f"{LETTER_OF[action].label} {letter.number.strip()}"):
            paper = keep_letter(erratum, stand, letter, file, LETTER_OF[action], act.at)
            keep_act(erratum, act, action, stand, paper)
            go_on(erratum, row, act.at)
            tell_unit(erratum, act.at)
            tell_enterprise(erratum, action, str(stand.authority), act.note, act.at)
        return erratum


def _without_letter(act: Act, action: Action) -> Erratum:
    erratum, row, stand = admitted(act, action)
    require_reason(act.note)
    with acting_on(erratum, stand, action, act.note):
        keep_act(erratum, act, action, stand)
        go_on(erratum, row, act.at)
        tell_unit(erratum, act.at)
        tell_enterprise(erratum, action, str(stand.authority), act.note, act.at)
    return erratum
