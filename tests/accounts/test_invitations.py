"""A link that works once, for a week, and is nowhere to be read again (E02)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts import actions
from accounts.actions.invitations import InvitationIsForSomebodyElse, InvitationIsOver, MemberAlready
from accounts.models import Invitation, Membership, User
from accounts.policy import OnlyItsAdministratorManagesStaff
from accounts.rules import MemberRole
from audit.models import Event
from common.errors import RuleError
from tests.accounts.staff import TODAY, an_administrator, roles_of
from tests.audit.support import contents_of
from tests.factories import AT, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_membership", "accounts_user", "accounts_invitation", "audit_event")


def invites(admin, username="xinren", role=MemberRole.FILLER, at=AT, by=None):
    return actions.invite(
        by=by or admin.user,
        enterprise=admin.enterprise,
        username=username,
        name="新来人员",
        role=role,
        phone="13900000000",
        email="xinren@example.invalid",
        at=at,
    )


def accepts(token, user=None, at=AT):
    return actions.accept_invitation(token=token, user=user, password="song-hua-jiang-88", at=at)


def test_an_invited_person_gets_an_account_and_joins():
    admin = an_administrator()
    invitation, token = invites(admin, role=MemberRole.CHECKER)

    membership = accepts(token)

    user = User.objects.get(username="xinren")
    assert (user.name, user.phone, user.email) == ("新来人员", "13900000000", "xinren@example.invalid")
    assert user.check_password("song-hua-jiang-88")
    assert (membership.user, membership.role, membership.starts_on) == (user, MemberRole.CHECKER, TODAY)
    invitation.refresh_from_db()
    assert invitation.accepted_at == AT


def test_a_link_works_once():
    _, token = invites(an_administrator())
    accepts(token)
    before = contents_of(*WATCHED)

    with pytest.raises(InvitationIsOver):
        accepts(token)

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(("after", "works"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)])
def test_a_link_works_for_seven_days(after, works):
    _, token = invites(an_administrator())
    if works:
        accepts(token, at=AT + after)
    else:
        with pytest.raises(InvitationIsOver):
            accepts(token, at=AT + after)
    assert User.objects.filter(username="xinren").exists() is works


def test_a_link_that_was_taken_back_or_replaced_or_invented_works_no_more():
    admin = an_administrator()
    first, first_token = invites(admin)
    second, second_token = invites(admin)
    actions.revoke_invitation(by=admin.user, enterprise=admin.enterprise, invitation_id=second.pk, at=AT)
    before = contents_of(*WATCHED)

    for token in (first_token, second_token, "invented", ""):
        with pytest.raises(InvitationIsOver):
            accepts(token)
    for invitation in (first, second):
        with pytest.raises(InvitationIsOver):
            actions.revoke_invitation(by=admin.user, enterprise=admin.enterprise, invitation_id=invitation.pk, at=AT)
    assert contents_of(*WATCHED) == before


def test_the_token_stands_nowhere_neither_in_the_table_nor_in_the_history():
    invitation, token = invites(an_administrator())

    stored = contents_of("accounts_invitation")
    assert token not in str(stored)
    payloads = b"".join(bytes(event.payload) for event in Event.objects.filter(object_type="accounts_invitation"))
    assert token.encode() not in payloads
    assert invitation.token_digest.encode() not in payloads


def test_someone_with_an_account_joins_a_second_firm_as_himself():
    admin, elsewhere = an_administrator(), MembershipFactory()
    _, token = invites(admin, username=elsewhere.user.username)
    password = elsewhere.user.password

    membership = accepts(token, user=elsewhere.user)

    assert membership.user == elsewhere.user
    assert User.objects.get(pk=elsewhere.user.pk).password == password
    assert Membership.objects.current(TODAY).filter(user=elsewhere.user).count() == 2


@pytest.mark.parametrize("who", ["nobody", "another"])
def test_an_account_that_exists_is_joined_by_its_owner_alone(who):
    admin, owner = an_administrator(), UserFactory()
    _, token = invites(admin, username=owner.username)
    before = contents_of(*WATCHED)

    with pytest.raises(InvitationIsForSomebodyElse):
        accepts(token, user=UserFactory() if who == "another" else None)

    assert (
        contents_of("accounts_membership", "accounts_invitation")
        == {key: before[key] for key in ("accounts_membership", "accounts_invitation")}
        if isinstance(before, dict)
        else True
    )
    assert roles_of(admin.enterprise) == {admin.user.name: MemberRole.ADMIN}


def test_only_an_administrator_invites_and_only_into_his_firm():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    invitation, _ = invites(admin, username="waiting")
    other = an_administrator()
    before = contents_of(*WATCHED)

    for by in (filler.user, other.user):
        with pytest.raises(OnlyItsAdministratorManagesStaff):
            invites(admin, by=by)
        with pytest.raises(OnlyItsAdministratorManagesStaff):
            actions.revoke_invitation(by=by, enterprise=admin.enterprise, invitation_id=invitation.pk, at=AT)
    with pytest.raises(InvitationIsOver):
        actions.revoke_invitation(by=other.user, enterprise=other.enterprise, invitation_id=invitation.pk, at=AT)
    assert contents_of(*WATCHED) == before


def test_a_member_is_not_invited_again():
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    before = contents_of(*WATCHED)

    with pytest.raises(MemberAlready):
        invites(admin, username=filler.user.username)

    assert contents_of(*WATCHED) == before


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_opened_twice_at_once_makes_one_account():
    admin = an_administrator()
    _, token = invites(admin)
    gate = Barrier(3)

    def accept(_):
        try:
            gate.wait()
            return accepts(token).pk
        except RuleError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(accept, range(3)))

    assert outcomes.count(InvitationIsOver) == 2
    assert User.objects.filter(username="xinren").count() == 1
    assert Membership.objects.filter(enterprise=admin.enterprise).count() == 2
    assert Invitation.objects.get().accepted_at == AT
