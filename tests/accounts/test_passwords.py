"""A forgotten password: who may start its reset, how long the link works, and what ends with it (E02, 四（三）)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts import actions
from accounts.actions.members import MemberIsNotOnTheStaff
from accounts.actions.passwords import (
    AccountIsClosed,
    AResetHasAReason,
    OnesOwnPasswordIsNotReset,
    ResetLinkIsOver,
    TheProvinceResetsIt,
)
from accounts.models import Authority, Notice, User
from accounts.policy import ActsForNobody, OnlyItsAdministratorManagesStaff
from accounts.rules import Role
from audit.models import Event
from tests.accounts.staff import an_administrator
from tests.audit.support import acting, contents_of, entry_of
from tests.factories import AT, MembershipFactory, UserFactory, an_official

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_user", "accounts_notice", "audit_event")
NEW = "song-hua-jiang-88"
REASON = "本人来电，经单位座机回拨核实"


@pytest.fixture
def admin():
    return an_administrator()


@pytest.fixture
def province():
    return an_official("220000", role=Role.ADMINISTRATOR)


def a_colleague(admin):
    return MembershipFactory(enterprise=admin.enterprise)


def starts(admin, membership, by=None, at=AT):
    return actions.start_member_reset(
        by=by or admin.user, enterprise=admin.enterprise, membership_id=membership.pk, at=at
    )


def province_starts(by, user, reason=REASON, place="220000", at=AT):
    authority = Authority.objects.get(division=place)
    return actions.start_reset_by_province(by=by, authority=authority, user_id=user.pk, reason=reason, at=at)


def sets(link, at=AT, password=NEW):
    return actions.set_new_password(user_id=link.user.pk, token=link.token, password=password, at=at)


def test_a_member_sets_a_new_password_by_the_link_of_his_administrator(admin):
    colleague = a_colleague(admin)

    sets(starts(admin, colleague))

    user = User.objects.get(pk=colleague.user_id)
    assert (user.check_password(NEW), user.check_password("correct-horse-battery")) == (True, False)


def test_the_history_says_who_started_it_for_whom_and_who_set_it(admin):
    colleague = a_colleague(admin)
    link = starts(admin, colleague)
    sets(link)

    found = Event.objects.filter(subject=f"user:{colleague.user_id}", object_type="accounts_notice").order_by("pk")
    assert [(event.action, event.actor_name, event.unit) for event in found] == [
        ("accounts.start_reset", admin.user.name, admin.enterprise.name),
        ("accounts.set_new_password", colleague.user.name, ""),
    ]
    assert [entry_of(event)["row"]["user_id"] for event in found] == [colleague.user_id] * 2
    assert [notice.title for notice in Notice.objects.filter(user=colleague.user).order_by("pk")] == [
        "已为您生成密码重置链接",
        "密码已重新设置",
    ]
    assert link.token not in str(contents_of("accounts_notice", "accounts_user"))
    assert link.token.encode() not in b"".join(bytes(event.payload) for event in Event.objects.all())


@pytest.mark.parametrize(("after", "works"), [(timedelta(hours=24), True), (timedelta(hours=24, seconds=1), False)])
def test_a_link_works_for_a_day(admin, after, works):
    link = starts(admin, a_colleague(admin))
    assert link.expires_at == AT + timedelta(hours=24)

    if works:
        sets(link, at=AT + after)
    else:
        with pytest.raises(ResetLinkIsOver):
            sets(link, at=AT + after)
    assert User.objects.get(pk=link.user.pk).check_password(NEW) is works


def test_a_link_works_once_and_a_new_password_ends_every_other_link(admin):
    colleague = a_colleague(admin)
    first, second = starts(admin, colleague), starts(admin, colleague, at=AT + timedelta(minutes=1))
    sets(second, at=AT + timedelta(minutes=2))
    before = contents_of(*WATCHED)

    for link in (first, second):
        with pytest.raises(ResetLinkIsOver):
            sets(link, at=AT + timedelta(minutes=3), password="another-password-1")

    assert contents_of(*WATCHED) == before


def test_a_link_is_for_one_person_and_ends_when_he_logs_in_with_the_old_password(admin):
    colleague, other = a_colleague(admin), a_colleague(admin)
    link = starts(admin, colleague)
    with pytest.raises(ResetLinkIsOver):
        actions.set_new_password(user_id=other.user_id, token=link.token, password=NEW, at=AT)
    with pytest.raises(ResetLinkIsOver):
        actions.set_new_password(user_id=0, token=link.token, password=NEW, at=AT)

    Client().post("/login/", {"username": colleague.user.username, "password": "correct-horse-battery"})

    with pytest.raises(ResetLinkIsOver):
        sets(link)
    assert not User.objects.get(pk=colleague.user_id).check_password(NEW)


def test_sessions_end_and_a_lock_out_too(admin):
    colleague = a_colleague(admin)
    at_work, locked = Client(), Client()
    old = {"username": colleague.user.username, "password": "correct-horse-battery"}
    assert at_work.post("/login/", old).status_code == 302
    for _ in range(5):
        locked.post("/login/", old | {"password": "guess"}, REMOTE_ADDR="10.0.0.9")
    assert locked.post("/login/", old, REMOTE_ADDR="10.0.0.9").status_code == 429
    colleague.user.refresh_from_db()

    sets(starts(admin, colleague))

    assert at_work.get("/enterprise/").status_code == 302
    assert not AccessAttempt.objects.filter(username=colleague.user.username).exists()
    assert locked.post("/login/", old | {"password": NEW}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_another_firms_administrator_and_a_plain_member_start_nothing(admin):
    colleague, stranger = a_colleague(admin), an_administrator()
    before = contents_of(*WATCHED)

    for by in (stranger.user, colleague.user, UserFactory.build(pk=0)):
        with pytest.raises(OnlyItsAdministratorManagesStaff):
            starts(admin, colleague, by=by)
    with pytest.raises(MemberIsNotOnTheStaff):
        starts(stranger, colleague)

    assert contents_of(*WATCHED) == before


def test_whoever_works_elsewhere_too_is_reset_by_the_province_alone(admin, province):
    twice, official = a_colleague(admin), MembershipFactory(enterprise=admin.enterprise, user=an_official("220102"))
    MembershipFactory(user=twice.user)
    before = contents_of(*WATCHED)
    for member in (twice, official):
        with pytest.raises(TheProvinceResetsIt):
            starts(admin, member)
    assert contents_of(*WATCHED) == before

    sets(province_starts(province, twice.user))

    assert User.objects.get(pk=twice.user_id).check_password(NEW)


def test_somebody_who_left_the_other_firm_is_reset_by_his_own(admin):
    member = a_colleague(admin)
    elsewhere = MembershipFactory(user=member.user)
    with acting():
        elsewhere.ends_on = AT.date() - timedelta(days=1)
        elsewhere.save()

    sets(starts(admin, member))

    assert User.objects.get(pk=member.user_id).check_password(NEW)


def test_nobody_resets_himself_or_a_closed_account(admin, province):
    closed = MembershipFactory(enterprise=admin.enterprise, user=UserFactory(is_active=False))
    before = contents_of(*WATCHED)

    with pytest.raises(OnesOwnPasswordIsNotReset):
        starts(admin, admin)
    with pytest.raises(OnesOwnPasswordIsNotReset):
        province_starts(province, province)
    with pytest.raises(AccountIsClosed):
        starts(admin, closed)

    assert contents_of(*WATCHED) == before


def test_the_province_resets_an_official_and_says_why(province):
    official = an_official("220102")

    sets(province_starts(province, official))

    assert User.objects.get(pk=official.pk).check_password(NEW)
    event = Event.objects.get(
        subject=f"user:{official.pk}", action="accounts.start_reset", object_type="accounts_notice"
    )
    assert (event.actor_name, event.role, event.reason) == (province.name, "ADMINISTRATOR", REASON)


def test_no_other_official_resets_anybody_and_the_province_only_with_a_reason(province):
    official = an_official("220102")
    city = an_official("220100", role=Role.ADMINISTRATOR)
    before = contents_of(*WATCHED)

    for by, place in ((official, "220102"), (official, "220000"), (city, "220000"), (city, "220100")):
        with pytest.raises(ActsForNobody):
            province_starts(by, UserFactory.build(pk=province.pk), place=place)
    for reason in ("", "        ", "11111111"):
        with pytest.raises(AResetHasAReason):
            province_starts(province, official, reason=reason)

    assert contents_of(*WATCHED) == before
