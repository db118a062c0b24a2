"""Handing an erratum in, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rules import says_something
from common.errors import RuleError
from errata.actions.acting import Act, acting_on, admitted, go_on, keep_act
from errata.actions.replacing import replacements_of, require_replaceable
from errata.actions.tell import tell_unit
from errata.changes import stale_items
from errata.models import Erratum, ErratumItem
from errata.rules.corrections import CLAUSE, Action, LetterKind, require_reason
from errata.rules.fields import NothingIsCorrected
from projects.models import StageRecord
from projects.queries import records_of
from projects.queries.scans import require_not_infected


class TheErratumIsIncomplete(RuleError):
    """A ground or the evidence is missing."""


class TheValuesHaveMoved(RuleError):
    """A record no longer says what the erratum wants to correct."""


@transaction.atomic(durable=True)
def request(*, by: User, erratum_id: int, version_seen: int, at: datetime, address: str | None = None) -> Erratum:
    """Hand the enterprise's request in to the authority at the project's place.

    :raises NothingIsCorrected, TheErratumIsIncomplete, TheValuesHaveMoved, PaperIsInfected: what it must contain.
    :raises ThePaperHasMoved, ThePaperCanBeRead, TheNewPaperIsNotClear: which papers it may replace, by what.
    :raises ItIsAnotherUnitsTurn, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    act = Act(by, erratum_id, version_seen, "", address, at)
    erratum, row, stand = admitted(act, Action.REQUEST)
    require_complete(erratum, may_wait=True)
    with acting_on(erratum, stand, Action.REQUEST):
        keep_act(erratum, act, Action.REQUEST, stand)
        go_on(erratum, row, at)
        tell_unit(erratum, at)
    return erratum


@transaction.atomic(durable=True)
def withdraw(
    *, by: User, erratum_id: int, version_seen: int, note: str, at: datetime, address: str | None = None
) -> Erratum:
    """Take an erratum back, by whoever brought it up.

    :raises AReasonIsNeeded: without a reason.
    :raises ItIsAnotherUnitsTurn, NotAllowedNow, TheRecordHasMovedOn: who and when.
    """
    act = Act(by, erratum_id, version_seen, note, address, at)
    erratum, row, stand = admitted(act, Action.WITHDRAW)
    require_reason(note)
    with acting_on(erratum, stand, Action.WITHDRAW, note):
        keep_act(erratum, act, Action.WITHDRAW, stand)
        go_on(erratum, row, at)
    return erratum


def require_complete(erratum: Erratum, *, may_wait: bool = False) -> None:
    """Let pass an erratum with a ground for every field and with evidence that can be opened.

    A paper that is replaced is evidence itself and has said where it comes from when it was given.

    :param may_wait: whether the scan of new papers may still be under way.
    :raises NothingIsCorrected, TheErratumIsIncomplete, TheValuesHaveMoved, PaperIsInfected: otherwise.
    :raises ThePaperHasMoved, ThePaperCanBeRead, TheNewPaperIsNotClear: for papers.
    """
    items, replacements = list(erratum.items.all()), replacements_of(erratum)
    if not items and not replacements:
        raise NothingIsCorrected("尚未填写要更正的内容，请选择环节并改为正确的内容，或选择要替换的附件", clause=CLAUSE)
    _require_proven(erratum, items)
    if items:
        require_current(erratum, items)
    require_replaceable(erratum, replacements, may_wait=may_wait)


def _require_proven(erratum: Erratum, items: list[ErratumItem]) -> None:
    for item in items:
        if not item.is_derived and not says_something(item.ground):
            raise TheErratumIsIncomplete(
                f"请说明“{item.label}”更正的依据（不少于5个字）", clause=CLAUSE, field=f"ground_{item.pk}"
            )
    evidence = list(erratum.papers.filter(kind=LetterKind.EVIDENCE, removed_at=None).select_related("file__scan"))
    if items and not evidence:
        raise TheErratumIsIncomplete("请上传证明更正内容的材料", clause=CLAUSE, field="file")
    for paper in evidence:
        require_not_infected(paper.file, paper.filename, "不能提交；请移除该材料后重新上传", field="file")


def require_current(erratum: Erratum, items: list[ErratumItem]) -> list[tuple[StageRecord, list[ErratumItem]]]:
    """The records with their items, all of which still say what the erratum wants to correct.

    :raises TheValuesHaveMoved: naming the first that does not.
    """
    by_guid = {record.row_guid: record for record in records_of(erratum.project) if record.is_confirmed}
    pairs = []
    for guid in dict.fromkeys(item.record_guid for item in items):
        own = [item for item in items if item.record_guid == guid]
        record = by_guid.get(guid)
        stale = own if record is None else stale_items(record, own)
        if record is None or stale:
            raise TheValuesHaveMoved(
                f"“{own[0].record_label}”的“{stale[0].label}”现已不是“{stale[0].old_shown}”，不能按原申请更正；"
                "请退回补充后按现有内容重新提出",
                clause=CLAUSE,
            )
        pairs.append((record, own))
    return pairs
