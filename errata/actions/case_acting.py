"""What every act on a false-information case has in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.actions import notify
from accounts.models import User
from accounts.policy import ActsForNobody, acting_for_authority, acting_for_enterprise, require_duty, require_member
from accounts.rules import NoticeKind, Role
from audit.context import Acting, context
from common.clock import day_of
from confirmation.policy import ItIsAnotherUnitsTurn, TheRecordHasMovedOn
from errata.models import FalseCase, FalseCaseAct
from errata.policy import require_no_tie
from errata.rules.corrections import require_reason
from errata.rules.findings import (
    CLAUSE,
    CLOSED,
    WITH_REASON,
    FindingAction,
    FindingMove,
    FindingStatus,
    Side,
    finding_move,
)


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act as somebody sends it from the page on which he saw a version of the case."""

    by: User
    case_id: int
    version_seen: int
    note: str
    address: str | None
    at: datetime


def lock_case(case_id: int) -> FalseCase:
    """The case, held until the transaction ends.

    :raises FalseCase.DoesNotExist: when there is none.
    """
    FalseCase.objects.select_for_update().only("pk").get(pk=case_id)
    return FalseCase.objects.select_related("enterprise", "authority__division", "adverse").get(pk=case_id)


def admitted_to(act: CaseAct, action: FindingAction) -> tuple[FalseCase, FindingMove, Acting]:
    """The case, locked, the move that the act makes, and for whom he acts. Opens no transaction.

    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, AnInterestWasDeclared: who may act.
    :raises TheRecordHasMovedOn, TheCaseIsNotThereYet, AReasonIsNeeded: when, and with which words.
    """
    case = lock_case(act.case_id)
    row = finding_move(FindingStatus(case.status), action)
    acting = require_side(case, row.side, act.by, act.at)
    if case.version != act.version_seen:
        raise TheRecordHasMovedOn("该案在您打开之后有了变化，本次操作未生效；请刷新页面查看变化后再办理")
    if action in WITH_REASON:
        require_reason(act.note)
    return case, row, acting


@contextmanager
def doing(case: FalseCase, act: CaseAct, row: FindingMove, acting: Acting) -> Iterator[None]:
    """The history told, the act kept, and the case moved on and saved afterwards."""
    with context(acting, action=f"errata.case_{row.action.value.lower()}", reason=act.note, subject=str(case.number)):
        FalseCaseAct.objects.create(
            case=case,
            action=row.action,
            person=act.by,
            authority=case.authority if row.side is Side.AUTHORITY else None,
            note=act.note,
            version_seen=act.version_seen,
            address=act.address,
            acted_at=act.at,
        )
        case.status, case.version = row.next, case.version + 1
        yield
        if row.next in CLOSED:
            case.closed_at = act.at
        case.save()


def require_side(case: FalseCase, side: Side, by: User, at: datetime) -> Acting:
    """Let pass a member of the firm, or a reviewer of the authority whom nothing ties to it.

    :raises ItIsAnotherUnitsTurn, OwnFilingsAreForOthers, AnInterestWasDeclared: otherwise.
    """
    try:
        if side is Side.ENTERPRISE:
            require_member(by, case.enterprise, day_of(at))
            return acting_for_enterprise(by, case.enterprise)
        require_duty(by, case.authority, Role.REVIEWER, day_of(at))
    except ActsForNobody as error:
        whose = case.enterprise.name if side is Side.ENTERPRISE else case.authority.name
        raise ItIsAnotherUnitsTurn(f"该案目前由{whose}办理", clause=CLAUSE) from error
    require_no_tie(by, [case.enterprise_id], day_of(at))
    return acting_for_authority(by, case.authority, Role.REVIEWER)


def tell_enterprise(case: FalseCase, title: str, text: str, at: datetime) -> None:
    """Tell the firm. Opens no transaction."""
    notify(
        case.enterprise,
        kind=NoticeKind.FALSE_CASE,
        title=f"{title}（{case.number}）",
        text=text,
        url=reverse("own-finding", args=[case.number]),
        at=at,
    )


def tell_opener(case: FalseCase, title: str, at: datetime) -> None:
    """Tell whoever opened the case. Opens no transaction."""
    notify(
        [case.opened_by],
        kind=NoticeKind.FALSE_CASE,
        title=f"{title}（{case.number}）",
        text=f"{case.enterprise.name}：{title}。",
        url=reverse("finding", args=[case.number]),
        at=at,
    )
