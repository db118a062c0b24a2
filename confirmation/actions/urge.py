"""An upper tier urges a lower unit (督办, R28)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.actions import notify
from accounts.models import Authority, User
from accounts.policy import acting_for_authority
from accounts.register import reviewers_of
from accounts.rules import NoticeKind, Role, says_something
from audit.context import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice
from confirmation.models import Case, Urging
from confirmation.queries.addresses import authority_page
from confirmation.queries.supervision import lower_units, supervising_duty
from confirmation.rules.states import WITH_AUTHORITY, NotAllowedNow


class TheUnitIsNotBelow(RuleError):
    """Urging and re-checking go to units of one's own jurisdiction."""


class AnUrgingSaysSomething(RuleError):
    """What is asked of the unit must be said."""


@transaction.atomic(durable=True)
def urge(*, by: User, unit_id: int, case_number: str, text: str, at: datetime) -> Urging:
    """Urge a lower unit about one case, or about all that is overdue there; its reviewers are told.

    :param case_number: empty for the whole unit.
    :raises ActsForNobody, TheUnitIsNotBelow: who urges whom.
    :raises NotAllowedNow: when the case does not lie with that unit.
    :raises AnUrgingSaysSomething: without a text.
    """
    duty = supervising_duty(by, day_of(at))
    unit = require_below(by, unit_id, at)
    if not says_something(text):
        raise AnUrgingSaysSomething("请写明督办要求（不少于5个字）", field="text")
    case = None
    if case_number:
        cases = Case.objects.filter(number=case_number, authority=unit, status__in=sorted(WITH_AUTHORITY))
        case = cases.select_related("project").first()
        if case is None:
            raise NotAllowedNow(f"办件 {case_number} 现不在{unit.name}办理，无需督办", field="case_number")
    with context(
        acting_for_authority(by, duty.authority, Role(duty.role)),
        action="confirmation.urge",
        reason=text,
        subject=str(case.project.row_guid) if case else f"unit:{unit.pk}",
    ):
        urging = Urging.objects.create(
            case=case, by_authority=duty.authority, to_authority=unit, urged_by=by, text=text.strip(), at=at
        )
        about = f"办件 {case}" if case else "本单位超期和即将到期的办件"
        notify(
            reviewers_of(unit.pk, case.business_line if case else "", day_of(at)),
            kind=NoticeKind.URGED,
            title=f"{duty.authority.name}督办：{about}"[:200],
            text=urging.text,
            url=authority_page(case) if case else f"{reverse('authority-queue')}?tab=over",
            at=at,
        )
    return urging


def require_below(by: User, unit_id: int, at: datetime) -> Authority:
    """The unit, when it lies below the one for which the person watches.

    :raises ActsForNobody, TheUnitIsNotBelow: otherwise.
    """
    for unit in lower_units(supervising_duty(by, day_of(at))):
        if unit.pk == unit_id:
            return unit
    raise TheUnitIsNotBelow("该单位不在您督导的范围内", clause=of_notice("四（三）"))
