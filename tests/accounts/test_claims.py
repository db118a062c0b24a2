"""Whoever knows the code of an enterprise that old records brought does not come by its records (E01, 二（二）1)."""

import pytest

from accounts import actions
from accounts.actions.claims import ARefusalHasAReason, ClaimIsDecided, SomebodyWorksForItAlready
from accounts.actions.registration import EnterpriseIsRegistered, NewAccount
from accounts.models import Authority, Enterprise, EnterpriseClaim, Membership, Notice, User
from accounts.policy import ActsForNobody
from accounts.rules import EnterpriseKind, MemberRole, Role
from audit.models import Event
from common.clock import day_of
from tests.audit.support import acting, contents_of
from tests.factories import AT, EnterpriseFactory, an_official

pytestmark = pytest.mark.django_db
WATCHED = ("accounts_enterprise", "accounts_enterpriseclaim", "accounts_membership", "accounts_notice", "audit_event")
STATED = "四平建筑工程有限公司"
REASON = "单位介绍信与营业执照不符"


@pytest.fixture
def brought():
    """An enterprise as the load of old records makes it."""
    return EnterpriseFactory(name="旧名", kinds=[EnterpriseKind.DESIGN])


@pytest.fixture
def province():
    return an_official("220000", role=Role.ADMINISTRATOR)


def registers(enterprise, username="zhaoxin"):
    account = NewAccount(username=username, name="赵新", phone="13900000000", password="song-hua-jiang-88")
    return actions.register_enterprise(
        credit_code=enterprise.credit_code, name=STATED, kinds=[EnterpriseKind.CONSTRUCTION], administrator=account,
        at=AT,
    )  # fmt: skip


def deed(by, claim, place="220000", **more):
    return {"by": by, "authority": Authority.objects.get(division=place), "claim_id": claim.pk, "at": AT, **more}


def told(user):
    return [notice.title for notice in Notice.objects.filter(user=user).order_by("pk")]


def test_a_registration_waits_and_the_province_is_told(brought, province):
    claim = registers(brought)

    assert isinstance(claim, EnterpriseClaim)
    assert User.objects.get(username="zhaoxin").check_password("song-hua-jiang-88")
    assert not Membership.objects.filter(enterprise=brought).exists()
    brought.refresh_from_db()
    assert (brought.name, brought.kinds) == ("旧名", ["DESIGN"])
    assert told(province) == [f"有企业登记待核实：{STATED}"]


def test_the_province_lets_him_in_with_what_he_stated(brought, province):
    claim = registers(brought)

    membership = actions.approve_claim(**deed(province, claim))

    assert (membership.user.username, membership.role, membership.starts_on) == (
        "zhaoxin",
        MemberRole.ADMIN,
        day_of(AT),
    )
    enterprise = Enterprise.objects.get(pk=brought.pk)
    assert (enterprise.name, enterprise.kinds) == (STATED, ["CONSTRUCTION"])
    assert told(claim.user) == [f"企业登记已核准：{STATED}"]
    events = Event.objects.filter(action="accounts.approve_claim", subject=f"enterprise:{brought.pk}")
    assert {event.actor_name for event in events} == {province.name}
    assert {event.object_type for event in events} >= {"accounts_enterpriseclaim", "accounts_membership"}


def test_the_province_refuses_him_with_a_reason_and_another_may_come(brought, province):
    claim, second = registers(brought), registers(brought, "sunli")

    actions.refuse_claim(**deed(province, claim, reason=REASON))

    claim.refresh_from_db()
    assert (claim.is_approved, claim.reason, claim.decided_by, claim.decided_at) == (False, REASON, province, AT)
    assert told(claim.user) == [f"企业登记未核准：{STATED}"]
    assert REASON in Notice.objects.get(user=claim.user).text
    assert actions.approve_claim(**deed(province, second)).user.username == "sunli"


def test_an_enterprise_goes_to_one_registrant_alone(brought, province):
    first, second = registers(brought), registers(brought, "sunli")
    actions.approve_claim(**deed(province, first))
    before = contents_of(*WATCHED)

    with pytest.raises(SomebodyWorksForItAlready):
        actions.approve_claim(**deed(province, second))
    for again in (
        lambda: actions.approve_claim(**deed(province, first)),
        lambda: actions.refuse_claim(**deed(province, first, reason=REASON)),
    ):
        with pytest.raises(ClaimIsDecided):
            again()

    assert contents_of(*WATCHED) == before


def test_nobody_but_the_provinces_administrator_decides_and_a_refusal_has_a_reason(brought, province):
    claim, city = registers(brought), an_official("220100", role=Role.ADMINISTRATOR)
    before = contents_of(*WATCHED)

    for by, place in ((an_official("220000"), "220000"), (city, "220000"), (city, "220100"), (claim.user, "220000")):
        with pytest.raises(ActsForNobody):
            actions.approve_claim(**deed(by, claim, place))
        with pytest.raises(ActsForNobody):
            actions.refuse_claim(**deed(by, claim, place, reason=REASON))
    for reason in ("", "   ", "1234567"):
        with pytest.raises(ARefusalHasAReason):
            actions.refuse_claim(**deed(province, claim, reason=reason))

    assert contents_of(*WATCHED[:4]) == {table: before[table] for table in WATCHED[:4]}


def test_an_enterprise_whose_people_have_all_left_is_not_open_to_claims(brought, province):
    claim = registers(brought)
    membership = actions.approve_claim(**deed(province, claim))
    with acting():
        membership.ends_on = membership.starts_on
        membership.ended_at = AT
        membership.save()

    with pytest.raises(EnterpriseIsRegistered):
        registers(brought, "sunli")
