"""The road of a record through the tiers, action by action."""

import hashlib
import json

import pytest
from django.urls import reverse

import projects.actions as filing
from confirmation.actions.submit import SomethingIsMissing
from confirmation.models import Decision, Submission
from confirmation.rules.states import Status
from grading.models import GradeEntry
from national.models import Message
from projects.models import Attachment, Project
from projects.queries import records_of
from projects.rules.dictionaries import AttachmentKind
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def grades(project):
    return [record.grade for record in records_of(Project.objects.get(pk=project.pk))]


def test_a_housing_project_goes_to_the_county_and_every_record_gets_grade_c():
    case = a_firm().files()
    county = an_official("220102")

    assert (case.status, case.tier, case.authority.division_id) == (Status.WAITING, "COUNTY", "220102")
    assert case.business_line == "CONSTRUCTION"
    assert grades(case.project) == ["D", "D", "D"]
    assert not Project.objects.published().exists()

    case = confirms(county, case)

    assert case.status == Status.CONFIRMED
    assert grades(case.project) == ["C", "C", "C"]
    numbers = [record.number for record in records_of(Project.objects.get(pk=case.project_id))]
    assert numbers == ["2201022412020101", "2201022412020101-SX-001", "2201022412020101-JX-001"]
    assert Project.objects.published().get() == case.project
    entries = GradeEntry.objects.order_by("pk").values_list("stage", "old_grade", "new_grade", "person_id")
    assert list(entries) == [(stage, "D", "C", county.pk) for stage in ("PROJECT", "PERMIT", "COMPLETION")]
    assert case.rule_version.startswith("N17-")


def test_all_six_kinds_of_record_go_to_grade_c_in_the_order_of_the_rail():
    firm, county = a_firm(), an_official("220102")
    case = firm.submits(firm.fills_in(prepared=True))
    assert grades(case.project) == ["D"] * 6

    case = confirms(county, case)

    records = records_of(Project.objects.get(pk=case.project_id))
    assert [(record.stage.value, record.grade, record.number) for record in records] == [
        ("PROJECT", "C", "2201022412020101"),
        ("TENDER", "C", "2201022412020101-BD-001"),
        ("CONTRACT", "C", "2201022412020101-HZ-001"),
        ("DRAWING_REVIEW", "C", "2201022412020101-TX-001"),
        ("PERMIT", "C", "2201022412020101-SX-001"),
        ("COMPLETION", "C", "2201022412020101-JX-001"),
    ]
    assert all(record.published and record.check_person == county for record in records)
    stages = ["PROJECT", "TENDER", "CONTRACT", "DRAWING_REVIEW", "PERMIT", "COMPLETION"]
    assert list(GradeEntry.objects.order_by("pk").values_list("stage", flat=True)) == stages


@pytest.mark.parametrize("kind", ["AWARD_NOTICE", "CONTRACT", "REVIEW_CERT"])
def test_an_optional_record_once_filled_in_needs_its_paper(kind):
    firm = a_firm()
    project = firm.fills_in(prepared=True)
    paper = Attachment.objects.get(project=project, kind=kind)
    filing.remove(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, attachment_guid=paper.guid, at=AT)

    with pytest.raises(SomethingIsMissing, match=AttachmentKind(kind).label):
        firm.submits(project)

    assert not Submission.objects.exists()
    assert grades(project) == ["D"] * 6


def test_the_public_page_shows_all_six_and_no_identity_number(client):
    firm = a_firm()
    case = confirms(an_official("220102"), firm.submits(firm.fills_in(prepared=True)))
    number = Project.objects.get(pk=case.project_id).number

    page = client.get(reverse("public-project", args=[number])).content.decode()

    for text in (
        "招投标：净月新城住宅项目施工标段", "公开招标", "合同：净月新城住宅项目施工总承包合同", "施工总包",
        "施工图审查：净月新城住宅项目施工图", "2 条", "张建国",
    ):  # fmt: skip
        assert text in page
    assert "****" not in page


def test_the_confirmation_leaves_one_message_for_the_national_platform_without_identity_numbers():
    case = confirms(an_official("220102"), a_firm().files())

    message = Message.objects.get(aggregate=str(case.project.row_guid))
    body = json.loads(bytes(message.payload))
    assert {table: [row["DataLevel"] for row in rows] for table, rows in body["tables"].items()} == {
        "TBProjectInfo": ["C"],
        "TBBuilderLicenceManage": ["C"],
        "TBProjectFinishManage": ["C"],
    }
    permit = body["tables"]["TBBuilderLicenceManage"][0]
    assert set(permit["ConstructorIDCard"]) == {"$identity"}
    assert body["tables"]["TBProjectFinishManage"][0]["BuilderLicenceNum"] == permit["BuilderLicenceNum"]


def test_the_snapshot_of_a_submission_is_canonical_and_carries_its_digest():
    case = a_firm().files()

    submission = Submission.objects.get(case=case)
    assert submission.sha256 == hashlib.sha256(submission.snapshot.encode()).hexdigest()
    facts = json.loads(submission.snapshot)
    assert [record["kind"] for record in facts["records"]] == ["PROJECT", "PERMIT", "COMPLETION"]
    assert facts["records"][0]["columns"]["name"] == case.project.name
    assert len(facts["records"][0]["papers"]) == 1
    assert submission.declared_name == case.created_by.name


@pytest.mark.parametrize(
    ("division", "sector", "authority", "grade"),
    [
        ("220102", "11", "220100", "B"),
        ("220102", "08", "220100", "B"),
        ("220581", "01", "220581", "B"),
        ("229011", "01", "229001", "B"),
        ("220171", "01", "220100", "B"),
        ("220122", "02", "220122", "C"),
    ],
    ids=["石油化工", "电力", "梅河口", "长白山", "开发区", "农安县市政"],
)
def test_the_first_confirmation_lies_where_the_notice_puts_it(division, sector, authority, grade):
    purpose = {"11": "700", "08": "700", "02": "016"}.get(sector, "100")
    case = a_firm().files(division=division, sector=sector, purpose=purpose)
    assert case.authority.division_id == authority

    case = confirms(an_official(authority), case)

    assert grades(case.project) == [grade] * 3


def test_c_becomes_b_at_the_city_and_a_needs_two_persons_at_the_province(deliver):
    firm = a_firm()
    project = confirms(an_official("220102"), firm.files()).project
    deliver()
    project = confirms(an_official("220100"), firm.applies_for_next_grade(project)).project
    assert grades(project) == ["B", "B", "B"]
    deliver()

    case = firm.applies_for_next_grade(project, purpose="建筑工程施工总承包一级")
    case = confirms(an_official("220000"), case)
    assert case.status == Status.SIGNED
    assert grades(project) == ["B", "B", "B"]

    case = confirms(an_official("220000"), case)
    assert case.status == Status.CONFIRMED
    assert grades(project) == ["A", "A", "A"]
    signed = Decision.objects.filter(case=case).order_by("pk").values_list("action", "signature_order")
    assert list(signed) == [("SIGN", 1), ("CONFIRM", 2)]


def test_after_the_windows_have_closed_a_record_is_confirmed_but_not_pushed():
    late = AT.replace(year=2025, month=1, day=1, hour=0, minute=0)
    case = confirms(an_official("220102"), a_firm().files(at=late), at=late)

    assert grades(case.project) == ["C", "C", "C"]
    assert not Message.objects.exists()
    assert "2024-12-31" in case.push_note
    assert "一（四）" in case.push_note
