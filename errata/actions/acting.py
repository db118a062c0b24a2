"""What every act on an erratum has in common: the right person, the erratum as he saw it, and an act that is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.rules import Tier
from audit.context import context
from errata.locks import lock_erratum
from errata.models import Erratum, ErratumAct, ErratumPaper
from errata.policy import Stand, next_step, require_seen, require_turn
from errata.rules.corrections import CLAUSE, UNFINISHED, Action, Move, NotAllowedNow, Origin, Status, move


@dataclass(frozen=True, slots=True)
class Act:
    """An act as somebody sends it.

    :param version_seen: the erratum's version on the page from which he acts.
    """

    by: User
    erratum_id: int
    version_seen: int
    note: str
    address: str | None
    at: datetime


def admitted(act: Act, action: Action) -> tuple[Erratum, Move, Stand]:
    """The erratum, locked, the move that the act makes, and for whom he acts. Opens no transaction.

    :raises ItIsAnotherUnitsTurn, OnePersonActsOnce, OwnFilingsAreForOthers: who may act.
    :raises TheRecordHasMovedOn, NotAllowedNow: when the erratum is not as he saw it, or admits no such act.
    """
    erratum = lock_erratum(act.erratum_id)
    row = _row(erratum, action)
    stand = require_turn(erratum, row.step, act.by, act.at)
    require_seen(erratum, act.version_seen)
    return erratum, row, stand


def _row(erratum: Erratum, action: Action) -> Move:
    return move(Status(erratum.status), action, Origin(erratum.origin), Tier(erratum.tier))


def in_preparation(erratum_id: int, by: User, at: datetime) -> tuple[Erratum, Stand]:
    """An erratum of which the content is still open, locked, for whoever prepares it. Opens no transaction.

    :raises NotAllowedNow: when it is closed.
    """
    erratum = lock_erratum(erratum_id)
    step = next_step(erratum)
    if step is None or not erratum.is_open:
        raise NotAllowedNow(
            f"该勘误现为“{erratum.get_status_display()}”，内容不能再修改；需要修改的请待退回补充或撤回后办理",
            clause=CLAUSE,
        )
    return erratum, require_turn(erratum, step, by, at)


@contextmanager
def acting_on(erratum: Erratum, stand: Stand, action: str, reason: str = "") -> Iterator[None]:
    """The history told who acts for whom and why; its timeline is the project's."""
    with context(stand.acting, action=f"errata.{action.lower()}", reason=reason, subject=str(erratum.project.row_guid)):
        yield


def keep_act(erratum: Erratum, act: Act, action: Action, stand: Stand, paper: ErratumPaper | None = None) -> ErratumAct:
    """Keep an act. Opens no transaction."""
    return ErratumAct.objects.create(
        erratum=erratum,
        action=action,
        step=stand.step,
        person=act.by,
        authority=stand.authority,
        paper=paper,
        note=act.note,
        version_seen=act.version_seen,
        address=act.address,
        acted_at=act.at,
    )


def go_on(erratum: Erratum, row: Move, at: datetime) -> None:
    """Move the erratum on and save it."""
    erratum.status, erratum.version = row.next, erratum.version + 1
    if row.next not in UNFINISHED:
        erratum.closed_at = at
    erratum.save()
