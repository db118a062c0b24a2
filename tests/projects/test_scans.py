"""Papers are scanned once for each content; nothing infected is kept, opened, submitted or confirmed (E11)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import confirmation.actions as cases
import projects.actions as filing
from accounts.models import Notice
from audit.models import Event
from confirmation.models import Defect
from projects import store, tasks
from projects.actions.openings import OnlyMarkedPartsAreOpen
from projects.actions.scanning import LEASE, WAITS, enrol_forgotten
from projects.models import Attachment, PaperScan, StoredFile
from projects.queries.scans import PaperIsInfected, PapersAreNotScannedYet, state_of
from projects.rules.scans import ScanState
from tests.audit.support import acting, contents_of
from tests.confirmation.marking import on_field, returns
from tests.confirmation.test_races import at_once
from tests.factories import AT, PDF, an_official
from tests.projects.scanning import INFECTED, a_scanner, sweep
from tests.projects.scans import a_pdf
from tests.world import a_firm, confirms

WATCHED = (
    "projects_attachment", "projects_storedfile", "projects_paperscan", "confirmation_case", "confirmation_submission",
    "confirmation_decision", "grading_gradeentry", "accounts_notice", "audit_event",
)  # fmt: skip


@pytest.fixture
def peer(tmp_path, settings):
    with a_scanner(tmp_path, settings) as found:
        yield found


@pytest.fixture
def firm():
    return a_firm()


def attach(firm, project, data=INFECTED, at=AT, **changes):
    return filing.attach(
        **{
            "by": firm.user,
            "enterprise": firm.enterprise,
            "project_id": project.pk,
            "record_guid": project.row_guid,
            "kind": "OTHER",
            "filename": "补充.pdf",
            "chunks": [data],
            "at": at,
            **changes,
        }
    )


def remove(firm, paper):
    return filing.remove(
        by=firm.user, enterprise=firm.enterprise, project_id=paper.project_id, attachment_guid=paper.guid, at=AT
    )


def log_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def papers_page(project):
    return f"/enterprise/projects/{project.row_guid}/records/{project.row_guid}/papers/"


def state(paper):
    return state_of(StoredFile.objects.get(pk=paper.file_id))


@pytest.mark.django_db
def test_a_paper_waits_and_is_found_clean_or_infected_with_what_was_found(firm, peer):
    project = firm.fills_in()
    bad = attach(firm, project)
    good = Attachment.objects.get(record_guid=project.row_guid, kind="APPROVAL_PAPER")
    assert {state(good), state(bad)} == {ScanState.PENDING}

    run = sweep(AT)

    assert (run.clean, run.infected, run.put_off) == (1, 1, 0)
    assert (state(good), state(bad)) == (ScanState.CLEAN, ScanState.INFECTED)
    scan = PaperScan.objects.get(pk=bad.file_id)
    assert (scan.signature, scan.scanned_at, scan.attempts, scan.due_at) == ("Eicar-Test-Signature", AT, 1, None)
    entry = Event.objects.filter(object_type="projects_paperscan", object_id=bad.file_id).latest("id")
    assert (entry.actor_name, entry.action) == ("scanner", "projects.scan_due_papers")


@pytest.mark.django_db
def test_one_content_is_scanned_once_however_often_it_is_used(firm, peer):
    first, second = firm.fills_in(), a_firm().fills_in()

    assert Attachment.objects.filter(project__in=[first, second]).count() == 6
    assert sweep(AT).clean == 1
    assert peer.scans == [hashlib.sha256(PDF).hexdigest()]
    attach(firm, first, PDF)
    assert sweep(AT).clean == 0


@pytest.mark.django_db
def test_the_newest_paper_is_scanned_first_so_that_a_backlog_holds_nobody_up(firm, peer):
    project = firm.fills_in()
    newest = attach(firm, project, a_pdf(2), at=AT + timedelta(hours=1))

    sweep(AT + timedelta(hours=2))

    assert peer.scans[0] == newest.file_id


@pytest.mark.django_db
def test_without_a_scanner_nothing_is_scanned_nothing_blocks_and_the_state_says_so(firm, settings):
    assert settings.PAPERS_SCANNER_URL == ""
    case = firm.files()
    paper = Attachment.objects.filter(project=case.project).first()

    assert sweep(AT).clean == 0
    assert state(paper) == ScanState.NOT_SCANNED
    assert confirms(an_official("220102"), case).status == "CONFIRMED"
    with pytest.raises(CommandError, match="PAPERS_SCANNER_URL"):
        call_command("scan_papers")


@pytest.mark.django_db
def test_what_was_stored_before_there_was_a_scanner_is_scanned_when_there_is_one(firm, tmp_path, settings, capsys):
    project = firm.fills_in()
    paper = Attachment.objects.filter(project=project).first()
    with acting():
        StoredFile.objects.create(
            sha256="0" * 64, size=1, content_type="application/pdf", pages=1, created_at=AT
        )  # as by a version of the portal that knew no scans
    assert not PaperScan.objects.filter(pk="0" * 64).exists()

    with a_scanner(tmp_path, settings) as peer:
        assert enrol_forgotten(at=AT) == 1
        assert enrol_forgotten(at=AT) == 0
        call_command("scan_papers")

        assert "未发现病毒 1，发现病毒 0，稍后重试 1" in capsys.readouterr().out  # the store lacks the made-up one
        assert peer.scans == [paper.file_id]
        assert state(paper) == ScanState.CLEAN
    assert "暂时不能读取" in PaperScan.objects.get(pk="0" * 64).error


@pytest.mark.django_db
def test_an_outage_costs_one_try_and_when_the_scanner_is_back_everything_is_scanned(firm, peer):
    project = firm.fills_in()
    attach(firm, project, a_pdf(2))
    peer.behaves("closed")

    run = sweep(AT)

    assert (run.clean, run.put_off) == (0, 1)
    assert sorted(PaperScan.objects.values_list("attempts", flat=True)) == [0, 1]
    tried = PaperScan.objects.get(attempts=1)
    assert (tried.state, tried.due_at, tried.error) == ("PENDING", AT + WAITS[0], "扫描服务中断了连接")
    peer.behaves("")
    assert sweep(AT).clean == 1
    assert sweep(AT + WAITS[0]).clean == 1


@pytest.mark.django_db
def test_a_paper_of_which_the_scanner_says_nothing_is_asked_again_later_and_later_and_never_given_up(firm, peer):
    paper = attach(firm, firm.fills_in(), a_pdf(2), at=AT + timedelta(seconds=1))
    peer.behaves("garbage")
    at, waits = AT + timedelta(days=1), []

    for _ in range(7):
        PaperScan.objects.exclude(pk=paper.file_id).update(due_at=at + timedelta(days=9))
        assert sweep(at).put_off == 1
        due = PaperScan.objects.get(pk=paper.file_id).due_at
        waits.append((due - at) // timedelta(minutes=1))
        at = due

    assert waits == [1, 2, 5, 15, 30, 30, 30]
    peer.behaves("")
    assert sweep(at).clean == 1
    assert PaperScan.objects.get(pk=paper.file_id).error == ""


@pytest.mark.django_db
def test_a_run_that_dies_leaves_a_later_try(firm, peer, monkeypatch):
    firm.fills_in()

    class PowerIsCut(BaseException):
        pass

    def cut(sha256):
        raise PowerIsCut

    with monkeypatch.context() as patched:
        patched.setattr(store, "read", cut)
        with pytest.raises(PowerIsCut):
            sweep(AT)

    assert sweep(AT + LEASE - timedelta(seconds=1)).clean == 0
    assert sweep(AT + LEASE).clean == 1


@pytest.mark.django_db
def test_an_infected_paper_is_told_to_everyone_who_carries_it_in_force_and_to_nobody_else(firm, peer):
    project, other, former = firm.fills_in(), a_firm(), a_firm()
    attach(firm, project)
    attach(other, other.fills_in())
    remove(former, attach(former, former.fills_in()))

    sweep(AT)

    notices = Notice.objects.filter(kind="INFECTED")
    assert sorted(notices.values_list("user", flat=True)) == sorted([firm.user.pk, other.user.pk])
    told = notices.get(user=firm.user)
    assert told.enterprise == firm.enterprise
    assert told.text.startswith(f"{project.name} 基本信息“补充.pdf”：发现病毒（Eicar-Test-Signature），该文件已停用")
    assert told.url == papers_page(project)
    assert told.sendings.count() == 2


@pytest.mark.django_db
def test_nobody_opens_an_infected_paper_and_the_page_says_what_to_do(firm, peer, client):
    project = firm.fills_in()
    paper = attach(firm, project)
    case = firm.submits(project)
    official = an_official("220102")
    address = f"/files/{paper.guid}/"
    assert log_in(client, firm.user).get(address).getvalue() == INFECTED
    assert log_in(client, official).get(address).status_code == 200

    sweep(AT)

    for user in (firm.user, official):
        answer = log_in(client, user).get(address)
        assert answer.status_code == 403
        words = answer.content.decode()
        assert "“补充.pdf”中发现病毒（Eicar-Test-Signature），已停用，任何人不能打开或下载" in words
        assert "用无病毒的文件替换" in words
        assert b"EICAR-STANDARD" not in answer.content
    answer = client.get(f"/authority/cases/{case.number}/papers/{paper.guid}/", follow=True)
    assert answer.status_code == 403


@pytest.mark.django_db
def test_the_same_bytes_are_not_taken_a_second_time_nor_used_again(firm, peer, client, media):
    project, second = firm.fills_in(), firm.fills_in()
    paper = attach(firm, project)
    sweep(AT)
    before = contents_of(*WATCHED)

    with pytest.raises(PaperIsInfected, match=r"“又一份.pdf”中发现病毒（Eicar-Test-Signature），未保存"):
        attach(firm, second, filename="又一份.pdf")
    with pytest.raises(PaperIsInfected, match="未保存"):
        filing.reuse(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=second.pk,
            record_guid=second.row_guid,
            source_guid=paper.guid,
            at=AT,
        )

    assert contents_of(*WATCHED) == before
    assert list((media / "incoming").iterdir()) == []
    page = log_in(client, firm.user).get(
        f"/enterprise/projects/{second.row_guid}/records/{second.row_guid}/papers/reuse/"
    )
    assert paper not in [row["paper"] for row in page.context["found"]]


@pytest.mark.django_db
def test_a_filing_with_an_infected_paper_is_not_submitted_until_it_is_replaced(firm, peer):
    project = firm.fills_in()
    paper = attach(firm, project)
    firm.explains(project)
    sweep(AT)
    before = contents_of(*WATCHED)

    with pytest.raises(PaperIsInfected) as refusal:
        firm.submits(project)

    assert "“补充.pdf”中发现病毒（Eicar-Test-Signature），不能提交（基本信息，" in str(refusal.value)
    assert "请移除该附件或替换为无病毒的文件后再提交" in str(refusal.value)
    assert contents_of(*WATCHED) == before
    attach(firm, project, a_pdf(3), replaces=paper.guid)
    assert firm.submits(project).status == "WAITING"


@pytest.mark.django_db
def test_papers_that_wait_are_submitted_but_not_confirmed_before_they_are_scanned(firm, peer):
    case, official = firm.files(), an_official("220102")
    cases.claim(by=official, case_id=case.pk, at=AT)
    before = contents_of(*WATCHED)

    with pytest.raises(PapersAreNotScannedYet, match=r"“扫描件.pdf”等3个文件尚未完成病毒扫描，扫描完成后方可确认"):
        confirms(official, case, claim=False)

    assert contents_of(*WATCHED) == before
    sweep(AT)
    assert confirms(official, case, claim=False).status == "CONFIRMED"


@pytest.mark.django_db
def test_a_case_with_an_infected_paper_is_not_confirmed_goes_back_and_comes_again_without_it(firm, peer, client):
    project, official = firm.fills_in(), an_official("220102")
    paper = attach(firm, project)
    case = firm.submits(project)
    sweep(AT)
    cases.claim(by=official, case_id=case.pk, at=AT)
    before = contents_of(*WATCHED)

    with pytest.raises(PaperIsInfected, match=r"“补充.pdf”.*不能确认；请退回企业补正，由企业替换该附件后重新提交"):
        confirms(official, case, claim=False)

    assert contents_of(*WATCHED) == before
    returns(official, case, on_field(case, "PERMIT", "area"), claim=False)
    # The return opened the marked field alone; what is infected may go all the same, and nothing else.
    clean = Attachment.objects.get(record_guid=project.row_guid, kind="APPROVAL_PAPER")
    with pytest.raises(OnlyMarkedPartsAreOpen):
        remove(firm, clean)
    page = log_in(client, firm.user).get(papers_page(project))
    assert [row["may_go"] for row in page.context["attached"]] == [False, True]
    remove(firm, paper)
    cases.answer_defect(
        by=firm.user, enterprise=firm.enterprise, defect_id=Defect.objects.get().pk, text="与许可证一致", at=AT
    )
    assert confirms(official, firm.submits(project)).status == "CONFIRMED"


@pytest.mark.django_db
def test_the_states_stand_beside_the_papers_for_the_firm_and_the_official(firm, peer, client):
    project = firm.fills_in()
    papers = papers_page(project)
    bad = attach(firm, project)
    assert log_in(client, firm.user).get(papers).content.decode().count("等待病毒扫描") >= 2
    case = firm.submits(project)

    sweep(AT)

    page = client.get(papers).content.decode()
    assert "未发现病毒" in page
    assert "发现病毒（Eicar-Test-Signature），已停用" in page
    assert f"/files/{bad.guid}/" not in page
    page = log_in(client, an_official("220102")).get(f"/authority/cases/{case.number}/").content.decode()
    assert (
        page.count("发现病毒</span>") == 5
    )  # 未发现病毒 beside each of three, 发现病毒 beside one and in its headline
    assert "发现病毒（Eicar-Test-Signature），已停用，不能打开。请填报企业用无病毒的文件替换" in page
    assert f"papers/{bad.guid}/" not in page


@pytest.mark.django_db
def test_an_infected_paper_does_not_count_as_the_required_one(firm, peer, client):
    project = firm.fills_in()
    required = Attachment.objects.get(record_guid=project.row_guid)
    page = log_in(client, firm.user).get(papers_page(project))
    assert page.context["is_complete"]

    attach(firm, project, replaces=required.guid)
    sweep(AT)

    assert not client.get(papers_page(project)).context["is_complete"]


@pytest.mark.django_db
def test_the_check_page_names_the_state_of_each_paper_and_the_history_keeps_what_was_found(firm, peer, client):
    project = firm.fills_in()
    bad = attach(firm, project)
    sweep(AT)
    attach(firm, project, a_pdf(3), replaces=bad.guid)
    log_in(client, firm.user)

    check = client.get(f"/enterprise/projects/{project.row_guid}/check/").content.decode()
    papers = client.get(papers_page(project)).content.decode()

    assert "等待病毒扫描" in check
    assert "未发现病毒" in check
    assert "历史版本（1）" in papers
    assert f"/files/{bad.guid}/" not in papers
    assert client.get(f"/files/{bad.guid}/").status_code == 403


@pytest.mark.django_db
def test_a_submission_is_taken_on_the_page_and_refused_there_with_the_file_and_the_remedy(firm, peer, client):
    project = firm.fills_in()
    firm.explains(project)
    attach(firm, project)
    sweep(AT)

    answer = log_in(client, firm.user).post(
        f"/enterprise/projects/{project.row_guid}/check/", {"declared": "on", "kind": "CONSTRUCTION"}
    )

    assert answer.status_code == 200
    assert "“补充.pdf”中发现病毒（Eicar-Test-Signature），不能提交" in answer.content.decode()


@pytest.mark.django_db
def test_pages_ask_as_often_for_many_papers_as_for_one(firm, peer, client):
    project = firm.fills_in()
    papers = papers_page(project)
    log_in(client, firm.user).get(papers)
    with CaptureQueriesContext(connection) as few:
        client.get(papers)

    for pages in (2, 3, 4):
        attach(firm, project, a_pdf(pages))
    with CaptureQueriesContext(connection) as many:
        client.get(papers)

    assert len(many) == len(few)


@pytest.mark.django_db
def test_the_database_keeps_no_scan_that_neither_waits_nor_says_what_it_found(firm):
    firm.fills_in()
    scan = PaperScan.objects.first()

    for broken in (
        {"state": "CLEAN"},
        {"state": "INFECTED", "due_at": None, "scanned_at": AT},
        {"state": "NOT_SCANNED", "due_at": None},
        {"due_at": None},
        {"signature": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), acting():
            PaperScan.objects.filter(pk=scan.pk).update(**broken)


@pytest.mark.django_db
def test_the_task_scans_and_whoever_uploads_rings_for_it(firm, peer, client, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    project = firm.fills_in()
    paper = Attachment.objects.filter(project=project).first()

    tasks.enrol_papers()
    tasks.scan_papers()
    assert state(paper) == ScanState.CLEAN
    tasks.announce_papers()
    assert rung == ["projects.tasks.scan_papers"]


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_scan_each_paper_once(peer):
    firm = a_firm()
    project = firm.fills_in()
    for pages in range(2, 8):
        attach(firm, project, a_pdf(pages))

    runs = at_once(*[lambda: sweep(AT)] * 4)

    assert sum(run.clean for run in runs) == 7
    assert len(peer.scans) == len(set(peer.scans)) == 7
