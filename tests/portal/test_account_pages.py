"""Enterprises come in, keep their staff and lists, and people read what they are told (E01, E02, E24)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Enterprise, Membership, Notice, Qualification, Registration, User
from accounts.rules import MemberRole, NoticeChannel, NoticeKind
from tests.accounts.peers import MailServer, serving
from tests.accounts.staff import an_administrator
from tests.accounts.test_registries import CERTIFICATE, employs, states
from tests.audit.support import acting, contents_of
from tests.factories import AT, EnterpriseFactory, MembershipFactory, UserFactory, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
ENTRY = {
    "credit_code": "９１２２０１０２ＭＡ１７ＥＸＡＭ５Ｊ",
    "enterprise_name": "吉林省开源建设有限公司",
    "kinds": ["CONSTRUCTION", "DESIGN"],
    "name": "李企管",
    "phone": "13800000000",
    "username": "liqiguan",
    "password": "kai-yuan-lu-2024",
    "password_again": "kai-yuan-lu-2024",
}
WATCHED = (
    "accounts_enterprise", "accounts_user", "accounts_membership", "accounts_invitation", "accounts_qualification",
    "accounts_registration", "accounts_notice",
)  # fmt: skip

STAFF = tuple(table for table in WATCHED if table != "accounts_user")  # logging in is told there


def text(answer):
    return answer.content.decode()


def test_the_log_in_page_leads_to_registration_and_registration_to_logging_in(client):
    assert 'href="/register/"' in text(client.get("/login/"))

    answer = client.post("/register/", ENTRY)

    assert (answer.status_code, answer.url) == (302, "/login/")
    enterprise = Enterprise.objects.get()
    assert (enterprise.credit_code, enterprise.kinds) == ("91220102MA17EXAM5J", ["CONSTRUCTION", "DESIGN"])
    page = text(client.post("/login/", {"username": "liqiguan", "password": "kai-yuan-lu-2024"}, follow=True))
    assert "吉林省开源建设有限公司" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"credit_code": "91220102MA17EXAM5K"}, "第18位校验码不符"),
        ({"kinds": []}, "企业类别："),
        ({"password_again": "another"}, "两次输入的密码不一致"),
        ({"password": "123456789012", "password_again": "123456789012"}, "密码："),
        ({"password": "liqiguan", "password_again": "liqiguan"}, "密码："),
        ({"phone": "12345"}, "11位手机号码"),
        ({"username": "a b"}, "登录名只能用"),
        ({"username": "taken"}, "已被使用"),
    ],
)
def test_a_faulty_registration_is_told_at_its_field_and_registers_nothing(client, changes, words):
    UserFactory(username="taken")
    before = contents_of(*WATCHED)

    page = text(client.post("/register/", ENTRY | changes))

    assert words in page
    assert "有" in page
    assert ENTRY["enterprise_name"] in page  # nothing typed is lost
    assert "kai-yuan-lu-2024" not in page
    assert contents_of(*WATCHED) == before


def test_other_kinds_read_why_they_need_no_account(client):
    before = contents_of(*WATCHED)

    answer = client.post("/register/", {"kinds": ["OTHER"]})

    assert answer.status_code == 403
    assert "招标代理" in text(answer)
    assert "一（一）" in text(answer)
    assert contents_of(*WATCHED) == before


def test_a_firm_of_another_kind_too_registers_as_one_of_the_four(client):
    client.post("/register/", ENTRY | {"kinds": ["SUPERVISION", "OTHER"]})

    assert Enterprise.objects.get().kinds == ["SUPERVISION"]


def test_a_registered_code_leads_to_the_firm(client):
    known = EnterpriseFactory(credit_code="91220102MA17EXAM5J", name="早已登记的公司")
    member = MembershipFactory(enterprise=known)

    page = text(client.post("/register/", ENTRY))

    assert "早已登记的公司" in page
    assert "邀请您" in page
    assert member.user.name not in page
    assert Enterprise.objects.count() == 1


def test_the_eleventh_try_within_an_hour_is_refused(client):
    codes = [client.post("/register/", {}).status_code for _ in range(11)]

    assert codes == [200] * 10 + [409]
    assert client.get("/register/").status_code == 200


def test_an_invited_person_follows_the_link_once(client, browser_of):
    admin = an_administrator()
    answer = browser_of(admin.user).post(
        "/enterprise/staff/invite/", {"name": "新来人员", "username": "xinren", "role": "CHECKER"}
    )
    link = re.search(r"http://testserver(/invitations/[\w-]+/)", text(answer))[1]
    assert "no-store" in answer["Cache-Control"]
    assert link not in text(browser_of(admin.user).get("/enterprise/staff/"))

    shown = client.get(link)
    assert "no-store" in shown["Cache-Control"]
    assert admin.enterprise.name in text(shown)
    weak = client.post(link, {"password": "short", "password_again": "short"})
    assert "错误" in text(weak)
    assert client.post(link, {"password": "song-hua-jiang-88", "password_again": "song-hua-jiang-88"}).url == "/login/"

    assert Membership.objects.get(user__username="xinren").role == MemberRole.CHECKER
    assert client.get(link).status_code == 409


def test_a_person_with_an_account_logs_in_to_accept(client, browser_of):
    admin, owner = an_administrator(), a_firm()
    _, token = actions.invite(
        by=admin.user, enterprise=admin.enterprise, username=owner.user.username, name="某人", role=MemberRole.FILLER,
        phone="", email="", at=_now(),
    )  # fmt: skip
    link, somebody = reverse("invitation", args=[token]), UserFactory()
    before = contents_of(*STAFF)

    assert f"/login/?next={link}" in text(client.get(link))
    client.post(link, {"password": "song-hua-jiang-88", "password_again": "song-hua-jiang-88"})
    stranger = browser_of(somebody)
    assert "请换一个账号" in text(stranger.get(link))
    stranger.post(link)
    assert contents_of(*STAFF) == before

    own = browser_of(owner.user)
    assert own.post(link).url == "/enterprise/"
    assert admin.enterprise.name in text(own.get("/enterprise/"))


def _now():
    from common.clock import now

    return now()


def test_the_link_is_mailed_where_mail_is_there(browser_of, settings):
    admin = an_administrator()
    facts = {"name": "新来人员", "username": "xinren", "role": "FILLER", "email": "xinren@example.invalid"}
    settings.EMAIL_HOST = ""
    assert "未开通邮件" in text(browser_of(admin.user).post("/enterprise/staff/invite/", facts))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with serving(MailServer()) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert "xinren@example.invalid" in text(browser_of(admin.user).post("/enterprise/staff/invite/", facts))
        server.refuses = True
        assert "邮件没有发出" in text(browser_of(admin.user).post("/enterprise/staff/invite/", facts))
    assert [recipient for recipient, _ in server.received] == ["xinren@example.invalid"]


def test_everyone_of_the_firm_sees_the_staff_and_an_administrator_changes_it(browser_of):
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)

    seen = text(browser_of(filler.user).get("/enterprise/staff/"))
    assert admin.user.name in seen
    assert "改任" not in seen.split("<tbody>")[1]

    client = browser_of(admin.user)
    page = text(client.post(reverse("staff-role", args=[filler.pk]), {"role": "CHECKER"}, follow=True))
    assert f"{filler.user.name}的角色为内部审核人" in page
    page = text(client.post(reverse("staff-end", args=[admin.pk]), follow=True))
    assert "唯一的企业管理员" in page
    client.post(reverse("staff-check"), {"required": "on"})
    admin.enterprise.refresh_from_db()
    assert admin.enterprise.requires_check
    client.post(reverse("staff-check"), {})
    admin.enterprise.refresh_from_db()
    assert not admin.enterprise.requires_check


def staff_posts(membership, invitation):
    return {
        reverse("staff-invite"): {"name": "某", "username": "mou", "role": "FILLER"},
        reverse("staff-check"): {"required": "on"},
        reverse("staff-role", args=[membership.pk]): {"role": "ADMIN"},
        reverse("staff-end", args=[membership.pk]): {},
        reverse("staff-password", args=[membership.pk]): {},
        reverse("staff-revoke", args=[invitation.pk]): {},
    }


@pytest.mark.parametrize("who", ["filler", "checker", "official", "nobody"])
def test_nobody_but_an_administrator_touches_the_staff(browser_of, who):
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    invitation, _ = _invitation(admin)
    user = {
        "filler": lambda: filler.user,
        "checker": lambda: MembershipFactory(enterprise=admin.enterprise, role=MemberRole.CHECKER).user,
        "official": lambda: an_official("220102"),
        "nobody": UserFactory,
    }[who]()
    client = browser_of(user)
    before = contents_of(*WATCHED)

    for address, facts in staff_posts(filler, invitation).items():
        assert client.post(address, facts).status_code == 403, address
    assert contents_of(*WATCHED) == before


def _invitation(admin):
    return actions.invite(
        by=admin.user, enterprise=admin.enterprise, username="dengdai", name="等待", role=MemberRole.FILLER, phone="",
        email="", at=_now(),
    )  # fmt: skip


def test_another_firms_administrator_touches_nothing_of_this_one(browser_of):
    admin, stranger = an_administrator(), an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    invitation, _ = _invitation(admin)
    client = browser_of(stranger.user)
    before = contents_of(*WATCHED)

    for name, row in (("staff-role", filler), ("staff-end", filler), ("staff-revoke", invitation)):
        client.post(reverse(name, args=[row.pk]), {"role": "ADMIN"})
    page = text(client.get("/enterprise/staff/"))

    assert filler.user.name not in page
    assert "等待" not in page
    assert contents_of(*WATCHED) == before


def test_a_person_of_two_firms_chooses_and_sees_one_at_a_time(browser_of):
    one, two = a_firm(), a_firm()
    MembershipFactory(user=one.user, enterprise=two.enterprise)
    stranger = a_firm()
    one.fills_in(name="第一家的项目")
    two.fills_in(name="第二家的项目")
    client = browser_of(one.user)
    assert "切换企业" in text(client.get("/enterprise/"))
    assert "切换企业" not in text(browser_of(two.user).get("/enterprise/"))

    for firm, seen, hidden in (
        (one, "第一家的项目", "第二家的项目"),
        (two, "第二家的项目", "第一家的项目"),
    ):
        assert client.post("/enterprise/choose/", {"enterprise": firm.enterprise.pk}).url == "/enterprise/"
        page = text(client.get("/enterprise/"))
        assert seen in page
        assert hidden not in page
    for wanted in (stranger.enterprise.pk, "x", ""):
        assert client.post("/enterprise/choose/", {"enterprise": wanted}).status_code == 404
    assert "第二家的项目" in text(client.get("/enterprise/"))


def test_a_choice_ends_with_the_membership(browser_of):
    admin = an_administrator()
    filler = MembershipFactory(enterprise=admin.enterprise)
    MembershipFactory(user=filler.user)
    client = browser_of(filler.user)
    client.post("/enterprise/choose/", {"enterprise": admin.enterprise.pk})
    assert admin.enterprise.name in text(client.get("/enterprise/"))

    client_of_admin = browser_of(admin.user)
    client_of_admin.post(reverse("staff-end", args=[filler.pk]))

    assert admin.enterprise.name not in text(client.get("/enterprise/"))


def test_a_firm_keeps_its_qualifications_and_people(browser_of):
    member = MembershipFactory()
    client = browser_of(member.user)
    facts = {name: str(value) for name, value in CERTIFICATE.items()}
    person = {
        "person_name": "张建国", "person_document": "1", "person_number": "220102190001010016",
        "category": "CONSTRUCTOR_1", "profession": "建筑工程", "certificate_number": "吉1222020202100001",
        "seal_code": "", "valid_until": "", "starts_on": "2020年1月1日", "ends_on": "",
    }  # fmt: skip

    assert client.post("/enterprise/qualifications/new/", facts).url == "/enterprise/qualifications/"
    assert client.post("/enterprise/people/new/", person).url == "/enterprise/people/"

    assert "建筑工程施工总承包" in text(client.get("/enterprise/qualifications/"))
    page = text(client.get("/enterprise/people/"))
    assert "220102********0016" in page
    registration = Registration.objects.get()
    edit = reverse("person-edit", args=[registration.pk])
    for shown in (page, text(client.get(edit))):
        assert "张建国" in shown
        assert "220102190001010016" not in shown
    client.post(edit, person | {"ends_on": "2024-06-30"})
    registration.refresh_from_db()
    assert str(registration.ends_on) == "2024-06-30"
    assert "身份证号码末位校验码不符" in text(
        client.post("/enterprise/people/new/", person | {"person_number": "220102190001010017"})
    )
    client.post(reverse("qualification-remove", args=[Qualification.objects.get().pk]))
    client.post(reverse("person-remove", args=[registration.pk]))
    assert "张建国" not in text(client.get("/enterprise/people/"))


REGISTRY_PAGES = ["qualification-edit", "qualification-remove", "person-edit", "person-remove", "person-number"]


@pytest.mark.parametrize("page", REGISTRY_PAGES)
def test_another_firms_lists_do_not_exist(browser_of, page):
    member = MembershipFactory()
    row = states(member) if page.startswith("qualification") else employs(member, CERTIFICATE["issued_on"])
    address = reverse(page, args=[row.pk])
    stranger, official = browser_of(a_firm().user), browser_of(an_official("220102"))
    before = contents_of(*WATCHED)

    answers = [stranger.post(address, {"reason": "与注册证书原件核对"})]
    if not page.endswith("remove"):
        answers.append(stranger.get(address))
    assert {answer.status_code for answer in answers} <= {404, 409}
    assert official.post(address).status_code == 403
    for answer in answers:
        assert "建筑工程施工总承包" not in text(answer)
        assert "张建国" not in text(answer)
    assert "张建国" not in text(stranger.get("/enterprise/people/"))
    assert "建筑工程施工总承包" not in text(stranger.get("/enterprise/qualifications/"))
    assert contents_of(*WATCHED) == before


def test_every_page_of_an_enterprise_is_in_one_of_these_tests():
    from accounts.urls import enterprise

    administrators = {"staff-invite", "staff-check", "staff-role", "staff-end", "staff-revoke", "staff-password"}
    own = {"choose-enterprise", "staff", "qualifications", "qualification-new", "people", "person-new"}
    named = {path.name for path in enterprise.urlpatterns} | {"person-number"}
    assert named == administrators | own | set(REGISTRY_PAGES)


def told(to, **changes):
    facts = {"kind": NoticeKind.RETURNED, "title": "办件已退回", "text": "请补充。", "url": "/enterprise/", "at": AT}
    with acting():
        return actions.notify(to, **(facts | changes))


def test_unread_notices_are_counted_in_the_head_come_first_and_are_read(browser_of):
    firm = a_firm()
    told([firm.user], title="早的一条")
    told([firm.user], title="晚的一条")
    client = browser_of(firm.user)
    assert 'class="who-unread">2<' in text(client.get("/enterprise/"))
    latest = Notice.objects.latest("pk")

    assert client.post(reverse("notice-open", args=[latest.pk])).url == "/enterprise/"

    page = text(client.get("/notices/"))
    assert page.index("早的一条") < page.index("晚的一条")
    assert 'class="who-unread">1<' in page
    client.post("/notices/read/")
    assert "who-unread" not in text(client.get("/notices/"))


def test_what_the_head_costs_does_not_grow_with_the_notices(browser_of, django_assert_num_queries):
    firm = a_firm()
    client = browser_of(firm.user)
    client.get("/enterprise/choose/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get("/enterprise/choose/")
    for _ in range(30):
        told([firm.user])
    with django_assert_num_queries(len(few)):
        client.get("/enterprise/choose/")
    assert sum("accounts_notice" in query["sql"] for query in few) == 1


def test_a_notice_of_a_firm_opens_in_its_name_and_leads_nowhere_else(browser_of):
    one, two = a_firm(), a_firm()
    MembershipFactory(user=one.user, enterprise=two.enterprise)
    client = browser_of(one.user)
    for firm in (one, two):
        told(firm.enterprise)
        notice = Notice.objects.filter(user=one.user).latest("pk")
        assert client.post(reverse("notice-open", args=[notice.pk])).url == "/enterprise/"
        assert firm.enterprise.name in text(client.get("/enterprise/"))
    for address in ("https://evil.example/", "//evil.example/", "", "/\\evil.example"):
        (notice,) = told([one.user], url=address)
        assert client.post(reverse("notice-open", args=[notice.pk])).url == "/notices/"


def test_another_persons_notice_does_not_exist(browser_of):
    (notice,) = told([a_firm().user], title="别人的通知")
    client = browser_of(a_firm().user)

    assert client.post(reverse("notice-open", args=[notice.pk])).status_code == 404
    assert "别人的通知" not in text(client.get("/notices/"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_settings_say_which_channel_is_not_there_and_keep_the_choice(browser_of, settings):
    user = an_official("220102")
    client = browser_of(user)
    settings.EMAIL_HOST, settings.SMS_GATEWAY_URL = "mail.invalid", ""

    page = text(client.get("/notices/settings/"))
    assert "短信未开通" in page
    assert "邮件未开通" not in page

    client.post(
        "/notices/settings/", {"email": "a@example.invalid", "phone": "１３７００００００００", "DUE_SOON": ["SMS"]}
    )
    user.refresh_from_db()
    assert (user.email, user.phone) == ("a@example.invalid", "13700000000")
    chosen = {row.kind: (row.by_mail, row.by_sms) for row in user.notice_settings.all()}
    assert chosen == {kind: (False, kind == NoticeKind.DUE_SOON) for kind in NoticeKind.values}
    assert len(NoticeChannel) == 2
    assert "11位" in text(client.post("/notices/settings/", {"phone": "1"}))


@pytest.mark.parametrize(
    "address",
    [
        "/enterprise/choose/", "/enterprise/staff/", "/enterprise/staff/invite/", "/enterprise/qualifications/",
        "/enterprise/qualifications/new/", "/enterprise/people/", "/enterprise/people/new/", "/notices/",
        "/notices/settings/", "/audit/reveals/",
    ],
)  # fmt: skip
def test_a_visitor_logs_in_first(address):
    answer = Client().get(address)

    assert (answer.status_code, answer.url) == (302, f"/login/?next={address}")


@pytest.mark.parametrize(
    "address", ["/enterprise/choose/", "/enterprise/staff/", "/enterprise/qualifications/", "/enterprise/people/"]
)
def test_who_works_for_no_enterprise_has_none_of_these_pages(browser_of, address):
    assert browser_of(an_official("220102")).get(address).status_code == 403
    assert User.objects.count() == 1
