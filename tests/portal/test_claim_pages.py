"""The pages on which an enterprise of old records is registered and the registrant approved (E01)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import EnterpriseClaim, Membership
from accounts.rules import Role
from tests.audit.support import contents_of
from tests.factories import EnterpriseFactory, an_official
from tests.portal.test_account_pages import ENTRY, text
from tests.world import a_firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(client):
    EnterpriseFactory(credit_code="91220102MA17EXAM5J", name="旧名建设公司")
    page = text(client.post("/register/", ENTRY, follow=True))
    assert "登记须由省平台核实登记人后生效" in page
    return EnterpriseClaim.objects.get()


@pytest.fixture
def province(browser_of):
    return browser_of(an_official("220000", role=Role.ADMINISTRATOR))


def test_until_he_is_approved_the_registrant_sees_nothing_of_the_firm(claim):
    client = Client()
    client.post("/login/", {"username": ENTRY["username"], "password": ENTRY["password"]})

    for address in ("/enterprise/", "/enterprise/legacy/", "/enterprise/staff/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "旧名建设公司" not in text(answer)


def test_the_province_sees_who_it_is_and_lets_him_in(claim, province):
    assert "1 件待核实" in text(province.get("/province/"))
    for address in ("/province/registrations/", reverse("claim", args=[claim.pk])):
        page = text(province.get(address))
        for said in (ENTRY["name"], ENTRY["phone"], ENTRY["enterprise_name"], "旧名建设公司", "91220102MA17EXAM5J"):
            assert said in page

    page = text(province.post(reverse("claim", args=[claim.pk]), {"action": "approve"}, follow=True))

    assert "李企管是企业管理员" in page
    client = Client()
    client.post("/login/", {"username": ENTRY["username"], "password": ENTRY["password"]})
    assert ENTRY["enterprise_name"] in text(client.get("/enterprise/"))
    assert "企业登记已核准" in text(client.get("/notices/"))


def test_a_refusal_asks_for_its_reason_and_the_registrant_reads_it(claim, province):
    address = reverse("claim", args=[claim.pk])
    assert "至少5个字" in text(province.post(address, {"action": "refuse"}))

    province.post(address, {"action": "refuse", "reason": "单位介绍信与营业执照不符"})

    assert "单位介绍信与营业执照不符" in text(province.get("/province/registrations/"))
    assert "单位介绍信与营业执照不符" in text(province.get(address))
    client = Client()
    client.post("/login/", {"username": ENTRY["username"], "password": ENTRY["password"]})
    assert "单位介绍信与营业执照不符" in text(client.get("/notices/"))
    assert not Membership.objects.filter(enterprise=claim.enterprise).exists()


@pytest.mark.parametrize(
    "user",
    [
        pytest.param(lambda: an_official("220000", role=Role.SUPPORT), id="技术支持"),
        pytest.param(lambda: an_official("220100", role=Role.ADMINISTRATOR), id="市里的管理员"),
        pytest.param(lambda: an_official("220102"), id="审核人员"),
        pytest.param(lambda: a_firm().user, id="企业"),
    ],
)
def test_nobody_else_sees_or_decides_registrations(browser_of, claim, user):
    client, before = browser_of(user()), contents_of("accounts_enterpriseclaim")

    assert client.get("/province/registrations/").status_code == 403
    for way in ({"action": "approve"}, {"action": "refuse", "reason": "单位介绍信与营业执照不符"}):
        assert client.post(reverse("claim", args=[claim.pk]), way).status_code == 403
    assert contents_of("accounts_enterpriseclaim") == before
