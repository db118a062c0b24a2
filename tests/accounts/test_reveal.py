"""A number in clear is an act with a name, a unit and a reason, kept for ever (四（三）, decisions 8)."""

from datetime import timedelta

import pytest

from accounts import actions, vault
from accounts.actions.reveal import RevealNeedsAReason
from accounts.models import IdentityReveal, Person
from accounts.policy import ActsForNobody
from accounts.rules import Role, says_something
from audit.models import Event
from tests.audit.support import acting, contents_of
from tests.factories import AT, MembershipFactory, UserFactory, an_authority, an_official

pytestmark = pytest.mark.django_db
NUMBER = "220102190001010016"


@pytest.fixture
def person():
    with acting():
        return vault.keep(name="张建国", document_kind="1", number=NUMBER, at=AT)


def looks(by, person, acting, reason="与注册证书原件核对", at=AT):
    return actions.reveal_number(by=by, person_id=person.pk, reason=reason, acting=acting, subject="0a1b", at=at)


def test_a_reviewer_sees_the_number_and_the_look_is_kept(person):
    official = an_official("220102", name="王审核")

    assert looks(official, person, an_authority("220102"), reason="  与注册证书原件核对 ") == NUMBER

    row = IdentityReveal.objects.get()
    assert (row.person, row.user, row.authority, row.enterprise) == (person, official, an_authority("220102"), None)
    assert (row.reason, row.subject, row.revealed_at) == ("与注册证书原件核对", "0a1b", AT)
    event = Event.objects.get(object_type="accounts_identityreveal")
    assert (event.action, event.actor_name, event.role, event.unit, event.reason, event.subject) == (
        "accounts.reveal_number",
        "王审核",
        "REVIEWER",
        "南关区住房和城乡建设局",
        "与注册证书原件核对",
        "0a1b",
    )
    assert NUMBER.encode() not in bytes(event.payload)


def test_a_member_sees_the_number_for_his_enterprise(person):
    member = MembershipFactory()

    assert looks(member.user, person, member.enterprise) == NUMBER

    row = IdentityReveal.objects.get()
    assert (row.authority, row.enterprise) == (None, member.enterprise)


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("与注册证书原件核对", True),
        ("核对合同签字人", True),
        ("", False),
        ("核对证件", False),
        ("     核对", False),
        ("测试测试测试", False),
        ("1234567890", False),
        ("……，，。。！！", False),
        ("aaaaaaa", False),
    ],
)
def test_a_reason_says_something(reason, says):
    assert says_something(reason) is says


def test_a_look_without_a_reason_is_refused_and_leaves_nothing(person):
    official = an_official("220102")
    before = contents_of("accounts_identityreveal", "audit_event")

    with pytest.raises(RevealNeedsAReason, match="四（三）") as refusal:
        looks(official, person, an_authority("220102"), reason="看看")

    assert NUMBER not in str(refusal.value)
    assert contents_of("accounts_identityreveal", "audit_event") == before


@pytest.mark.parametrize(
    ("user", "unit"),
    [
        pytest.param(lambda: an_official("220103"), lambda: an_authority("220102"), id="另一局"),
        pytest.param(lambda: an_official("220102", role=Role.AUDITOR), lambda: an_authority("220102"), id="审计"),
        pytest.param(UserFactory, lambda: an_authority("220102"), id="无职责"),
        pytest.param(lambda: MembershipFactory().user, lambda: MembershipFactory().enterprise, id="另一企业"),
        pytest.param(lambda: an_official("220102"), lambda: MembershipFactory().enterprise, id="审核人员代企业"),
    ],
)
def test_nobody_looks_for_a_unit_that_is_not_his(person, user, unit):
    by, acting_for = user(), unit()
    before = contents_of("accounts_identityreveal", "audit_event")

    with pytest.raises(ActsForNobody):
        looks(by, person, acting_for)

    assert contents_of("accounts_identityreveal", "audit_event") == before


def test_a_duty_that_has_ended_shows_nothing(person):
    member = MembershipFactory(ends_on=AT.date())

    with pytest.raises(ActsForNobody):
        looks(member.user, person, member.enterprise, at=AT + timedelta(days=1))


def test_there_is_nobody_to_look_at_and_nothing_is_kept():
    member = MembershipFactory()

    with pytest.raises(Person.DoesNotExist):
        actions.reveal_number(
            by=member.user, person_id=0, reason="与注册证书原件核对", acting=member.enterprise, subject="x", at=AT
        )
    assert IdentityReveal.objects.count() == 0
