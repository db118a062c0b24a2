"""Two firms, one stage: both filings stay, the official sees them side by side and chooses (X17, decisions 21, N12)."""

from decimal import Decimal

import pytest

import confirmation.actions as cases
from accounts.models import Notice
from accounts.rules import EnterpriseKind
from audit.verify import verify
from confirmation.actions.confirm import TheStageIsConfirmedAlready
from confirmation.models import Case
from confirmation.rules.states import Status
from grading.models import GradeEntry
from projects.models import ConstructionPermit
from tests.confirmation.adding import adds, named, official_for, on_display, second_permit, submits_stages
from tests.confirmation.pages import browser_of, claims, page_of, text_of
from tests.confirmation.test_races import at_once, won
from tests.confirmation.test_refusals import refused, sends_back
from tests.factories import AT
from tests.world import a_firm, confirms


def two_filings(**changes):
    """A contractor and a supervisor who both file the permit of the second part; their cases."""
    contractor, supervisor = a_firm(), a_firm(EnterpriseKind.SUPERVISION)
    project = on_display(contractor, supervisor)
    facts = second_permit(contractor, **named(supervisor), paper_number="2201022022000777")
    adds(contractor, project, "PERMIT", facts)
    adds(supervisor, project, "PERMIT", {**facts, "contract_amount": Decimal("23900"), **changes})
    return contractor, supervisor, *[submits_stages(firm, project) for firm in (contractor, supervisor)]


@pytest.mark.django_db
def test_both_filings_stay_until_the_official_chooses():
    contractor, supervisor, first, second = two_filings()

    assert [case.status for case in (first, second)] == [Status.WAITING, Status.WAITING]
    waiting = ConstructionPermit.objects.filter(paper_number="2201022022000777").order_by("pk")
    assert [(permit.filed_by, permit.grade) for permit in waiting] == [
        (contractor.enterprise, "D"),
        (supervisor.enterprise, "D"),
    ]


@pytest.mark.django_db
def test_the_second_record_of_a_confirmed_lot_is_refused_and_can_be_sent_back():
    contractor, supervisor, first, second = two_filings()
    confirms(official_for(contractor), first, paper=None)
    official = official_for(supervisor)
    cases.claim(by=official, case_id=second.pk, at=AT)

    with refused(TheStageIsConfirmedAlready, contractor.enterprise.name, "同一标段", "一（六）2"):
        confirms(official, second, claim=False, paper=None)

    sends_back(cases.refuse, official, second, note="该标段已确认施工企业的填报")
    assert Case.objects.get(pk=second.pk).status == Status.REFUSED
    assert list(ConstructionPermit.objects.filter(grade="C").values_list("filed_by", flat=True)) == [
        ConstructionPermit.objects.order_by("pk").first().filed_by_id,
        contractor.enterprise.pk,
    ]


@pytest.mark.django_db
def test_another_lot_of_the_same_stage_is_confirmed_beside():
    contractor, supervisor, first, second = two_filings(name="三期工程", paper_number="2201022022000888")

    confirms(official_for(contractor), first, paper=None)
    confirms(official_for(supervisor), second, paper=None)

    assert set(ConstructionPermit.objects.values_list("grade", flat=True)) == {"C"}


@pytest.mark.django_db
def test_both_firms_are_told_when_one_of_the_two_is_confirmed():
    contractor, supervisor, first, second = two_filings()

    confirms(official_for(contractor), first, paper=None)

    told = {
        (notice.enterprise, notice.kind): notice.text
        for notice in Notice.objects.exclude(kind="CONFIRMED").order_by("pk")
    }
    assert told.keys() == {(contractor.enterprise, "BOTH_TOLD"), (supervisor.enterprise, "BOTH_TOLD")}
    assert supervisor.enterprise.name in told[contractor.enterprise, "BOTH_TOLD"]
    assert contractor.enterprise.name in told[supervisor.enterprise, "BOTH_TOLD"]
    assert second.number in told[supervisor.enterprise, "BOTH_TOLD"]
    confirmed = Notice.objects.filter(kind="CONFIRMED", enterprise=contractor.enterprise).order_by("-pk")
    assert confirmed.values_list("url", flat=True)[0] == f"/enterprise/projects/{first.project.row_guid}/stages/"


@pytest.mark.django_db
def test_a_filing_that_stands_alone_tells_its_own_firm_only():
    supervisor = a_firm(EnterpriseKind.SUPERVISION)
    project = on_display(supervisor)
    adds(supervisor, project, "PERMIT", second_permit(supervisor))
    confirms(official_for(supervisor), submits_stages(supervisor, project), paper=None)

    assert Notice.objects.filter(kind="BOTH_TOLD").count() == 0
    assert Notice.objects.filter(enterprise=supervisor.enterprise).get().kind == "CONFIRMED"


@pytest.mark.django_db
def test_a_return_and_a_refusal_tell_the_firm_the_reason():
    contractor, _, first, _ = two_filings()
    official = official_for(contractor)
    for verb, kind, note in (
        (cases.return_for_correction, "RETURNED", "合同金额与合同不一致"),
        (cases.refuse, "REFUSED", "档案中无此许可"),
    ):
        cases.claim(by=official, case_id=first.pk, at=AT)
        sends_back(verb, official, first, note=note)
        notice = Notice.objects.filter(enterprise=contractor.enterprise, kind=kind).get()
        assert note in notice.text
        submits_stages(contractor, first.project)


@pytest.mark.django_db
def test_the_official_reads_the_other_filing_beside_with_what_differs_marked():
    contractor, supervisor, first, second = two_filings()
    client = browser_of(official_for(contractor))
    claims(client, first)

    page = text_of(client.get(page_of(first)))

    assert "同一标段另有填报" in page
    assert f"{supervisor.enterprise.name}：施工许可：二期工程，待确认（办件 {second.number}），" in page
    assert "<mark>23,900 万元</mark>" in page
    assert page.count("<mark>") == page.count(">不同</td>")
    assert "该项目已确认的其他信息" in page
    assert "立项文件上的项目名称" not in page  # the basic information is not in the case
    assert page.count('name="method_') == 4  # one record, four methods


@pytest.mark.django_db
def test_what_another_firm_is_still_filling_in_is_not_shown_to_the_official():
    contractor, supervisor = a_firm(), a_firm(EnterpriseKind.SUPERVISION)
    project = on_display(contractor, supervisor)
    adds(contractor, project, "PERMIT", second_permit(contractor))
    adds(supervisor, project, "PERMIT", second_permit(supervisor, name="草稿中的二期"))
    case = submits_stages(contractor, project)
    client = browser_of(official_for(contractor))

    page = text_of(client.get(page_of(case)))

    assert "草稿中的二期" not in page
    assert "另有填报" not in page


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_two_officials_who_confirm_the_two_filings_at_once_confirm_exactly_one(turn):
    contractor, supervisor, first, second = two_filings()
    before = GradeEntry.objects.count()
    acts = []
    for firm, case in ((contractor, first), (supervisor, second)):
        official = official_for(firm)
        cases.claim(by=official, case_id=case.pk, at=AT)
        acts.append(lambda who=official, pk=case.pk: confirms(who, Case.objects.get(pk=pk), claim=False, paper=None).pk)

    outcomes = at_once(*acts[:: 1 if turn % 2 else -1])

    assert len(won(outcomes)) == 1
    assert [outcome for outcome in outcomes if isinstance(outcome, type)] == [TheStageIsConfirmedAlready]
    assert GradeEntry.objects.count() == before + 1
    assert ConstructionPermit.objects.filter(paper_number="2201022022000777", grade="C").count() == 1
    assert sorted(Case.objects.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True)) == [
        "CONFIRMED",
        "WAITING",
    ]
    assert verify().broken is None
