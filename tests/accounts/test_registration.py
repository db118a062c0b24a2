"""An enterprise comes in by its credit code, once, with its first administrator (E01, N01, BR-01)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.actions.registration import (
    CreditCodeIsFaulty,
    EnterpriseIsRegistered,
    LoginIsTaken,
    NewAccount,
    OtherKindsDoNotFile,
    TooManyAttempts,
)
from accounts.models import EnrolmentAttempt, Enterprise, Membership, User
from accounts.rules import EnterpriseKind, MemberRole
from audit.models import Event
from audit.verify import verify
from common.clock import day_of
from tests.audit.support import contents_of
from tests.factories import AT, UserFactory, a_credit_code

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_enterprise", "accounts_membership", "accounts_user", "audit_event")


def registers(**changes):
    account = NewAccount(
        username=changes.pop("username", "guanliyuan"), name="李企管", password="kai-yuan-lu-2024", phone="13800000000"
    )
    facts = {
        "credit_code": "91220102MA17EXAM5J",
        "name": "吉林省开源建设有限公司",
        "kinds": [EnterpriseKind.CONSTRUCTION, EnterpriseKind.DESIGN],
        "administrator": account,
        "at": AT,
    }
    return actions.register_enterprise(**(facts | changes))


@pytest.mark.django_db(transaction=True)
def test_an_enterprise_registers_with_several_kinds_and_its_first_administrator():
    membership = registers()

    enterprise, user = Enterprise.objects.get(), User.objects.get()
    assert (enterprise.credit_code, enterprise.kinds) == ("91220102MA17EXAM5J", ["CONSTRUCTION", "DESIGN"])
    assert (membership.role, membership.starts_on, membership.ends_on) == (MemberRole.ADMIN, day_of(AT), None)
    assert (user.username, user.name, user.phone) == ("guanliyuan", "李企管", "13800000000")
    assert user.check_password("kai-yuan-lu-2024")
    assert set(Event.objects.values_list("action", "actor_name").filter(object_type__in=WATCHED)) == {
        ("accounts.register_enterprise", "registration")
    }
    assert verify().broken is None


def test_the_same_code_is_refused_and_points_to_the_firm_without_naming_a_person():
    registers()
    before = contents_of(*WATCHED)

    with pytest.raises(EnterpriseIsRegistered) as refusal:
        registers(username="another", name="另一个名字")

    assert "吉林省开源建设有限公司" in str(refusal.value)
    assert "邀请" in str(refusal.value)
    assert "一（一）" in str(refusal.value)
    assert "李企管" not in str(refusal.value)
    assert "guanliyuan" not in str(refusal.value)
    assert refusal.value.field == "credit_code"
    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        pytest.param({"kinds": []}, OtherKindsDoNotFile, "kinds", id="其他类别"),
        pytest.param({"credit_code": "91220102MA17EXAM5K"}, CreditCodeIsFaulty, "credit_code", id="第18位"),
        pytest.param({"credit_code": "91220102MA17EXAM5"}, CreditCodeIsFaulty, "credit_code", id="17位"),
        pytest.param({"username": "taken"}, LoginIsTaken, "username", id="登录名"),
    ],
)
def test_what_is_not_an_enterprise_of_the_notice_is_refused(changes, refusal, field):
    UserFactory(username="taken")
    before = contents_of(*WATCHED)

    with pytest.raises(refusal) as told:
        registers(**changes)

    assert told.value.field == field
    assert contents_of(*WATCHED) == before


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_two_people_who_register_one_firm_at_once_make_one():
    code, gate = a_credit_code(), Barrier(4)

    def register(number):
        try:
            gate.wait()
            return registers(credit_code=code, username=f"person{number}").pk
        except EnterpriseIsRegistered as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(register, range(4)))

    assert len([outcome for outcome in outcomes if isinstance(outcome, int)]) == 1
    assert Enterprise.objects.count() == Membership.objects.count() == User.objects.count() == 1
    assert verify().broken is None


def test_ten_tries_an_hour_from_one_address_and_no_more():
    for minute in range(10):
        actions.note_attempt(address="10.0.0.1", at=AT + timedelta(minutes=minute))

    with pytest.raises(TooManyAttempts):
        actions.note_attempt(address="10.0.0.1", at=AT + timedelta(minutes=59))
    actions.note_attempt(address="10.0.0.2", at=AT + timedelta(minutes=59))
    actions.note_attempt(address="10.0.0.1", at=AT + timedelta(minutes=61))

    assert EnrolmentAttempt.objects.count() == 12
    actions.note_attempt(address="10.0.0.1", at=AT + timedelta(days=3))
    assert EnrolmentAttempt.objects.count() == 1
