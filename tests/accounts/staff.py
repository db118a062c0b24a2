"""People of an enterprise for the tests of this folder."""

from accounts.models import Membership
from accounts.rules import MemberRole
from common.clock import day_of
from tests.factories import AT, EnterpriseFactory, MembershipFactory

TODAY = day_of(AT)


def an_administrator(enterprise=None, **facts):
    """A new administrator's membership, of a new enterprise unless one is given."""
    return MembershipFactory(enterprise=enterprise or EnterpriseFactory(), role=MemberRole.ADMIN, **facts)


def roles_of(enterprise, today=TODAY):
    """Role by name of the current staff."""
    rows = Membership.objects.current(today).filter(enterprise=enterprise).select_related("user")
    return {row.user.name: row.role for row in rows}
