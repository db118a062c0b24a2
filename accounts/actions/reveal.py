"""Looking at an identity number in clear: an act of its own, with a reason, kept for ever (四（三）, decisions 8)."""

from datetime import datetime

from django.db import transaction

from accounts import vault
from accounts.models import Authority, Enterprise, IdentityReveal, Person, User
from accounts.policy import acting_for_authority, acting_for_enterprise, require_duty, require_member
from accounts.rules import Role, says_something
from audit import context
from audit.context import Acting
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice


class RevealNeedsAReason(RuleError):
    """The reason is too short or says nothing."""


@transaction.atomic(durable=True)
def reveal_number(
    *, by: User, person_id: int, reason: str, acting: Authority | Enterprise, subject: str, at: datetime
) -> str:
    """A person's identity number in clear, once, for a reason that is kept with the name of whoever asked.

    The caller has seen that something which lies before ``acting`` names the person.

    :param acting: the unit for which the user looks: an authority where he reviews, or his enterprise.
    :param subject: what the look is about, such as a project's guid.
    :raises ActsForNobody: when he has no such duty or membership.
    :raises RevealNeedsAReason: when the reason says nothing.
    :raises Person.DoesNotExist: when there is no such person.
    """
    who = _acting(by, acting, at)
    reason = reason.strip()
    if not says_something(reason):
        raise RevealNeedsAReason(
            "请写明查看证件号码的事由（至少5个字，说明用于何事），事由将永久保存",
            clause=of_notice("四（三）"),
            field="reason",
        )
    person = Person.objects.select_related("identity").get(pk=person_id)
    with context.context(who, action="accounts.reveal_number", reason=reason, subject=subject):
        IdentityReveal.objects.create(
            person=person,
            user=by,
            authority=acting if isinstance(acting, Authority) else None,
            enterprise=acting if isinstance(acting, Enterprise) else None,
            reason=reason,
            subject=subject,
            revealed_at=at,
        )
    return vault.number_of(person)


def _acting(by: User, unit: Authority | Enterprise, at: datetime) -> Acting:
    if isinstance(unit, Authority):
        require_duty(by, unit, Role.REVIEWER, day_of(at))
        return acting_for_authority(by, unit, Role.REVIEWER)
    require_member(by, unit, day_of(at))
    return acting_for_enterprise(by, unit)
