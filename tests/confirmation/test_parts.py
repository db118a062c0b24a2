"""A mixed filing goes in two cases, the special categories to the city at once (BR-29, A-09, decisions 19)."""

import pytest
from django.db import transaction
from django.urls import reverse

import confirmation.actions as cases
from accounts.rules import Tier
from audit.context import Acting, SystemActor, context
from confirmation.actions.confirm import TheBasicsComeFirst
from confirmation.actions.open import AnotherCaseIsOpen
from confirmation.models import Case
from confirmation.queries.own_case import own_case
from confirmation.queries.receipt import receipt_of
from confirmation.rules.states import Status
from projects.models import EnterpriseIndicators, PersonalTrackRecord, Project
from projects.rules.qualifications import QUALIFICATIONS
from tests.audit.support import contents_of
from tests.confirmation.pages import browser_of, text_of
from tests.confirmation.test_moves import act
from tests.factories import AT, an_official, indicators_facts, personal_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
STEEL = {"category": "Y09", "indicators": [{"code": "single_span", "value": "36"}]}
ORDINARY = {"PROJECT", "PERMIT", "COMPLETION"}


def steel_project(firm, at=AT, **facts):
    """A house with its steel structure as the firm's track record, filled in."""
    project = firm.fills_in(at=at, **facts)
    firm.adds(project, "INDICATORS", indicators_facts(**STEEL), at)
    firm.papers(project, at)
    return project


def stages(case):
    return set(case.items.values_list("stage", flat=True))


def test_steel_indicators_of_a_house_go_to_the_city_and_the_rest_to_the_county():
    firm = a_firm()

    ordinary = firm.submits(steel_project(firm))
    special = Case.objects.get(is_special=True)

    assert (ordinary.is_special, ordinary.tier, ordinary.target_grade, stages(ordinary)) == (
        False, Tier.COUNTY, "C", ORDINARY
    )  # fmt: skip
    assert (special.tier, special.target_grade, stages(special)) == (Tier.CITY, "B", {"INDICATORS"})
    assert special.route_reason.startswith("钢结构工程专业承包类工程由市级住房城乡建设主管部门确认")
    assert "二（二）3" in special.route_reason


def test_persons_go_with_the_enterprises_row():
    firm = a_firm()
    project = steel_project(firm)
    firm.adds(project, "PERSONAL", personal_facts(EnterpriseIndicators.objects.get()))
    firm.papers(project)

    firm.submits(project)

    special = Case.objects.get(is_special=True)
    guids = set(special.items.values_list("record_guid", flat=True))
    assert guids == {EnterpriseIndicators.objects.get().row_guid, PersonalTrackRecord.objects.get().row_guid}


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        pytest.param({"sector": "08", "purpose": "700"}, Tier.CITY, id="整个项目属市级确认类别"),
        pytest.param({"division": "220581"}, Tier.CITY, id="梅河口不设县级"),
    ],
)
def test_what_goes_to_one_authority_is_not_split(facts, tier):
    firm = a_firm()

    case = firm.submits(steel_project(firm, **facts))

    assert (Case.objects.count(), case.tier, case.is_special) == (1, tier, False)
    assert stages(case) == {*ORDINARY, "INDICATORS"}


@pytest.mark.parametrize("category", [row.code for row in QUALIFICATIONS.values() if row.city_first])
def test_each_of_the_eleven_categories_goes_to_the_city(category):
    firm = a_firm()
    project = firm.fills_in()
    firm.adds(project, "INDICATORS", indicators_facts(category="Z01"))
    firm.papers(project)
    with_category(category)

    firm.submits(project)

    assert Case.objects.get(is_special=True).tier == Tier.CITY


def with_category(category):
    """The figures of other categories are not what this is about."""
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        EnterpriseIndicators.objects.update(category=category)


def test_the_city_waits_for_the_basics_and_then_gives_b():
    firm, city = a_firm(), an_official("220100")
    ordinary = firm.submits(steel_project(firm))
    special = Case.objects.get(is_special=True)
    cases.claim(by=city, case_id=special.pk, at=AT)
    before = contents_of("confirmation_case", "confirmation_decision", "grading_gradeentry", "audit_event")

    with pytest.raises(TheBasicsComeFirst, match="基本信息尚未经项目所在地主管部门确认"):
        confirms(city, special, claim=False)

    assert contents_of("confirmation_case", "confirmation_decision", "grading_gradeentry", "audit_event") == before
    confirms(an_official("220102"), ordinary)
    assert confirms(city, special, claim=False).status == Status.CONFIRMED
    assert EnterpriseIndicators.objects.get().grade == "B"
    assert Project.objects.get().grade == "C"
    assert EnterpriseIndicators.objects.get().number.startswith(f"YJ-{Project.objects.get().number}-")


def test_a_returned_part_is_sent_again_alone():
    firm = a_firm()
    ordinary = firm.submits(steel_project(firm))
    special = Case.objects.get(is_special=True)
    act(cases.return_for_correction, an_official("220100"), special)
    page = own_case(ordinary.project, firm.enterprise, AT)
    assert (page.case, page.others) == (special, (ordinary,))

    again = firm.submits(Project.objects.get())

    assert (again, again.status, again.submissions.count()) == (special, Status.WAITING, 2)
    ordinary.refresh_from_db()
    assert (ordinary.status, ordinary.submissions.count()) == (Status.WAITING, 1)


def test_nothing_is_sent_while_both_parts_lie_with_their_authorities():
    firm = a_firm()
    firm.submits(steel_project(firm))
    before = contents_of("confirmation_case", "confirmation_submission", "audit_event")

    with pytest.raises(AnotherCaseIsOpen):
        firm.submits(Project.objects.get())

    assert contents_of("confirmation_case", "confirmation_submission", "audit_event") == before


def test_an_application_for_the_next_grade_waits_for_both_parts():
    firm = a_firm()
    ordinary = firm.submits(steel_project(firm))
    confirms(an_official("220102"), ordinary)
    before = contents_of("confirmation_case", "confirmation_submission", "audit_event")

    with pytest.raises(AnotherCaseIsOpen):
        firm.applies_for_next_grade(Project.objects.get())

    assert contents_of("confirmation_case", "confirmation_submission", "audit_event") == before


def test_then_it_lifts_the_lowest_and_leaves_what_is_there_already():
    firm, city, other = a_firm(), an_official("220100"), an_official("220100")
    ordinary = firm.submits(steel_project(firm))
    confirms(an_official("220102"), ordinary)
    confirms(city, Case.objects.get(is_special=True))

    case = confirms(other, firm.applies_for_next_grade(Project.objects.get()))

    assert (case.target_grade, case.is_special) == ("B", False)
    assert {Project.objects.get().grade, EnterpriseIndicators.objects.get().grade} == {"B"}


def test_the_receipt_of_each_part_names_the_other():
    firm = a_firm()
    ordinary = firm.submits(steel_project(firm))
    special = Case.objects.get(is_special=True)

    rows = [dict(receipt_of(case, AT.date()).rows)["同时提交的办件"] for case in (ordinary, special)]

    assert rows[0].startswith(f"{special.number}：业绩指标由长春市城乡建设委员会办理。钢结构工程专业承包类工程")
    assert rows[1].startswith(f"{ordinary.number}：基本信息、施工许可、竣工由南关区住房和城乡建设局办理。")


def test_the_firm_is_told_before_it_submits_where_each_part_goes_and_why():
    firm = a_firm()
    project = steel_project(firm)

    page = text_of(browser_of(firm.user).get(reverse("check-answers", args=[project.row_guid])))

    assert "提交时分为 2 个办件" in page
    assert "南关区住房和城乡建设局</strong>（基本信息、施工许可、竣工）：由项目所在地县级" in page
    assert "长春市城乡建设委员会</strong>（业绩指标）：钢结构工程专业承包类工程由市级" in page
