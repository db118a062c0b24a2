"""The pages of 业绩环节补录, and of a case that its enterprise wants back (N10, N12, E18, E22)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import confirmation.actions as cases
from accounts.models import Enterprise
from accounts.policy import AnInternalCheckerSubmits
from accounts.rules import EnterpriseKind
from common.clock import now
from confirmation.actions.withdraw import AskingNeedsAReason, NobodyIsAtWork
from confirmation.models import Case
from confirmation.rules.states import NotAllowedNow, Status
from projects.models import Attachment, ConstructionPermit, Project, Tender
from tests.audit.support import acting, contents_of
from tests.confirmation.adding import (
    adds,
    official_for,
    on_display,
    second_permit,
    submits_stages,
    supervision_contract,
    supervision_tender,
)
from tests.confirmation.pages import browser_of, claims, page_of, text_of
from tests.confirmation.test_refusals import refused, sends_back
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return a_firm(EnterpriseKind.SUPERVISION)


@pytest.fixture
def project(supervisor):
    return on_display(supervisor)


def address(project, name="stage-backfill"):
    return reverse(name, args=[project.row_guid])


def test_a_search_leads_a_participant_to_the_page_of_missing_stages(supervisor, project):
    page = text_of(browser_of(supervisor.user).get(reverse("enterprise-search"), {"q": project.name}))

    assert "业绩环节补录" in page
    assert "项目基本信息不得重复添加" in page
    assert f'href="{address(project)}"' in page


def test_the_page_shows_the_basics_to_be_read_and_what_this_firm_may_add(supervisor, project):
    page = text_of(browser_of(supervisor.user).get(address(project)))

    for kind in ("tender", "contract", "permit", "completion", "indicators"):
        assert f'href="{reverse("record-new", args=[project.row_guid, kind])}"' in page
    assert reverse("record-new", args=[project.row_guid, "drawing-review"]) not in page
    assert "施工图审查由勘察企业、设计企业补录" in page
    assert reverse("project-edit", args=[project.row_guid]) not in page
    assert project.owner_name in page
    assert "业绩补录（历史业绩补录），登记时间 2024-12-02 09:30" in page
    assert "缺失环节：招投标、合同、业绩指标" in page


def test_records_of_approval_systems_say_when_they_came(supervisor, project):
    from tests.fixtures.database import acting_as_owner

    with acting(), acting_as_owner():
        Project.objects.filter(pk=project.pk).update(origin="3", data_source=4)

    page = text_of(browser_of(supervisor.user).get(address(project)))

    assert "系统对接（共享交换），同步时间 2024-12-02 09:30" in page


def test_a_firm_that_takes_no_part_gets_403_and_the_way_to_become_a_participant(project):
    client = browser_of(a_firm(EnterpriseKind.SUPERVISION).user)

    for name in ("stage-backfill", "stage-check", "task-list"):
        answer = client.get(address(project, name))
        assert answer.status_code == 403
        assert "请向建设单位或填报企业申请列为参建单位并附证明" in text_of(answer)
        assert "一（六）2" in text_of(answer)


@pytest.mark.parametrize("name", ["stage-backfill", "stage-check"])
def test_a_project_that_is_not_on_display_does_not_exist_there(supervisor, name):
    waiting = a_firm().files().project

    assert browser_of(supervisor.user).get(address(waiting, name)).status_code == 404


def test_the_task_list_of_anothers_project_leads_to_the_missing_stages(supervisor, project):
    answer = browser_of(supervisor.user).get(address(project, "task-list"))

    assert (answer.status_code, answer.url) == (302, address(project))


def test_a_participant_fills_in_checks_submits_and_gets_a_receipt(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    client = browser_of(supervisor.user)
    page = text_of(client.get(address(project)))
    assert f'href="{address(project, "stage-check")}"' in page
    record = Tender.objects.get()
    assert f'href="{reverse("record-edit", args=[project.row_guid, "tender", record.row_guid])}"' in page

    check = text_of(client.get(address(project, "stage-check")))
    assert "南关区住房和城乡建设局" in check
    assert "招投标：净月新城住宅项目监理标段" in check
    assert project.owner_name not in check  # the basics are not submitted again
    answer = client.post(address(project, "stage-check"), {"declared": "on", "kind": "SUPERVISION"})

    case = Case.objects.get(enterprise=supervisor.enterprise)
    assert answer.url == reverse("case-receipt", args=[case.number])
    receipt = text_of(client.get(answer.url))
    assert "业绩环节补录" in receipt
    assert "质监" in receipt
    assert "待确认" in text_of(client.get(address(project)))
    assert address(project, "stage-check") not in text_of(client.get(address(project)))


def test_the_page_asks_once_for_each_kind_of_record_however_many_there_are(supervisor, project):
    client, counts = browser_of(supervisor.user), []
    client.get(address(project))  # code lists and field lists are read once a minute
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(project))
        counts.append(len(captured))
        for number in range(3):
            adds(supervisor, project, "TENDER", supervision_tender(supervisor, name=f"监理{number}标段"))
            adds(supervisor, project, "PERMIT", second_permit(supervisor, name=f"第{number}期"))

    # A kind of record that the project has is read with one query, however many there are; papers are one more.
    assert counts == [15, 17]


def test_the_task_list_asks_once_for_each_kind_of_record():
    firm = a_firm()
    client, counts = browser_of(firm.user), []
    drafts = firm.fills_in(completed=False), firm.fills_in(prepared=True)
    client.get(address(drafts[0], "task-list"))  # code lists and field lists are read once a minute
    for draft in drafts:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(draft, "task-list"))
        counts.append(len(captured))

    # Three kinds more, and the papers of people.
    assert counts == [17, 21]


def test_the_filer_does_not_see_what_a_participant_is_filling_in(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor, name="监理草稿标段"))
    filer = browser_of(project.filed_by.memberships.get().user)

    for name in ("task-list", "stage-backfill", "upgrade"):
        assert "监理草稿标段" not in text_of(filer.get(address(project, name)))
    paper = Attachment.objects.get(record_guid=Tender.objects.get().row_guid)
    assert filer.get(reverse("file", args=[paper.guid])).status_code == 404
    assert browser_of(supervisor.user).get(reverse("file", args=[paper.guid])).status_code == 200


def test_the_home_of_each_firm_shows_where_its_own_case_stands(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    submits_stages(supervisor, project)
    filer = project.filed_by.memberships.get().user

    own, theirs = (text_of(browser_of(user).get(reverse("enterprise-home"))) for user in (supervisor.user, filer))

    assert (project.name in own, "待确认" in own) == (True, True)
    assert (project.name in theirs, "待确认" in theirs, "已确认" in theirs) == (True, False, True)


def test_an_official_reads_the_papers_once_they_are_submitted(supervisor, project):
    record = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    paper = reverse("file", args=[Attachment.objects.get(record_guid=record.row_guid).guid])
    official, elsewhere = browser_of(official_for(supervisor)), browser_of(an_official("220103"))
    assert official.get(paper).status_code == 404

    submits_stages(supervisor, project)

    assert official.get(paper).status_code == 200
    assert elsewhere.get(paper).status_code == 404


def test_the_reason_of_a_return_stands_on_the_page_with_a_link_to_the_records(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    case, official = submits_stages(supervisor, project), official_for(supervisor)
    cases.claim(by=official, case_id=case.pk, at=AT)
    sends_back(cases.return_for_correction, official, case, note="中标金额与通知书不一致")

    page = text_of(browser_of(supervisor.user).get(address(project)))

    assert "退回补正" in page
    assert "中标金额与通知书不一致" in page
    assert 'href="#tasks"' in page
    assert address(project, "stage-check") in page


# Wanting a case back (E18)


def held(supervisor, project, at=AT):
    adds(supervisor, project, "CONTRACT", supervision_contract(supervisor))
    case, official = submits_stages(supervisor, project, at=at), official_for(supervisor)
    cases.claim(by=official, case_id=case.pk, at=at)
    return case, official


def asks(firm, case, at=AT, reason="合同编号填错"):
    return cases.ask_to_withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, reason=reason, at=at)


def test_a_firm_asks_for_a_claimed_case_and_the_official_answers_by_returning_it(supervisor, project):
    case, official = held(supervisor, project)

    asked = asks(supervisor, case)

    assert (asked.status, asked.withdrawal_asked_at, asked.withdrawal_reason) == (Status.WAITING, AT, "合同编号填错")
    assert "企业申请撤回" in text_of(browser_of(official).get(page_of(case)))
    sends_back(cases.return_for_correction, official, case, note="按企业申请退回")
    case.refresh_from_db()
    assert (case.status, case.withdrawal_asked_at, case.withdrawal_reason) == (Status.RETURNED, None, "")


def test_an_official_who_was_asked_may_confirm_all_the_same(supervisor, project):
    case, official = held(supervisor, project)
    asks(supervisor, case)

    case = confirms(official, case, claim=False, paper=None)

    assert (case.status, case.withdrawal_asked_at) == (Status.CONFIRMED, None)


def test_asking_is_for_a_case_at_work_with_a_reason(supervisor, project):
    case, official = held(supervisor, project)
    stranger = a_firm()

    with refused(AskingNeedsAReason, "请写明申请撤回的理由"):
        asks(supervisor, case, reason=" ")
    with refused(Case.DoesNotExist):
        asks(stranger, case)
    with refused(NobodyIsAtWork, "可以直接撤回"):
        asks(supervisor, case, at=AT + timedelta(minutes=31))
    sends_back(cases.return_for_correction, official, case)
    with refused(NotAllowedNow, "退回补正"):
        asks(supervisor, case)


def test_the_page_offers_withdrawal_before_a_claim_and_asking_after_it(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    case, client = submits_stages(supervisor, project, at=now()), browser_of(supervisor.user)
    withdraw, ask = (reverse(name, args=[case.number]) for name in ("case-withdraw", "case-ask-back"))
    page = text_of(client.get(address(project)))
    assert (withdraw in page, ask in page) == (True, False)

    claims(browser_of(official_for(supervisor)), case)

    page = text_of(client.get(address(project)))
    assert (withdraw in page, ask in page) == (False, True)
    before = contents_of("confirmation_case")
    client.post(ask, {"reason": ""})
    assert contents_of("confirmation_case") == before
    assert client.post(ask, {"reason": "合同编号填错"}).url == address(project)
    assert "已申请撤回：合同编号填错" in text_of(client.get(address(project)))


def test_where_the_enterprise_checks_inside_a_filler_does_not_submit(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    with acting():
        Enterprise.objects.filter(pk=supervisor.enterprise.pk).update(requires_check=True)

    with refused(AnInternalCheckerSubmits, "内部审核"):
        submits_stages(supervisor, project)
    assert ConstructionPermit.objects.filter(project=project).count() == 1
