"""Who works for an enterprise, from when to when, and that somebody always can let people in (E02)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from accounts import actions
from accounts.actions.members import MemberIsNotOnTheStaff, TheLastAdministratorStays
from accounts.models import Membership
from accounts.policy import (
    ActsForNobody,
    AnInternalCheckerSubmits,
    OnlyItsAdministratorManagesStaff,
    enterprise_of,
    require_member,
    require_submitter,
)
from accounts.rules import MemberRole
from audit.models import Event
from audit.verify import verify
from common.errors import RuleError
from tests.accounts.staff import TODAY, an_administrator, roles_of
from tests.audit.support import acting, contents_of
from tests.factories import AT, LONG_AGO, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_membership", "accounts_enterprise", "audit_event")


def changes_role(by, membership, role, at=AT):
    return actions.change_role(by=by.user, enterprise=by.enterprise, membership_id=membership.pk, role=role, at=at)


def ends(by, membership, at=AT):
    return actions.end_membership(by=by.user, enterprise=by.enterprise, membership_id=membership.pk, at=at)


def test_another_role_begins_today_and_the_days_before_keep_the_old_one():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)

    changed = changes_role(admin, filler, MemberRole.CHECKER)

    filler.refresh_from_db()
    assert (filler.role, filler.ends_on, filler.ended_at) == (MemberRole.FILLER, TODAY, AT)
    assert (changed.role, changed.starts_on, changed.ends_on) == (MemberRole.CHECKER, TODAY, None)
    yesterday = TODAY - timedelta(days=1)
    assert roles_of(admin.enterprise, yesterday)[filler.user.name] == MemberRole.FILLER
    assert roles_of(admin.enterprise)[filler.user.name] == MemberRole.CHECKER
    assert Membership.objects.current(TODAY).filter(user=filler.user).count() == 1


def test_a_role_that_began_today_is_changed_where_it_stands_and_the_history_tells():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise, starts_on=TODAY)

    assert changes_role(admin, filler, MemberRole.CHECKER).pk == filler.pk

    event = Event.objects.latest("pk")
    assert (event.action, event.actor_name, event.unit) == (
        "accounts.change_role",
        admin.user.name,
        admin.enterprise.name,
    )


@pytest.mark.parametrize("starts_on", [LONG_AGO, TODAY], ids=["早已任职", "今日任职"])
def test_an_ended_membership_counts_no_more_from_that_moment_and_may_begin_anew(starts_on):
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise, starts_on=starts_on)

    ends(admin, filler)

    with pytest.raises(ActsForNobody):
        require_member(filler.user, admin.enterprise, TODAY)
    assert enterprise_of(filler.user, TODAY) is None
    again = MembershipFactory(user=filler.user, enterprise=admin.enterprise, starts_on=TODAY)
    assert require_member(filler.user, admin.enterprise, TODAY) == again


def test_ending_takes_nothing_from_the_days_before():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)

    ends(admin, filler)

    assert require_member(filler.user, admin.enterprise, TODAY - timedelta(days=1)) == filler


def test_the_last_administrator_neither_goes_nor_is_demoted():
    admin = an_administrator()
    MembershipFactory(enterprise=admin.enterprise)
    before = contents_of(*WATCHED)

    for act in (lambda: ends(admin, admin), lambda: changes_role(admin, admin, MemberRole.CHECKER)):
        with pytest.raises(TheLastAdministratorStays, match="一（六）1"):
            act()

    assert contents_of(*WATCHED) == before


def test_an_administrator_who_cannot_log_in_is_not_another_one():
    admin = an_administrator()
    an_administrator(admin.enterprise, user=UserFactory(is_active=False))
    an_administrator(admin.enterprise, ends_on=TODAY - timedelta(days=1))
    an_administrator(admin.enterprise, starts_on=TODAY + timedelta(days=1))
    an_administrator()

    with pytest.raises(TheLastAdministratorStays):
        ends(admin, admin)


def test_an_administrator_goes_when_there_is_another():
    admin = an_administrator()
    other = an_administrator(admin.enterprise)

    ends(admin, admin)

    assert roles_of(admin.enterprise) == {other.user.name: MemberRole.ADMIN}
    with pytest.raises(OnlyItsAdministratorManagesStaff):
        ends(admin, other)


@pytest.mark.parametrize("role", [MemberRole.FILLER, MemberRole.CHECKER])
def test_nobody_but_an_administrator_changes_the_staff(role):
    admin = an_administrator()
    member = MembershipFactory(enterprise=admin.enterprise, role=role)
    stranger = an_administrator()
    before = contents_of(*WATCHED)

    for by in (member.user, stranger.user):
        for act in (
            lambda by=by: actions.end_membership(by=by, enterprise=admin.enterprise, membership_id=member.pk, at=AT),
            lambda by=by: actions.change_role(
                by=by, enterprise=admin.enterprise, membership_id=member.pk, role=MemberRole.ADMIN, at=AT
            ),
            lambda by=by: actions.set_requires_check(by=by, enterprise=admin.enterprise, required=True, at=AT),
        ):
            with pytest.raises(OnlyItsAdministratorManagesStaff):
                act()
    assert contents_of(*WATCHED) == before


def test_an_administrator_changes_his_own_staff_alone():
    admin, other = an_administrator(), an_administrator()
    before = contents_of(*WATCHED)

    with pytest.raises(MemberIsNotOnTheStaff):
        ends(admin, other)

    assert contents_of(*WATCHED) == before


def test_the_database_keeps_one_running_row_a_day_and_an_end_with_every_ending():
    filler = MembershipFactory()

    with pytest.raises(IntegrityError, match="membership_once"), acting():
        Membership.objects.create(
            user=filler.user, enterprise=filler.enterprise, role=MemberRole.ADMIN, starts_on=LONG_AGO
        )
    with pytest.raises(IntegrityError, match="ended_membership_has_an_end"), acting():
        Membership.objects.filter(pk=filler.pk).update(ended_at=AT)


@pytest.mark.parametrize(
    ("required", "role", "may"),
    [
        (False, MemberRole.FILLER, True),
        (False, MemberRole.CHECKER, True),
        (False, MemberRole.ADMIN, True),
        (True, MemberRole.FILLER, False),
        (True, MemberRole.CHECKER, True),
        (True, MemberRole.ADMIN, True),
    ],
)
def test_who_submits_where_a_check_is_asked_for(required, role, may):
    admin = an_administrator()
    member = MembershipFactory(enterprise=admin.enterprise, role=role)
    actions.set_requires_check(by=admin.user, enterprise=admin.enterprise, required=required, at=AT)

    if may:
        assert require_submitter(member.user, admin.enterprise, TODAY) == member
    else:
        with pytest.raises(AnInternalCheckerSubmits, match="一（六）1"):
            require_submitter(member.user, admin.enterprise, TODAY)
    with pytest.raises(ActsForNobody):
        require_submitter(UserFactory(), admin.enterprise, TODAY)


def test_a_person_of_several_firms_is_here_for_the_chosen_one_else_the_latest():
    first = MembershipFactory()
    latest = MembershipFactory(user=first.user, starts_on=TODAY)
    user = first.user

    assert enterprise_of(user, TODAY) == latest.enterprise
    user.chosen_enterprise_id = first.enterprise_id
    assert enterprise_of(user, TODAY) == first.enterprise
    user.chosen_enterprise_id = MembershipFactory().enterprise_id
    assert enterprise_of(user, TODAY) == latest.enterprise


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(4))
def test_two_administrators_who_remove_each_other_at_once_leave_one(round_):
    one = an_administrator()
    two = an_administrator(one.enterprise)
    gate = Barrier(2)
    acts = [
        lambda: ends(one, two if round_ % 2 else one),
        lambda: changes_role(two, one if round_ % 2 else two, MemberRole.FILLER),
    ]

    def run(act):
        try:
            gate.wait()
            return act()
        except RuleError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, acts))

    assert len([outcome for outcome in outcomes if isinstance(outcome, Membership)]) == 1
    assert list(roles_of(one.enterprise).values()).count(MemberRole.ADMIN) == 1
    assert verify().broken is None
