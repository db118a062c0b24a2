"""业绩环节补录: participants add what a project on display lacks, and nothing else (一（五）, 一（六）2, N03, N12)."""

import json

import pytest

import confirmation.actions as cases
from accounts.policy import ActsForNobody
from accounts.rules import EnterpriseKind
from confirmation.actions.open import AnotherCaseIsOpen
from confirmation.actions.submit import SomethingIsMissing, TheTruthMustBeDeclared
from confirmation.models import Case, Submission
from confirmation.queries.records import TheRecordsAreNotTheSubmittedOnes
from confirmation.rules.states import CaseKind, Status
from national.models import Message
from projects.actions.filling import RecordIsClosed
from projects.models import ConstructionPermit, Contract, Project, Tender
from projects.policy import NotAParty
from projects.queries import missing_stages, records_of
from projects.rules.dictionaries import Stage
from projects.rules.lines import BasicInformationIsNotAddedTwice, StageIsOfAnotherLine, StageIsThereAlready
from tests.audit.support import acting, contents_of
from tests.confirmation.adding import (
    adds,
    named,
    official_for,
    on_display,
    second_permit,
    submits_stages,
    supervision_contract,
    supervision_tender,
)
from tests.confirmation.test_refusals import refused, sends_back
from tests.factories import AT, an_official, contract_facts, drawing_review_facts, project_facts, tender_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return a_firm(EnterpriseKind.SUPERVISION)


@pytest.fixture
def project(supervisor):
    return on_display(supervisor)


def test_a_named_supervisor_adds_its_tender_and_contract_and_they_alone_are_confirmed(supervisor, project):
    won = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    adds(supervisor, project, "CONTRACT", supervision_contract(supervisor, tender=won))

    case = submits_stages(supervisor, project)

    assert (case.kind, case.status, case.tier, case.business_line) == (
        CaseKind.STAGE_BACKFILL,
        Status.WAITING,
        "COUNTY",
        "QUALITY",
    )
    assert (case.enterprise, case.authority.name) == (supervisor.enterprise, "南关区住房和城乡建设局")
    assert sorted(case.items.values_list("stage", flat=True)) == ["CONTRACT", "TENDER"]
    kept = json.loads(Submission.objects.get(case=case).snapshot)["records"]
    assert [record["kind"] for record in kept] == ["TENDER", "CONTRACT"]

    before = {record.row_guid: record.confirmed_at for record in records_of(project) if record.is_confirmed}
    case = confirms(official_for(supervisor), case, paper=None)

    assert case.status == Status.CONFIRMED
    after = {record.row_guid: (record.grade, record.filed_by) for record in records_of(project)}
    assert {grade for grade, _ in after.values()} == {"C"}
    assert after[won.row_guid] == ("C", supervisor.enterprise)
    assert all(
        record.confirmed_at == before[record.row_guid] for record in records_of(project) if record.row_guid in before
    )
    number = Project.objects.get(pk=project.pk).number
    assert Tender.objects.get().number == f"{number}-BE-001"
    assert Contract.objects.get().number == f"{number}-HE-001"
    assert list(case.decisions.get().verifications.order_by("stage").values_list("stage", flat=True)) == [
        "CONTRACT",
        "TENDER",
    ]


def test_the_next_national_message_tells_the_whole_project_with_what_was_added(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    adds(a_firm_named_in(project), project, "TENDER", tender_of(project), paper=False)
    confirms(official_for(supervisor), submits_stages(supervisor, project), paper=None)

    first, second = Message.objects.order_by("version")
    tables = json.loads(bytes(second.payload))["tables"]
    assert "TBTenderInfo" not in json.loads(bytes(first.payload))["tables"]
    assert [row["TenderName"] for row in tables["TBTenderInfo"]] == ["净月新城住宅项目监理标段"]
    assert {"TBProjectInfo", "TBBuilderLicenceManage", "TBProjectFinishManage"} < tables.keys()


def a_firm_named_in(project):
    """The contractor who filed the project."""
    from tests.world import Firm

    user = project.filed_by.memberships.get().user
    return Firm(user, project.filed_by)


def tender_of(project):
    return tender_facts(project.filed_by)


def test_the_filer_adds_later_stages_through_the_same_door(project):
    filer = a_firm_named_in(project)
    adds(filer, project, "TENDER", tender_of(project))

    case = submits_stages(filer, project)

    assert (case.kind, case.business_line) == (CaseKind.STAGE_BACKFILL, "CONSTRUCTION")
    assert confirms(official_for(filer), case, paper=None).status == Status.CONFIRMED
    assert Tender.objects.get().grade == "C"


def test_an_enterprise_that_is_named_nowhere_is_told_how_to_become_a_participant(project):
    stranger = a_firm(EnterpriseKind.SUPERVISION)

    with refused(NotAParty, "向建设单位或填报企业申请列为参建单位并附证明", "一（六）2"):
        stranger.adds(project, "TENDER", supervision_tender(stranger))
    with refused(NotAParty, "参建单位"):
        submits_stages(stranger, project)
    assert issubclass(NotAParty, ActsForNobody)  # answered with 403


def test_who_is_named_in_an_unconfirmed_record_alone_takes_no_part(supervisor, project):
    stranger = a_firm(EnterpriseKind.DESIGN)
    adds(supervisor, project, "PERMIT", second_permit(supervisor, **named(stranger)))

    with refused(NotAParty):
        stranger.adds(project, "TENDER", tender_facts(stranger.enterprise, kind="002"))


def test_a_winner_a_contractor_a_partner_and_a_designer_take_part_once_confirmed():
    winner, partner, designer = a_firm(), a_firm(), a_firm(EnterpriseKind.DESIGN)
    filer = a_firm()
    draft = filer.fills_in()
    filer.adds(draft, "TENDER", tender_facts(winner.enterprise))
    filer.adds(
        draft,
        "CONTRACT",
        contract_facts(
            filer.enterprise, partner_name=partner.enterprise.name, partner_code=partner.enterprise.credit_code
        ),
    )
    filer.adds(
        draft,
        "DRAWING_REVIEW",
        drawing_review_facts(designer_name=designer.enterprise.name, designer_code=designer.enterprise.credit_code),
    )
    attach_all(filer, draft)
    confirms(an_official("220102"), filer.submits(draft))
    project = Project.objects.get(pk=draft.pk)

    for firm in (winner, partner):
        added = firm.adds(project, "TENDER", tender_facts(firm.enterprise, name=f"{firm.enterprise.name}标段"))
        assert (added.grade, added.filed_by) == ("D", firm.enterprise)
    added = designer.adds(project, "TENDER", tender_facts(designer.enterprise, kind="002", name="设计标段"))
    assert added.filed_by == designer.enterprise


def attach_all(firm, project):
    import projects.actions as filing
    from projects.models import Attachment
    from projects.rules.dictionaries import REQUIRED_ATTACHMENTS
    from tests.factories import PDF

    papered = set(Attachment.objects.filter(project=project).values_list("record_guid", flat=True))
    for record in records_of(project):
        if record.stands_alone and record.row_guid not in papered:
            filing.attach(
                by=firm.user, enterprise=firm.enterprise, project_id=project.pk, record_guid=record.row_guid,
                kind=REQUIRED_ATTACHMENTS[record.stage], filename="扫描件.pdf", chunks=[PDF], at=AT,
            )  # fmt: skip


def test_a_stage_of_another_line_is_refused(supervisor, project):
    with refused(StageIsOfAnotherLine, "勘察企业、设计企业补录", "一（六）2"):
        supervisor.adds(project, "DRAWING_REVIEW", drawing_review_facts())
    with refused(StageIsOfAnotherLine, "“施工”类的招投标"):
        supervisor.adds(project, "TENDER", tender_facts(supervisor.enterprise))


def test_basic_information_is_not_added_twice(supervisor, project):
    filer = a_firm_named_in(project)

    with refused(RecordIsClosed, "勘误"):
        import projects.actions as filing

        filing.save_project(
            by=supervisor.user,
            enterprise=supervisor.enterprise,
            project_id=project.pk,
            facts=project_facts(name="改了名", investment_code=project.investment_code),
            at=AT,
        )
    for firm in (supervisor, filer):
        with refused(BasicInformationIsNotAddedTwice, "不得重复添加", "一（六）2"):
            firm.adds(project, "UNIT", {})


def test_a_shown_projects_basic_information_is_closed_whoever_filed_it():
    firm = a_firm()
    draft = firm.fills_in()
    with acting():
        Project.objects.filter(pk=draft.pk).update(shown=True)

    with refused(RecordIsClosed, "项目基本信息不得重复添加", "一（六）2"):
        import projects.actions as filing

        filing.save_project(by=firm.user, enterprise=firm.enterprise, project_id=draft.pk, facts=project_facts(), at=AT)


def test_a_permit_with_a_number_that_is_confirmed_is_there_already(supervisor, project):
    confirmed = ConstructionPermit.objects.get(project=project)
    adds(supervisor, project, "PERMIT", second_permit(supervisor, paper_number=confirmed.paper_number))

    with refused(StageIsThereAlready, confirmed.name, "同一标段", "一（六）2"):
        submits_stages(supervisor, project, explained=False)


def test_a_permit_of_another_part_is_added(supervisor, project):
    adds(supervisor, project, "PERMIT", second_permit(supervisor))

    confirms(official_for(supervisor), submits_stages(supervisor, project), paper=None)

    assert [permit.grade for permit in ConstructionPermit.objects.filter(project=project)] == ["C", "C"]


def test_two_added_records_of_one_lot_are_one_too_many(supervisor, project):
    for _ in range(2):
        adds(supervisor, project, "TENDER", supervision_tender(supervisor))

    with refused(StageIsThereAlready, "同一标段"):
        submits_stages(supervisor, project)


def test_a_submission_of_stages_needs_something_to_submit_its_papers_and_the_declaration(supervisor, project):
    with refused(SomethingIsMissing, "请先填报至少一条缺失环节", "一（六）2"):
        submits_stages(supervisor, project)
    adds(supervisor, project, "TENDER", supervision_tender(supervisor), paper=False)
    with refused(SomethingIsMissing, "缺少附件：中标通知书", "二（二）3"):
        submits_stages(supervisor, project)
    with refused(TheTruthMustBeDeclared, "真实性声明", "一（六）1"):
        submits_stages(supervisor, project, declared=False)


def test_nothing_is_added_to_a_project_that_is_not_on_display(supervisor):
    firm = a_firm()
    waiting = firm.files(permit=named(supervisor)).project

    with refused(Project.DoesNotExist):
        supervisor.adds(waiting, "TENDER", supervision_tender(supervisor))
    with refused(Project.DoesNotExist):
        submits_stages(supervisor, waiting)


def test_another_firms_record_is_neither_changed_nor_submitted(supervisor, project):
    theirs = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    filer = a_firm_named_in(project)

    with refused(Tender.DoesNotExist):
        filer.adds(project, "TENDER", tender_of(project), record_id=theirs.pk)
    with refused(SomethingIsMissing):
        submits_stages(filer, project)


def test_while_its_case_waits_an_enterprise_opens_no_second_and_the_submitted_record_is_closed(supervisor, project):
    record = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    submits_stages(supervisor, project)
    adds(supervisor, project, "CONTRACT", supervision_contract(supervisor))

    with refused(AnotherCaseIsOpen, "尚未办结"):
        submits_stages(supervisor, project)
    with refused(RecordIsClosed, "审核期间不能修改"):
        supervisor.adds(project, "TENDER", supervision_tender(supervisor), record_id=record.pk)


def test_two_enterprises_have_cases_about_one_project_side_by_side(supervisor, project):
    filer = a_firm_named_in(project)
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    adds(filer, project, "TENDER", tender_of(project))

    waiting = [submits_stages(firm, project) for firm in (supervisor, filer)]

    assert [case.enterprise for case in waiting] == [supervisor.enterprise, filer.enterprise]
    assert [sorted(case.items.values_list("stage", flat=True)) for case in waiting] == [["TENDER"], ["TENDER"]]
    for firm, case in zip((supervisor, filer), waiting, strict=True):
        confirms(official_for(firm), case, paper=None)
    assert set(Tender.objects.values_list("grade", flat=True)) == {"C"}


def test_a_returned_case_opens_its_own_records_alone_and_comes_again(supervisor, project):
    filer = a_firm_named_in(project)
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    other = adds(filer, project, "TENDER", tender_of(project))
    case, official = submits_stages(supervisor, project), official_for(supervisor)
    submits_stages(filer, project)

    cases.claim(by=official, case_id=case.pk, at=AT)
    sends_back(cases.return_for_correction, official, case)

    sealed = dict(Tender.objects.values_list("row_guid", "sealed_at"))
    assert sealed.pop(other.row_guid) == AT
    assert list(sealed.values()) == [None]
    again = submits_stages(supervisor, project)
    assert (again.pk, again.status) == (case.pk, Status.WAITING)
    assert Project.objects.get(pk=project.pk).sealed_at is not None


def test_a_record_that_is_gone_stops_the_decision(supervisor, project):
    record = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    adds(supervisor, project, "CONTRACT", supervision_contract(supervisor))
    case, official = submits_stages(supervisor, project), official_for(supervisor)
    cases.claim(by=official, case_id=case.pk, at=AT)
    with acting():
        case.items.filter(record_guid=record.row_guid).update(record_guid="00000000-0000-4000-8000-000000000001")

    with refused(TheRecordsAreNotTheSubmittedOnes, "与提交时不一致"):
        confirms(official, case, claim=False, paper=None)


def test_an_upgrade_takes_what_is_confirmed_and_leaves_drafts_of_others_alone(supervisor, project):
    adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    filer = a_firm_named_in(project)

    case = filer.applies_for_next_grade(project)

    assert sorted(case.items.values_list("stage", flat=True)) == ["COMPLETION", "PERMIT", "PROJECT"]
    confirms(an_official("220100"), case)
    upgraded = records_of(Project.objects.get(pk=project.pk))
    assert [record.grade for record in upgraded if record.is_confirmed] == ["B", "B", "B"]
    assert Tender.objects.get().grade == "D"


def test_what_is_missing_is_told_by_the_line_of_work(supervisor, project):
    own = supervisor.enterprise
    assert missing_stages(project, own) == {Stage.TENDER, Stage.CONTRACT, Stage.INDICATORS}
    assert missing_stages(project) == {Stage.TENDER, Stage.CONTRACT, Stage.DRAWING_REVIEW}

    adds(supervisor, project, "TENDER", supervision_tender(supervisor))

    assert missing_stages(project, own) == {Stage.CONTRACT, Stage.INDICATORS}
    assert missing_stages(project, project.filed_by) == {Stage.TENDER, Stage.CONTRACT, Stage.INDICATORS}
    assert missing_stages(project) == {Stage.TENDER, Stage.CONTRACT, Stage.DRAWING_REVIEW}


def test_a_completion_is_never_missing_and_can_always_be_added():
    supervisor = a_firm(EnterpriseKind.SUPERVISION)
    project = on_display(supervisor, completed=False)

    assert Stage.COMPLETION not in missing_stages(project, supervisor.enterprise)
    permit = ConstructionPermit.objects.get(project=project)
    from tests.confirmation.adding import completion_of

    adds(supervisor, project, "COMPLETION", completion_of(permit))
    confirms(official_for(supervisor), submits_stages(supervisor, project), paper=None)
    assert [record.grade for record in records_of(project)] == ["C", "C", "C"]


def test_a_refused_submission_leaves_no_case_behind(supervisor, project):
    before = contents_of("confirmation_case")

    with refused(SomethingIsMissing):
        submits_stages(supervisor, project)

    assert contents_of("confirmation_case") == before
    assert Case.objects.filter(kind=CaseKind.STAGE_BACKFILL).count() == 0
