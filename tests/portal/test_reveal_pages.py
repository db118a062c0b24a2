"""A number in clear: on one answer, for a reason, for whoever's work names the person; auditors read of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import vault
from accounts.models import IdentityReveal
from accounts.rules import BusinessLine, Role
from tests.accounts.test_registries import employs
from tests.audit.support import contents_of
from tests.factories import AT, LONG_AGO, MembershipFactory, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
REASON = {"reason": "与注册证书原件核对"}
WATCHED = ("accounts_identityreveal", "audit_event")


def text(answer):
    return answer.content.decode()


def the_manager(project):
    return project.permits.get().project_manager


def case_address(case):
    return reverse("case-person", args=[case.number, the_manager(case.project).pk])


def test_a_reviewer_reads_the_number_once_and_nothing_else_holds_it(browser_of):
    case = a_firm().files()
    number = vault.number_of(the_manager(case.project))
    client = browser_of(an_official("220102"))
    listed = text(client.get(reverse("case-people", args=[case.number])))
    assert "张建国" in listed
    assert vault.masked(the_manager(case.project)) in listed
    assert number not in listed
    assert number not in text(client.get(case_address(case)))
    assert IdentityReveal.objects.count() == 0

    answer = client.post(case_address(case), REASON)

    assert number in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert answer.status_code == 200
    row = IdentityReveal.objects.get()
    assert (row.person, row.authority.division_id, row.subject) == (
        the_manager(case.project),
        "220102",
        str(case.project.row_guid),
    )
    assert number not in text(client.get(case_address(case)))
    assert number not in str(dict(client.session))


def test_a_reason_that_says_nothing_shows_nothing(browser_of):
    case = a_firm().files()
    client = browser_of(an_official("220102"))
    before = contents_of(*WATCHED)

    for reason in ("", "看看", "测试测试测试"):
        answer = client.post(case_address(case), {"reason": reason})
        assert "查看事由：" in text(answer)
        assert vault.number_of(the_manager(case.project)) not in text(answer)

    assert contents_of(*WATCHED) == before


@pytest.mark.parametrize(
    ("user", "status"),
    [
        pytest.param(lambda: an_official("220102"), 200, id="县"),
        pytest.param(lambda: an_official("220100"), 200, id="市"),
        pytest.param(lambda: an_official("220103"), 404, id="邻县"),
        pytest.param(lambda: an_official("220102", line=BusinessLine.DESIGN), 404, id="另一部门"),
        pytest.param(lambda: an_official("220102", role=Role.AUDITOR), 403, id="审计"),
        pytest.param(lambda: an_official("220000", role=Role.ADMINISTRATOR), 403, id="省级管理员"),
        pytest.param(lambda: a_firm().user, 404, id="另一企业"),
    ],
)
def test_a_cases_numbers_are_its_reviewers(browser_of, user, status):
    case = a_firm().files()
    client = browser_of(user())
    before = contents_of(*WATCHED)

    answer = client.post(case_address(case), REASON)

    assert answer.status_code == status
    assert client.get(reverse("case-people", args=[case.number])).status_code == status
    assert (vault.number_of(the_manager(case.project)) in text(answer)) is (status == 200)
    if status != 200:
        assert contents_of(*WATCHED) == before


def test_a_person_whom_the_case_does_not_name_is_not_found_there(browser_of):
    case, other = a_firm().files(), a_firm().files()
    client = browser_of(an_official("220102"))

    for person in (the_manager(other.project).pk, 0, 2**40):
        assert client.post(reverse("case-person", args=[case.number, person]), REASON).status_code == 404
    assert IdentityReveal.objects.count() == 0


def test_an_enterprise_reads_the_numbers_of_its_own_records_alone(browser_of):
    firm, stranger = a_firm(), a_firm()
    project = firm.fills_in()
    address = reverse("project-person", args=[project.row_guid, the_manager(project).pk])
    number = vault.number_of(the_manager(project))

    assert number in text(browser_of(firm.user).post(address, REASON))
    before = contents_of(*WATCHED)
    assert browser_of(stranger.user).post(address, REASON).status_code == 404
    assert browser_of(stranger.user).get(reverse("project-people", args=[project.row_guid])).status_code == 404
    assert browser_of(an_official("220102")).post(address, REASON).status_code in (403, 404)
    own = stranger.fills_in()
    mixed = reverse("project-person", args=[own.row_guid, the_manager(project).pk])
    before = contents_of(*WATCHED)
    assert browser_of(stranger.user).post(mixed, REASON).status_code == 404
    assert contents_of(*WATCHED) == before
    row = IdentityReveal.objects.get()
    assert (row.enterprise, row.authority) == (firm.enterprise, None)


def test_an_enterprise_reads_the_numbers_of_its_own_list(browser_of):
    member = MembershipFactory()
    row = employs(member, LONG_AGO, number="220102190001010016")
    address = reverse("person-number", args=[row.pk])
    client = browser_of(member.user)

    assert "220102190001010016" not in text(client.get(address))
    assert "220102190001010016" in text(client.post(address, REASON))
    assert IdentityReveal.objects.get().subject == f"enterprise {member.enterprise.credit_code}"


@pytest.mark.parametrize(
    ("user", "status", "sees"),
    [
        pytest.param(lambda: an_official("220000", role=Role.AUDITOR), 200, {"案件", "名单"}, id="省级审计"),
        pytest.param(lambda: an_official("220102", role=Role.AUDITOR), 200, {"案件"}, id="本地审计"),
        pytest.param(lambda: an_official("220100", role=Role.AUDITOR), 200, {"案件"}, id="市级审计"),
        pytest.param(lambda: an_official("220103", role=Role.AUDITOR), 200, set(), id="邻县审计"),
        pytest.param(lambda: an_official("220102"), 403, set(), id="审核人员"),
        pytest.param(lambda: a_firm().user, 403, set(), id="企业"),
    ],
)
def test_auditors_read_who_looked_and_why_without_the_numbers(browser_of, user, status, sees):
    firm = a_firm()
    case = firm.files()
    number = vault.number_of(the_manager(case.project))
    browser_of(an_official("220102", name="王审核")).post(case_address(case), {"reason": "核对案件中的项目经理"})
    row = employs(MembershipFactory(enterprise=firm.enterprise), LONG_AGO)
    browser_of(firm.user).post(reverse("person-number", args=[row.pk]), {"reason": "核对名单中的注册人员"})
    assert IdentityReveal.objects.count() == 2

    answer = browser_of(user()).get("/audit/reveals/")

    assert answer.status_code == status
    page = text(answer)
    assert {word for word in ("案件", "名单") if f"核对{word}" in page} == sees
    assert number not in page
    if "案件" in sees:
        assert "王审核" in page
        assert case.project.name in page


def test_a_confirmed_project_still_names_its_people_to_its_enterprise_and_its_reviewers(browser_of):
    firm, official = a_firm(), an_official("220102")
    case = confirms(official, firm.files())

    assert browser_of(official).post(case_address(case), REASON).status_code == 200
    page = browser_of(firm.user).get(reverse("project-people", args=[case.project.row_guid]))
    assert "张建国" in text(page)
    assert browser_of(firm.user).get(reverse("project-people", args=[uuid4()])).status_code == 404


def test_a_returned_case_names_the_people_of_its_last_submission(browser_of):
    import confirmation.actions as cases

    firm, official = a_firm(), an_official("220102")
    case = firm.files()
    address, number = case_address(case), vault.number_of(the_manager(case.project))
    held = cases.claim(by=official, case_id=case.pk, at=AT)
    cases.return_for_correction(
        by=official, case_id=case.pk, version_seen=held.version, note="请补充第2页", address=None, at=AT
    )

    assert number in text(browser_of(official).post(address, REASON))
