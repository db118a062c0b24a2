"""The same act on several cases (R21): each in a transaction of its own, with its own decision or its own refusal."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from accounts.models import User
from common.errors import RuleError
from confirmation import actions
from confirmation.actions.assign import assign
from confirmation.actions.remind import remind
from confirmation.models import Case
from confirmation.queries.bulk_confirm import require_bulk
from confirmation.rules.decisions import VerificationMethod, Verified

CHOSEN_AT_MOST = 20


class BulkAct(models.TextChoices):
    """What can be done with several cases at once."""

    ASSIGN = "assign", "转交本单位人员"
    REMIND = "remind", "提醒企业"
    RETURN = "return", "按同一理由退回补正"
    CONFIRM = "confirm", "批量确认"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case as it was chosen: with the version that the list showed."""

    case: Case
    version_seen: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, the same for every case.

    :param to: for ``ASSIGN``. ``codes``: for ``RETURN``. ``method``: for ``CONFIRM``.
    """

    by: User
    note: str
    address: str | None
    at: datetime
    to: User | None = None
    codes: tuple[str, ...] = ()
    method: VerificationMethod | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: done, or why not."""

    case: Case
    is_done: bool
    text: str


def do_all(act: BulkAct, chosen: Sequence[Chosen], wanted: Wanted) -> list[Outcome]:
    """Do the same with every case, one after the other; what one refuses does not stop the others."""
    return [_outcome(act, one, wanted, len(chosen)) for one in chosen]


def _outcome(act: BulkAct, one: Chosen, wanted: Wanted, number: int) -> Outcome:
    try:
        return Outcome(one.case, True, _ACTS[act](one, wanted, number))
    except RuleError as error:
        return Outcome(one.case, False, str(error))


def _assign(one: Chosen, wanted: Wanted, number: int) -> str:
    assert wanted.to is not None, "the form asks for it"
    assign(
        by=wanted.by,
        case_id=one.case.pk,
        version_seen=one.version_seen,
        to=wanted.to,
        reason=wanted.note,
        at=wanted.at,
    )
    return f"已转交{wanted.to.name}"


def _remind(one: Chosen, wanted: Wanted, number: int) -> str:
    remind(by=wanted.by, case_id=one.case.pk, at=wanted.at)
    return "已提醒企业"


def _return(one: Chosen, wanted: Wanted, number: int) -> str:
    with _holding(one, wanted):
        actions.return_for_correction(
            by=wanted.by,
            case_id=one.case.pk,
            version_seen=one.version_seen,
            note=wanted.note,
            address=wanted.address,
            at=wanted.at,
            codes=wanted.codes,
        )
    return "已退回补正，理由已告知企业"


def _confirm(one: Chosen, wanted: Wanted, number: int) -> str:
    assert wanted.method is not None, "the form asks for it"
    records = require_bulk(one.case, wanted.by, number, wanted.at)
    verified = {record.row_guid: Verified(wanted.method) for record in records if record.stands_alone}
    with _holding(one, wanted):
        decided = actions.confirm(
            by=wanted.by,
            case_id=one.case.pk,
            version_seen=one.version_seen,
            paper=None,
            verified=verified,
            note=wanted.note,
            address=wanted.address,
            at=wanted.at,
        )
    return f"已确认，定为{decided.target_grade}级"


@contextmanager
def _holding(one: Chosen, wanted: Wanted) -> Iterator[None]:
    """Hold the case for a decision; one that is refused leaves it as it was."""
    was_his = one.case.holder_at(wanted.at) == wanted.by
    actions.claim(by=wanted.by, case_id=one.case.pk, at=wanted.at)
    try:
        yield
    except RuleError:
        if not was_his:
            actions.release(by=wanted.by, case_id=one.case.pk, at=wanted.at)
        raise


_ACTS: dict[BulkAct, Callable[[Chosen, Wanted, int], str]] = {
    BulkAct.ASSIGN: _assign,
    BulkAct.REMIND: _remind,
    BulkAct.RETURN: _return,
    BulkAct.CONFIRM: _confirm,
}
