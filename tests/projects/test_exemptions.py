"""A declared "not needed" is a record: refused where it contradicts, graded with its case, told nowhere nationally."""

import json

import pytest

import projects.actions as filing
from confirmation.actions.confirm import TheStageIsConfirmedAlready
from confirmation.actions.submit import SomethingIsMissing, ValuesDoNotFit
from confirmation.queries.rail import rail_of
from grading.models import GradeEntry
from national.models import Message
from projects.models import Completion, DrawingReview, Exemption, Project
from projects.queries import records_of
from projects.queries.declared import DeclaredAndThere
from projects.rules.dictionaries import Sector, Stage
from projects.rules.exemptions import exemption_faults
from projects.rules.facts import FactsAreFaulty
from tests.confirmation.adding import COUNTY, adds, official_for, on_display, submits_stages
from tests.confirmation.pages import browser_of, page_of
from tests.factories import AT, an_official, completion_facts, drawing_review_facts, exemption_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = AT.date()
NO_FILING = {"stands_for": "FILING", "ground": "NONE"}
ACCEPTED = {"kind": "1", "name": "竣工验收"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("changes", "sector", "fields"),
    [
        ({}, Sector.HOUSING, []),
        ({"ground": "INSTALL"}, Sector.MUNICIPAL, []),
        ({"ground": "NONE"}, Sector.METALLURGY, ["ground"]),
        ({"ground": "OTHER", "explanation": "行业惯例"}, Sector.HOUSING, []),
        ({"ground": "OTHER", "explanation": " "}, Sector.HOUSING, ["explanation"]),
        (NO_FILING, Sector.METALLURGY, []),
        (NO_FILING, Sector.POWER, []),
        (NO_FILING, Sector.HOUSING, ["stands_for"]),
        (NO_FILING, Sector.MUNICIPAL, ["stands_for"]),
        ({**NO_FILING, "ground": "COMMIT"}, Sector.POWER, ["ground"]),
        ({**NO_FILING, "ground": "INSTALL"}, Sector.HOUSING, ["stands_for", "ground"]),
    ],
)
def test_what_may_be_declared_not_needed_and_on_what_ground(changes, sector, fields):
    assert [fault.field for fault in exemption_faults(exemption_facts(**changes), sector, TODAY)] == fields


def test_a_filing_of_a_housing_project_is_not_declared_away_and_the_clause_says_so():
    firm = a_firm()
    project = firm.fills_in(completion=ACCEPTED)

    with pytest.raises(FactsAreFaulty, match="一（三）1") as refusal:
        firm.adds(project, "EXEMPTION", exemption_facts(**NO_FILING))

    assert [fault.field for fault in refusal.value.faults] == ["stands_for"]
    assert not Exemption.objects.exists()


def test_a_declaration_beside_a_drawing_review_is_refused_and_the_other_way_round():
    firm = a_firm()
    project = firm.fills_in()
    review = firm.adds(project, "DRAWING_REVIEW", drawing_review_facts())

    with pytest.raises(DeclaredAndThere, match="不能再声明不适用") as refusal:
        firm.adds(project, "EXEMPTION", exemption_facts())
    assert refusal.value.clause.endswith("一（三）2")
    assert not Exemption.objects.exists()

    other = firm.fills_in()
    firm.adds(other, "EXEMPTION", exemption_facts())
    with pytest.raises(DeclaredAndThere, match="不能再填报施工图审查信息"):
        firm.adds(other, "DRAWING_REVIEW", drawing_review_facts())
    with pytest.raises(DeclaredAndThere, match="请勿重复声明"):
        firm.adds(other, "EXEMPTION", exemption_facts())
    assert list(DrawingReview.objects.values_list("pk", flat=True)) == [review.pk]
    assert Exemption.objects.count() == 1


def test_a_declaration_beside_a_filing_is_refused_and_beside_an_acceptance_let_pass():
    firm = a_firm()
    filed = firm.fills_in(sector=Sector.METALLURGY)
    with pytest.raises(DeclaredAndThere):
        firm.adds(filed, "EXEMPTION", exemption_facts(**NO_FILING))

    accepted = firm.fills_in(sector=Sector.METALLURGY, completion=ACCEPTED)
    firm.adds(accepted, "EXEMPTION", exemption_facts(**NO_FILING))
    with pytest.raises(DeclaredAndThere):
        firm.adds(accepted, "COMPLETION", completion_facts(accepted.permits.get()))

    assert [(row.project_id, row.stands_for) for row in Exemption.objects.all()] == [(accepted.pk, "FILING")]
    assert list(Completion.objects.order_by("pk").values_list("kind", flat=True)) == ["2", "1"]


def test_a_declaration_is_confirmed_with_its_case_numbered_and_told_to_nobody_nationally(client):
    firm = a_firm()
    project = firm.fills_in()
    firm.adds(project, "EXEMPTION", exemption_facts())
    with pytest.raises(SomethingIsMissing, match="不适用的证明材料"):
        firm.submits(project)
    firm.papers(project)

    case = confirms(an_official(COUNTY), firm.submits(project))

    exemption = Exemption.objects.get()
    assert (exemption.grade, exemption.published, exemption.number) == ("C", True, "2201022412020101-NA-001")
    entry = GradeEntry.objects.get(record_guid=exemption.row_guid)
    assert (entry.stage, entry.old_grade, entry.new_grade) == ("DRAWING_REVIEW", "D", "C")
    tables = json.loads(bytes(Message.objects.get(aggregate=str(case.project.row_guid)).payload))["tables"]
    assert set(tables) == {"TBProjectInfo", "TBBuilderLicenceManage", "TBProjectFinishManage"}
    stops = {stop.label: stop.state for stop in rail_of(records_of(Project.objects.get(pk=project.pk))).stops}
    assert stops[Stage.DRAWING_REVIEW.label] == "不适用"
    page = client.get("/public/projects/2201022412020101/").content.decode()
    assert "施工图审查不适用" in page
    assert "实行告知承诺，不再核发施工图审查合格书" in page


def test_it_is_raised_with_the_other_records_and_taken_back_with_them():
    firm = a_firm()
    project = firm.fills_in()
    firm.adds(project, "EXEMPTION", exemption_facts())
    firm.papers(project)
    confirms(an_official(COUNTY), firm.submits(project))

    confirms(an_official("220100"), firm.applies_for_next_grade(Project.objects.get(pk=project.pk)))

    assert Exemption.objects.get().grade == "B"


def test_what_came_in_by_another_door_is_stopped_at_submission():
    firm = a_firm()
    project = firm.fills_in()
    firm.adds(project, "EXEMPTION", exemption_facts())
    firm.papers(project)
    contradiction(firm, project)

    with pytest.raises(ValuesDoNotFit, match="声明施工图审查不适用，又有施工图审查信息"):
        firm.submits(project)

    assert not project.cases.exists()


def contradiction(firm, project):
    """A drawing review that no page would have let pass."""
    from tests.audit.support import acting

    facts = drawing_review_facts()
    with acting():
        DrawingReview.objects.create(project=project, filed_by=firm.enterprise, created_at=AT, updated_at=AT, **facts)
    firm.papers(project)


def test_two_firms_who_say_the_opposite_are_not_both_confirmed():
    designer, surveyor = a_firm("DESIGN"), a_firm("SURVEY")
    project = on_display(designer, surveyor)
    adds(designer, project, "EXEMPTION", exemption_facts())
    declared = submits_stages(designer, project)
    adds(surveyor, project, "DRAWING_REVIEW", drawing_review_facts())
    reviewed = submits_stages(surveyor, project)
    confirms(official_for(designer), declared)

    with pytest.raises(TheStageIsConfirmedAlready):
        confirms(official_for(surveyor), reviewed)

    assert DrawingReview.objects.get().grade == "D"
    assert Exemption.objects.get().grade == "C"


def test_its_official_reads_ground_and_paper():
    firm = a_firm()
    project = firm.fills_in()
    firm.adds(project, "EXEMPTION", exemption_facts())
    firm.papers(project)
    case = firm.submits(project)

    page = browser_of(an_official(COUNTY)).get(page_of(case)).content.decode()

    assert "按告知承诺办理施工许可，未核发审查合格书" in page
    assert "施工图审查：不适用的证明材料" in page


def test_a_paper_of_a_submitted_declaration_is_closed():
    firm = a_firm()
    project = firm.fills_in()
    exemption = firm.adds(project, "EXEMPTION", exemption_facts())
    firm.papers(project)
    firm.submits(project)
    paper = project.attachments.get(record_guid=exemption.row_guid)

    with pytest.raises(Exception, match="已提交"):
        filing.remove(
            by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT
        )

    assert project.attachments.get(pk=paper.pk).removed_at is None
