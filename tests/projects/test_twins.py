"""A project on display is filed once: refused outright, or asked about before the first saving (BR-03, X12)."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from projects.actions import save_project, start_project
from projects.actions.twins import TheProjectIsOnDisplay, TwinsAreToBeJudged
from projects.models import Draft, Project, TwinDecision
from projects.queries import find_before_filing
from projects.queries.drafts import draft_of, key_of
from projects.queries.twins import CANDIDATES_AT_MOST, candidates, sketch_of_facts, twins_by_name, twins_on_display
from projects.rules.kinds import RecordKind
from projects.rules.menus import ProjectExistsAlready
from tests.audit.support import acting
from tests.confirmation.pages import browser_of
from tests.factories import AT, a_credit_code, an_investment_code, an_official, project_facts
from tests.projects.test_forms import typed
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
NAME = "长春市净月御景花园住宅小区一期建设项目"
LIKE = "净月御景花园住宅小区（一期）"
NEW = "/enterprise/projects/new/"


@pytest.fixture
def shown():
    """A project on display, confirmed by its county."""
    project = confirms(an_official("220102"), a_firm().files(name=NAME)).project
    project.refresh_from_db()
    return project


@pytest.fixture
def firm():
    return a_firm()


def counts():
    return Project.objects.count(), TwinDecision.objects.count(), Event.objects.count()


def starts(firm, **changes):
    return start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(**changes), at=AT)


@pytest.mark.parametrize(
    ("same", "field", "said"),
    [
        (lambda shown: {"investment_code": shown.investment_code}, "investment_code", "项目代码相同"),
        (lambda shown: {"name": NAME}, "name", "项目名称、建设单位和所在地相同"),
        (lambda shown: {"name": NAME, "owner_name": "改过的名字"}, "name", "项目名称、建设单位和所在地相同"),
        (lambda shown: {"name": NAME, "owner_code": a_credit_code()}, "name", "项目名称、建设单位和所在地相同"),
    ],
    ids=["code", "name owner county", "owner by its code", "owner by its name"],
)
def test_a_project_on_display_is_never_filed_again_and_the_refusal_leads_to_it(shown, firm, same, field, said):
    before, facts = counts(), project_facts(**same(shown))

    with pytest.raises(TheProjectIsOnDisplay, match=said) as refusal:
        start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT)
    page = browser_of(firm.user).post(NEW, typed(facts)).content.decode()

    assert (refusal.value.project, refusal.value.field) == (shown, field)
    assert issubclass(TheProjectIsOnDisplay, ProjectExistsAlready)
    assert reverse("stage-backfill", args=[shown.row_guid]) in page
    assert reverse("public-project", args=[shown.number]) in page
    assert counts() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"name": NAME.replace("一期", "二期")},
        {"name": NAME, "division": "220103"},
        {"name": NAME, "owner_name": "另一公司", "owner_code": a_credit_code()},
    ],
    ids=["name", "county", "owner"],
)
def test_another_name_county_or_owner_is_another_project(shown, firm, changes):
    assert starts(firm, **changes).pk


def test_what_another_firm_only_files_is_no_project_on_display(firm):
    a_firm().files(name=NAME)

    assert starts(firm, name=NAME).pk


def test_a_project_is_not_renamed_into_one_on_display(shown, firm):
    project = starts(firm)
    facts = project_facts(name=NAME)

    with pytest.raises(TheProjectIsOnDisplay):
        save_project(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT)
    assert Project.objects.get(pk=project.pk).name == project.name


def test_a_number_on_display_is_found_before_filing_and_never_typed(shown, firm):
    """PrjNum is issued and stands in no form: whoever searches by it is led to the project."""
    assert [found.project for found in find_before_filing(shown.number, firm.enterprise)] == [shown]
    assert "number" not in project_facts()


def test_a_new_project_that_looks_like_one_on_display_is_asked_about_before_it_is_saved(shown, firm):
    code = an_investment_code("220581")  # unlike the other one in more places than a slip of the pen
    client, facts = browser_of(firm.user), project_facts(name=LIKE, investment_code=code)
    before = counts()

    page = client.post(NEW, typed(facts, scale="写了很久的规模")).content.decode()

    assert counts() == before
    assert "可能是同一项目" in page
    for told in (NAME, "名称去掉通用词后相同", "建设单位相同", "总投资相同", "项目代码不同", "写了很久的规模"):
        assert told in page
    assert "<mark>长春市</mark>" in page
    assert draft_of(firm.enterprise, key_of(RecordKind.PROJECT, None, None), None).values["scale"] == "写了很久的规模"


def test_the_same_project_leads_to_its_missing_stages_and_keeps_what_was_typed(shown, firm):
    client, facts = browser_of(firm.user), project_facts(name=LIKE)
    before = counts()[:2]

    answer = client.post(NEW, {**typed(facts, scale="写了很久的规模"), "same": str(shown.row_guid)})

    assert answer.status_code == 302
    assert answer["Location"] == reverse("stage-backfill", args=[shown.row_guid])
    assert counts()[:2] == before
    page = client.get(NEW).content.decode()
    assert "写了很久的规模" in page
    assert LIKE in page


@pytest.mark.parametrize("guid", ["00000000-0000-4000-8000-000000000000", "no-guid"])
def test_the_same_as_nothing_leads_nowhere(shown, firm, guid):
    client = browser_of(firm.user)
    answer = client.post(NEW, {**typed(project_facts(name=LIKE)), "same": guid})

    assert answer.status_code == (404 if guid.startswith("0") else 200)
    assert Project.objects.filter(filed_by=firm.enterprise).count() == 0


@pytest.mark.parametrize("reason", ["", "  ", "二期", "。" * 501])
def test_another_project_needs_a_reason_of_four_characters(shown, firm, reason):
    before = counts()
    client = browser_of(firm.user)

    page = client.post(NEW, {**typed(project_facts(name=LIKE)), f"different_{shown.row_guid}": reason, "save": "1"})

    assert "请写明为什么不是同一项目" in page.content.decode()
    assert counts() == before


def test_another_project_is_saved_with_the_decision_in_one_transaction(shown, firm):
    client = browser_of(firm.user)
    fields = {**typed(project_facts(name=LIKE)), f"different_{shown.row_guid}": " 土地和批文都不同 ", "save": "1"}

    answer = client.post(NEW, fields)

    project = Project.objects.get(filed_by=firm.enterprise)
    decision = TwinDecision.objects.get()
    assert answer["Location"] == reverse("record-papers", args=[project.row_guid, project.row_guid])
    assert (decision.project, decision.other, decision.verdict) == (project, shown, "DIFFERENT")
    assert (decision.reason, decision.decided_by) == ("土地和批文都不同", firm.user)
    saved, kept = (
        Event.objects.get(object_type=table, object_id=str(pk))
        for table, pk in (("projects_project", project.pk), ("projects_twindecision", decision.pk))
    )
    assert saved.transaction_id == kept.transaction_id
    assert (kept.action, kept.subject) == ("projects.start_project", str(project.row_guid))
    assert not Draft.objects.exists()


def test_back_to_the_form_with_everything_typed(shown, firm):
    page = browser_of(firm.user).post(NEW, {**typed(project_facts(name=LIKE), scale="旧规模"), "edit": "1"})

    assert re.search(r'name="name" value="' + LIKE, page.content.decode())
    assert "旧规模" in page.content.decode()


def test_where_nobody_can_be_asked_it_is_saved_and_the_official_sees_it(shown, firm):
    assert starts(firm, name=LIKE).pk
    assert TwinDecision.objects.count() == 0
    facts = project_facts(name=LIKE)
    with pytest.raises(TwinsAreToBeJudged):
        start_project(by=firm.user, enterprise=firm.enterprise, facts=facts, at=AT, different={})


def test_a_search_by_a_name_that_is_not_quite_right_proposes_the_project(shown, firm):
    client = browser_of(firm.user)

    for text in ("御景花园小区一期", "净月御景花圆住宅小区一期", "御景花园住宅小区(一期)工程"):
        assert [twin.project for twin in twins_by_name(text)] == [shown], text
        page = client.get("/enterprise/search/", {"q": text}).content.decode()
        assert "可能是同一项目" in page
        assert reverse("stage-backfill", args=[shown.row_guid]) in page
    for text in ("御景花园住宅小区二期", "翡翠商务中心", "2103", "期", "住宅", shown.investment_code):
        assert twins_by_name(text) == [], text


def test_a_search_that_finds_the_project_does_not_propose_it_too(shown, firm):
    page = browser_of(firm.user).get("/enterprise/search/", {"q": "净月御景花园住宅小区一期"}).content.decode()

    assert "检索到 1 个项目" in page
    assert "可能是同一项目" not in page


def test_drafts_and_waiting_filings_of_others_are_proposed_to_no_firm(firm):
    other = a_firm()
    other.fills_in(name=NAME)
    other.files(name=NAME.replace("小区", "社区"))

    assert twins_on_display(sketch_of_facts(project_facts(name=LIKE))) == []
    assert twins_by_name("御景花园小区一期") == []


def test_candidates_are_bounded_and_asked_for_in_few_queries(shown, django_assert_max_num_queries):
    columns = {field.attname: getattr(shown, field.attname) for field in Project._meta.concrete_fields}
    with acting():
        Project.objects.bulk_create(
            Project(
                **{
                    **columns,
                    **{"id": None, "row_guid": f"00000000-0000-4000-8000-{number:012d}", "number": None, "grade": "D"},
                    **{
                        "published": False,
                        "shown": True,
                        "investment_code": f"{number}",
                        "name": f"御景花园{number}栋",
                    },
                    **{"check_authority_id": None, "check_person_id": None, "confirmed_at": None},
                }
            )
            for number in range(230)
        )
    sketch = sketch_of_facts(project_facts(name=LIKE))

    with django_assert_max_num_queries(2):
        found = candidates(Project.objects.all(), sketch)
    assert len(found) == CANDIDATES_AT_MOST
    assert found[0] == shown
    with django_assert_max_num_queries(2):
        assert twins_on_display(sketch)[0].project == shown
