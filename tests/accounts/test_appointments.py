"""Appointments are the truth, guardian's rows are written from them, and flags open nothing (decisions 9)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts import actions
from accounts.models import Appointment, AuthorityUserPermission, User
from accounts.policy import ActsForNobody, duties_of, require_duty
from accounts.rules import ROLE_PERMISSIONS, BusinessLine, Role
from audit.context import Acting, SystemActor, context
from audit.models import Event
from tests.audit.support import acting, contents_of
from tests.factories import LONG_AGO, MembershipFactory, UserFactory, an_authority

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 2)
SYSTEM = Acting.system(SystemActor.SEED)


def appointed(user, division="220102", role=Role.REVIEWER, starts=LONG_AGO, ends=None):
    with acting():
        return actions.grant_duty(
            user=user,
            authority=an_authority(division),
            role=role,
            business_line=BusinessLine.CONSTRUCTION if role == Role.REVIEWER else None,
            starts_on=starts,
            ends_on=ends,
        )


def permissions_of(user):
    return set(
        AuthorityUserPermission.objects.filter(user=user).values_list(
            "permission__codename", "content_object__division_id"
        )
    )


def fresh(user):
    return User.objects.get(pk=user.pk)  # guardian remembers what it looked up per instance


@pytest.mark.parametrize("role", Role)
def test_an_appointment_writes_the_one_permission_of_its_role(role):
    user = UserFactory()

    appointed(user, role=role)

    assert permissions_of(user) == {(ROLE_PERMISSIONS[role], "220102")}
    require_duty(fresh(user), an_authority("220102"), role, TODAY)
    for other in set(Role) - {role}:
        with pytest.raises(ActsForNobody):
            require_duty(fresh(user), an_authority("220102"), other, TODAY)
    with pytest.raises(ActsForNobody, match="宽城区"):
        require_duty(fresh(user), an_authority("220103"), role, TODAY)


def test_appointing_again_changes_nothing():
    user = UserFactory()
    appointed(user)
    before = contents_of("accounts_appointment", "accounts_authorityuserpermission", "audit_event")

    appointed(user)

    assert contents_of("accounts_appointment", "accounts_authorityuserpermission", "audit_event") == before


def test_the_permission_goes_the_day_after_the_last_day_and_not_before():
    user = UserFactory()
    appointed(user, ends=TODAY)

    assert actions.end_due_appointments(by=SYSTEM, today=TODAY) == 0
    assert permissions_of(user) == {("review_cases", "220102")}

    assert actions.end_due_appointments(by=SYSTEM, today=TODAY + timedelta(days=1)) == 1
    assert permissions_of(user) == set()
    with pytest.raises(ActsForNobody):
        require_duty(fresh(user), an_authority("220102"), Role.REVIEWER, TODAY)
    event = Event.objects.latest("pk")
    assert (event.object_type, event.operation) == ("accounts_authorityuserpermission", "DELETE")
    assert (event.action, event.channel) == ("accounts.end_due_appointments", "task")


def test_taking_back_twice_takes_back_once():
    appointed(UserFactory(), ends=TODAY)
    tomorrow = TODAY + timedelta(days=1)

    assert [actions.end_due_appointments(by=SYSTEM, today=tomorrow) for _ in range(2)] == [1, 0]


def test_a_permission_stays_while_another_appointment_carries_it():
    user = UserFactory()
    appointed(user, ends=TODAY)
    appointed(user, starts=TODAY)

    assert actions.end_due_appointments(by=SYSTEM, today=TODAY + timedelta(days=1)) == 0
    assert permissions_of(user) == {("review_cases", "220102")}


def test_only_the_permission_that_ended_goes():
    user = UserFactory()
    appointed(user, ends=TODAY)
    appointed(user, division="220103")
    appointed(user, role=Role.AUDITOR)

    actions.end_due_appointments(by=SYSTEM, today=TODAY + timedelta(days=1))

    assert permissions_of(user) == {("review_cases", "220103"), ("read_history", "220102")}


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(0, None, True), (1, None, False), (-5, 0, True), (-5, -1, False)],
    ids=["今日起", "明日起", "今日止", "昨日止"],
)
def test_a_duty_counts_on_its_days_whatever_the_nightly_task_has_done(starts, ends, counts):
    user = UserFactory()
    appointed(user, starts=TODAY + timedelta(days=starts), ends=None if ends is None else TODAY + timedelta(days=ends))

    assert bool(duties_of(user, TODAY)) is counts


def test_a_reviewer_without_a_business_line_is_refused():
    user = UserFactory()
    before = contents_of("accounts_appointment", "accounts_authorityuserpermission", "audit_event")

    with pytest.raises(IntegrityError, match="reviewer_has_a_line"), acting():
        actions.grant_duty(user=user, authority=an_authority("220102"), role=Role.REVIEWER, starts_on=LONG_AGO)

    assert contents_of("accounts_appointment", "accounts_authorityuserpermission", "audit_event") == before


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
def test_a_user_has_no_flag_that_opens_anything(flag):
    user = UserFactory()
    before = contents_of("accounts_user", "audit_event")

    with pytest.raises(IntegrityError, match="user_has_no_flags"), transaction.atomic(), context(SYSTEM, action="x"):
        User.objects.filter(pk=user.pk).update(**{flag: True})
    with pytest.raises(IntegrityError, match="user_has_no_flags"), transaction.atomic(), context(SYSTEM, action="x"):
        UserFactory(**{flag: True})

    assert contents_of("accounts_user", "audit_event") == before


def test_a_right_given_without_context_is_refused():
    appointment = appointed(UserFactory())
    before = contents_of("accounts_authorityuserpermission", "audit_event")

    with pytest.raises(DatabaseError, match="without context"), transaction.atomic():
        AuthorityUserPermission.objects.filter(user=appointment.user).delete()

    assert contents_of("accounts_authorityuserpermission", "audit_event") == before


def test_a_duty_that_begins_tomorrow_does_not_count_today():
    user = UserFactory()
    appointed(user, starts=TODAY + timedelta(days=1))

    with pytest.raises(ActsForNobody):
        require_duty(fresh(user), an_authority("220102"), Role.REVIEWER, TODAY)
    require_duty(fresh(user), an_authority("220102"), Role.REVIEWER, TODAY + timedelta(days=1))


def test_a_deactivated_person_has_no_duty_that_counts():
    user = UserFactory()
    appointed(user)
    with acting():
        User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(ActsForNobody):
        require_duty(fresh(user), an_authority("220102"), Role.REVIEWER, TODAY)


def test_a_member_of_an_enterprise_has_no_duty():
    user = MembershipFactory().user

    assert duties_of(user, TODAY) == []
    assert not Appointment.objects.filter(user=user).exists()
