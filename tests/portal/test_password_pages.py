"""The pages of a forgotten password, from the log-in page to logging in again (E02)."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.rules import Role
from tests.accounts.peers import MailServer, serving
from tests.accounts.staff import an_administrator
from tests.audit.support import contents_of
from tests.factories import MembershipFactory, UserFactory, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
NEW = {"password": "song-hua-jiang-88", "password_again": "song-hua-jiang-88"}
REASON = {"reason": "本人来电，经单位座机回拨核实"}


def text(answer):
    return answer.content.decode()


def link_on(answer):
    assert "no-store" in answer["Cache-Control"]
    return re.search(r"http://testserver(/password/\d+/[\w-]+/)", text(answer))[1]


def test_the_log_in_page_says_what_to_do_and_nothing_is_asked_of_a_visitor(client):
    assert 'href="/password/"' in text(client.get("/login/"))

    page = client.get("/password/")

    assert page.status_code == 200
    assert "企业管理员" in text(page)
    assert "<form" not in text(page).partition("<main")[2]


def test_a_member_comes_in_again_by_his_administrators_link(client, browser_of):
    admin = an_administrator()
    colleague = MembershipFactory(enterprise=admin.enterprise)
    assert "重置密码" in text(browser_of(admin.user).get("/enterprise/staff/"))
    assert "重置密码" not in text(browser_of(colleague.user).get("/enterprise/staff/"))

    link = link_on(browser_of(admin.user).post(reverse("staff-password", args=[colleague.pk])))

    shown = client.get(link)
    assert "no-store" in shown["Cache-Control"]
    assert colleague.user.username in text(shown)
    for weak in ({"password": "short", "password_again": "short"}, NEW | {"password_again": "other"}):
        assert "错误" in text(client.post(link, weak))
    assert client.post(link, NEW).url == "/login/"
    entry = {"username": colleague.user.username, "password": NEW["password"]}
    assert client.post("/login/", entry).url == "/home/"
    assert client.get(link).status_code == 409
    assert "密码已重新设置" in text(client.get("/notices/"))


@pytest.mark.parametrize("link", ["/password/1/x/", "/password/999999/abc-0123456789/"])
def test_an_invented_link_says_the_same_whoever_it_is_for(client, link):
    UserFactory(pk=1)

    answer = client.get(link)

    assert answer.status_code == 409
    assert "重置链接无效、已使用或已超过24小时" in text(answer)


def test_a_member_of_two_firms_is_sent_to_the_province(browser_of):
    admin = an_administrator()
    colleague = MembershipFactory(enterprise=admin.enterprise)
    MembershipFactory(user=colleague.user)
    before = contents_of("accounts_notice", "accounts_user")

    page = text(browser_of(admin.user).post(reverse("staff-password", args=[colleague.pk]), follow=True))

    assert "请本人联系省平台管理员办理" in page
    assert contents_of("accounts_notice") == {"accounts_notice": before["accounts_notice"]}


def test_the_province_finds_the_official_and_hands_over_a_link(client, browser_of):
    official = an_official("220102", name="何审核")
    province = browser_of(an_official("220000", role=Role.ADMINISTRATOR))
    assert "/province/accounts/" in text(province.get("/province/"))
    assert "何审核" not in text(province.get("/province/accounts/"))

    for asked in (official.username, "审核"):
        page = text(province.get("/province/accounts/", {"q": asked}))
        assert "何审核" in page
        assert "审核人员" in page
    address = reverse("account-password", args=[official.pk])
    assert address in page
    assert "至少5个字" in text(province.post(address, {"reason": "x"}))
    client.post(link_on(province.post(address, REASON)), NEW)

    assert User.objects.get(pk=official.pk).check_password(NEW["password"])


@pytest.mark.parametrize(
    "user",
    [
        pytest.param(lambda: an_official("220000", role=Role.SUPPORT), id="技术支持"),
        pytest.param(lambda: an_official("220100", role=Role.ADMINISTRATOR), id="市里的管理员"),
        pytest.param(lambda: an_official("220102"), id="审核人员"),
        pytest.param(lambda: a_firm().user, id="企业"),
    ],
)
def test_nobody_else_makes_links_for_officials(browser_of, user):
    official, client = an_official("220102"), browser_of(user())
    before = contents_of("accounts_notice")

    assert client.post(reverse("account-password", args=[official.pk]), REASON).status_code == 403
    assert client.get("/province/accounts/", {"q": official.username}).status_code == 403
    assert contents_of("accounts_notice") == before


def test_the_link_is_mailed_where_mail_is_there(browser_of, settings):
    admin = an_administrator()
    known = MembershipFactory(enterprise=admin.enterprise, user=UserFactory(email="ren@example.invalid"))
    address = reverse("staff-password", args=[known.pk])
    settings.EMAIL_HOST = ""
    assert "未开通邮件" in text(browser_of(admin.user).post(address))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with serving(MailServer()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert "ren@example.invalid" in text(browser_of(admin.user).post(address))
    assert [recipient for recipient, _ in server.received] == ["ren@example.invalid"]
