"""An official declares what he has to do with an enterprise, and that it is over (四（三）, R31)."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Appointment, Enterprise, Relation, RelationKind, User
from accounts.policy import acting_for_authority, some_duties_of
from accounts.rules import Role, says_something
from audit import context
from common.clock import day_of
from common.errors import RuleError
from common.notice import of_notice

CLAUSE = of_notice("四（三）")
DECLARED_BY = "利害关系由各级主管部门工作人员申报"


class ARelationNeedsAReason(RuleError):
    """What the relation is must be said."""


class TheRelationIsDeclaredAlready(RuleError):
    """The same relation is in force."""


class RelationsAreNotTakenBack(RuleError):
    """A relation ends in the future or today; what it barred stays barred for its time."""


@transaction.atomic(durable=True)
def declare_relation(
    *,
    by: User,
    enterprise: Enterprise,
    kind: RelationKind,
    reason: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> Relation:
    """Keep an official's own declaration; from that day on he gets none of the enterprise's cases.

    :raises ActsForNobody: for somebody without a duty at an authority.
    :raises ARelationNeedsAReason, TheRelationIsDeclaredAlready: what a declaration must contain.
    """
    duty = _duty(by, day_of(at))
    if not says_something(reason):
        raise ARelationNeedsAReason("请说明是什么关系（不少于5个字）", clause=CLAUSE, field="reason")
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    current = Relation.objects.current(starts_on).filter(user=by, enterprise=enterprise, kind=kind)
    if current.exists():
        raise TheRelationIsDeclaredAlready(f"您已申报与{enterprise.name}的此项关系，无需重复申报", field="enterprise")
    with context.context(
        acting_for_authority(by, duty.authority, Role(duty.role)), action="accounts.declare_relation", reason=reason
    ):
        return Relation.objects.create(
            user=by,
            enterprise=enterprise,
            kind=kind,
            reason=reason.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            declared_at=at,
        )


@transaction.atomic(durable=True)
def end_relation(*, by: User, relation_id: int, reason: str, at: datetime) -> Relation:
    """Say that one's relation is over as of today; it bars through today.

    :raises Relation.DoesNotExist: when it is not the person's own.
    :raises RelationsAreNotTakenBack: when it has ended before.
    :raises ARelationNeedsAReason: without a reason.
    """
    today = day_of(at)
    duty = _duty(by, today)
    relation = Relation.objects.select_for_update().get(pk=relation_id, user=by)
    if relation.ends_on is not None and relation.ends_on <= today:
        raise RelationsAreNotTakenBack("该项关系已终止，申报记录长期保留", clause=CLAUSE)
    if not says_something(reason):
        raise ARelationNeedsAReason("请说明为何不再存在该项关系（不少于5个字）", clause=CLAUSE, field="reason")
    with context.context(
        acting_for_authority(by, duty.authority, Role(duty.role)), action="accounts.end_relation", reason=reason
    ):
        relation.ends_on = max(today, relation.starts_on)
        relation.save(update_fields=["ends_on"])
    return relation


def _duty(user: User, today: date) -> Appointment:
    return some_duties_of(user, today, refusal=DECLARED_BY, clause=CLAUSE)[0]
