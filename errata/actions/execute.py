"""Technical support executes what the province approved, and a second person verifies it (A08, BR-33, BR-34)."""

import json
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from common.errors import RuleError
from confirmation.payload import payload_of
from confirmation.queries.records import confirmed_of
from errata.actions.acting import Act, acting_on, admitted, go_on, keep_act
from errata.actions.hand_in import require_complete
from errata.actions.replacing import replacements_of, require_replaced
from errata.actions.tell import tell_enterprise, tell_unit
from errata.changes import stale_items
from errata.models import Erratum
from errata.queries.exchange import PAPERS_ALONE, is_pushed, letters_of
from errata.rules.corrections import CLAUSE, Action, require_reason
from national.outbox import enqueue
from projects.models import Project
from projects.queries import records_of


class TheCodeIsAnotherProjects(RuleError):
    """Another submitted or confirmed project has the investment code that this one should get."""


class TheRecordSaysSomethingElse(RuleError):
    """A record does not say what the executed erratum wanted it to."""


@transaction.atomic(durable=True)
def execute(*, by: User, erratum_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Erratum:
    """Write the corrections into the records, replace papers and tell the national platform, all or nothing.

    :raises TheValuesHaveMoved: when a record no longer says what is to be corrected; it goes back to be completed.
    :raises ThePaperHasMoved, ThePaperCanBeRead, TheNewPaperIsNotClear: when a paper is not to be replaced any more.
    :raises TheCodeIsAnotherProjects: when an investment code would stand twice.
    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    act = Act(by, erratum_id, version_seen, note, address, at)
    erratum, _, stand = admitted(act, Action.EXECUTE)
    require_complete(erratum)
    _require_code_once(erratum)
    basis = _basis(erratum)
    with acting_on(erratum, stand, Action.EXECUTE, f"{basis}：{note}" if note.strip() else basis):
        keep_act(erratum, act, Action.EXECUTE, stand)
        with connection.cursor() as cursor:
            entry = {"erratum_id": erratum.pk, "person_id": by.pk, "at": at.isoformat()}
            cursor.execute("SELECT errata_execute(%s)", [json.dumps(entry)])
        erratum.refresh_from_db(fields=["status", "version", "executed_at"])
        erratum.push_note = _push(erratum, basis, at)
        erratum.save(update_fields=["push_note"])
        tell_unit(erratum, at)
        tell_enterprise(erratum, Action.EXECUTE, "技术支持单位", note, at)
    return erratum


@transaction.atomic(durable=True)
def verify(*, by: User, erratum_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Erratum:
    """Confirm as a second person that the records say, and carry, what was approved.

    :raises TheRecordSaysSomethingElse, ThePaperWasNotReplaced, TheNewPaperIsNotClear: when one does not.
    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    act = Act(by, erratum_id, version_seen, note, address, at)
    erratum, row, stand = admitted(act, Action.VERIFY)
    _require_written(erratum)
    require_replaced(replacements_of(erratum))
    with acting_on(erratum, stand, Action.VERIFY, note):
        keep_act(erratum, act, Action.VERIFY, stand)
        go_on(erratum, row, at)
        tell_enterprise(erratum, Action.VERIFY, "技术支持单位", note, at)
    return erratum


@transaction.atomic(durable=True)
def object_to(*, by: User, erratum_id: int, version_seen: int, note: str, address: str | None, at: datetime) -> Erratum:
    """Say as a second person that the correction is not what was meant; only another erratum changes it again.

    :raises AReasonIsNeeded: without a reason.
    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    act = Act(by, erratum_id, version_seen, note, address, at)
    erratum, row, stand = admitted(act, Action.OBJECT)
    require_reason(note)
    with acting_on(erratum, stand, Action.OBJECT, note):
        keep_act(erratum, act, Action.OBJECT, stand)
        go_on(erratum, row, at)
        tell_enterprise(erratum, Action.OBJECT, "技术支持单位", note, at)
    return erratum


def _basis(erratum: Erratum) -> str:
    """Its letters, as ``errata_execute`` writes them beside each row that it changes."""
    return f"勘误 {erratum.number}（{'、'.join(letter.letter_number for letter in letters_of(erratum))}）"


def _push(erratum: Erratum, basis: str, at: datetime) -> str:
    """Queue the corrected project, if it was pushed before (BR-34); its payload names no papers."""
    if not erratum.items.exists():
        return PAPERS_ALONE
    aggregate = str(erratum.project.row_guid)
    if not is_pushed(aggregate):
        return "该项目未推送全国平台，不需要更正推送"
    project = Project.objects.select_related("division", "check_authority", "check_person").get(pk=erratum.project_id)
    payload = payload_of(confirmed_of(records_of(project)))
    message = enqueue(aggregate=aggregate, payload=payload, update_flag="U", note=basis[:300], at=at)
    return f"已生成第{message.version}版更正推送"


def _require_code_once(erratum: Erratum) -> None:
    code = erratum.items.filter(kind="PROJECT", name="investment_code").values_list("new", flat=True).first()
    if code and Project.objects.same_code(code).exclude(pk=erratum.project_id).exists():
        raise TheCodeIsAnotherProjects(f"项目代码 {code} 已用于另一项目，不能执行更正；请退回补充", clause=CLAUSE)


def _require_written(erratum: Erratum) -> None:
    items = list(erratum.items.all())
    for record in records_of(erratum.project):
        own = [item for item in items if item.record_guid == record.row_guid]
        for item in own:
            item.old = item.new  # what the record should say now
        wrong = stale_items(record, own)
        if wrong:
            raise TheRecordSaysSomethingElse(
                f"“{wrong[0].record_label}”的“{wrong[0].label}”现在不是“{wrong[0].new_shown}”，不能核验通过",
                clause=CLAUSE,
            )
