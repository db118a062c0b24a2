"""Values that do not fit each other, from the check page to the authority (X13)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.rules import EnterpriseKind
from confirmation.actions.submit import ValuesDoNotFit, submit_backfill
from confirmation.models import Case
from projects.actions.findings import AReasonSaysSomething, give_reasons
from projects.models import Completion, ConstructionPermit, FindingReason
from projects.queries import records_of
from projects.queries.consistency import findings_of
from tests.confirmation.pages import browser_of
from tests.factories import AT, an_identity_number, an_official, indicators_facts, personal_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return a_firm()


def findings(firm, project):
    return findings_of(project, records_of(project), firm.enterprise)


def codes(firm, project):
    return [answered.finding.code for answered in findings(firm, project)]


def answers(firm, project, text="业主增加了地下车库，已办理变更手续"):
    found = {answered.finding.key: answered.finding for answered in findings(firm, project)}
    return give_reasons(
        by=firm.user, enterprise=firm.enterprise, project_id=project.pk, findings=found,
        reasons=dict.fromkeys(found, text), at=AT,
    )  # fmt: skip


def submits(firm, project):
    """As ``firm.submits``, without explaining anything first."""
    return submit_backfill(
        by=firm.user, enterprise=firm.enterprise, project_id=project.pk, kind=EnterpriseKind.CONSTRUCTION,
        declared=True, at=AT,
    )  # fmt: skip


@pytest.fixture
def changed(firm):
    """A project whose finished area is far from the permitted one."""
    return firm.fills_in(completion={"actual_area": Decimal("60000")})


def test_a_contradiction_blocks_and_no_reason_helps(firm):
    project = firm.fills_in(completion={"started_on": date(2021, 1, 1), "finished_on": date(2021, 5, 1)})
    assert codes(firm, project) == ["COMPLETED_BEFORE_PERMIT"]
    answers(firm, project)

    with pytest.raises(ValuesDoNotFit, match="竣工日期早于施工许可"):
        submits(firm, project)

    project.refresh_from_db()
    assert (project.sealed_at, Case.objects.count()) == (None, 0)


def test_a_difference_waits_for_its_reason(firm, changed):
    with pytest.raises(ValuesDoNotFit, match=r"86000.*60000"):
        submits(firm, changed)
    assert not Case.objects.exists()

    answers(firm, changed)

    assert submits(firm, changed).number


def test_a_reason_holds_for_the_values_it_was_given_for_alone(firm, changed):
    answers(firm, changed)
    Completion.objects.filter(project=changed)
    record = Completion.objects.get(project=changed)
    from tests.factories import completion_facts

    firm.adds(changed, "COMPLETION", completion_facts(record.permit, actual_area=Decimal("50000")), record_id=record.pk)

    with pytest.raises(ValuesDoNotFit):
        submits(firm, changed)


@pytest.mark.parametrize("text", ["对", "长" * 501], ids=["太短", "太长"])
def test_a_reason_says_something(firm, changed, text):
    with pytest.raises(AReasonSaysSomething):
        answers(firm, changed, text)

    assert not FindingReason.objects.exists()


def test_the_check_page_asks_for_the_reason_and_keeps_it(firm, changed):
    client = browser_of(firm.user)
    url = reverse("check-answers", args=[changed.row_guid])
    page = client.get(url).content.decode()
    (answered,) = findings(firm, changed)
    assert [text in page for text in ("实际面积与许可面积相差超过10%", "86000", "60000", "须说明")] == [True] * 4

    refused = client.post(url, {"kind": "CONSTRUCTION", "declared": "on"})
    assert "请说明：实际面积与许可面积相差超过10%" in refused.content.decode()
    field = f"reason_{answered.finding.key}"
    sent = client.post(url, {"kind": "CONSTRUCTION", "declared": "on", field: "业主增加了地下车库"})

    assert sent.status_code == 302
    assert FindingReason.objects.get().reason == "业主增加了地下车库"
    assert Case.objects.get().number


def test_a_manager_on_two_sites_at_once_is_asked_about(firm):
    number = an_identity_number()
    first = firm.files(completed=False, permit={"project_manager_number": number})
    confirms(an_official("220102"), first)

    second = firm.fills_in(completed=False, permit={"project_manager_number": number})

    assert codes(firm, second) == ["MANAGER_ELSEWHERE"]


def test_a_manager_whose_other_site_was_finished_is_not(firm):
    number = an_identity_number()
    confirms(an_official("220102"), firm.files(permit={"project_manager_number": number}))

    second = firm.fills_in(permit={"project_manager_number": number, "released_on": date(2023, 10, 1)}, completed=False)

    assert codes(firm, second) == []


def test_another_firms_unconfirmed_filing_is_nobody_elses_to_know_of(firm):
    number = an_identity_number()
    a_firm().files(completed=False, permit={"project_manager_number": number})

    project = firm.fills_in(completed=False, permit={"project_manager_number": number})

    assert codes(firm, project) == []


def test_a_person_who_is_not_on_the_staff_list_is_asked_about(firm):
    project = firm.fills_in()
    own = firm.adds(project, "INDICATORS", indicators_facts())
    firm.adds(project, "PERSONAL", personal_facts(own))

    assert codes(firm, project) == ["NOT_EMPLOYED"]
    assert ConstructionPermit.objects.count() == 1
