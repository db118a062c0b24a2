"""The official's page lists projects that look like the case's, and what enterprises said of them (X12)."""

import pytest

import confirmation.actions as cases
from common.clock import day_of
from confirmation.queries.review import reviewed_records
from confirmation.queries.twins import twins_of_case
from projects.actions import start_project
from tests.confirmation.pages import browser_of, page_of, text_of
from tests.factories import AT, an_official, project_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
NAME = "长春市净月御景花园住宅小区一期建设项目"
LIKE = "净月御景花园住宅小区（一期）"


@pytest.fixture
def official():
    return an_official("220102")


def listed(case, official):
    found = twins_of_case(case, reviewed_records(case).records, official, day_of(AT))
    return [(twin.pair.project.name, twin.state, bool(twin.decisions)) for twin in found]


def test_a_waiting_filing_of_another_firm_stands_beside_it_with_its_case(official):
    one, other = a_firm().files(name=NAME), a_firm().files(name=LIKE)

    page = text_of(browser_of(official).get(page_of(one)))

    assert listed(one, official) == [(LIKE, "正在确认", False)]
    assert listed(other, official) == [(NAME, "正在确认", False)]
    for told in ("可能是同一项目", LIKE, f"办件 {other.number}", "未说明", "建设单位相同"):
        assert told in page


def test_what_the_enterprise_said_stands_with_the_pair(official):
    shown = confirms(official, a_firm().files(name=NAME)).project
    shown.refresh_from_db()
    firm = a_firm()
    project = start_project(
        by=firm.user,
        enterprise=firm.enterprise,
        facts=project_facts(name=LIKE),
        at=AT,
        different={shown.row_guid: "土地和批文都不同"},
    )
    case = firm.submits(filled(firm, project))

    page = text_of(browser_of(official).get(page_of(case)))

    assert listed(case, official) == [(NAME, "已在省平台展示", True)]
    assert f"不是同一项目：土地和批文都不同（{firm.user.name}" in page
    assert f"/public/projects/{shown.number}/" in page


def filled(firm, project):
    """The project's permit and papers, from one that is filled in whole."""
    import projects.actions as filing
    from projects.queries import records_of
    from projects.rules.dictionaries import REQUIRED_ATTACHMENTS
    from tests.factories import PDF, permit_facts

    firm.adds(project, "PERMIT", permit_facts(firm.enterprise))
    for record in records_of(project):
        filing.attach(
            by=firm.user,
            enterprise=firm.enterprise,
            project_id=project.pk,
            at=AT,
            record_guid=record.row_guid,
            kind=REQUIRED_ATTACHMENTS[record.stage],
            filename="扫描件.pdf",
            chunks=[PDF],
        )
    return project


@pytest.mark.parametrize("hide", ["draft", "withdrawn", "another place"])
def test_what_the_official_may_not_know_is_not_listed(official, hide):
    case, other = a_firm().files(name=NAME), a_firm()
    if hide == "draft":
        other.fills_in(name=LIKE)
    elif hide == "withdrawn":
        filed = other.files(name=LIKE)
        cases.withdraw(by=other.user, enterprise=other.enterprise, case_id=filed.pk, at=AT)
    else:
        other.files(name=LIKE, division="220103")

    assert listed(case, official) == []
    assert LIKE not in text_of(browser_of(official).get(page_of(case)))


def test_the_next_phase_is_not_listed(official):
    a_firm().files(name=NAME.replace("一期", "二期"))

    assert listed(a_firm().files(name=NAME), official) == []


def test_a_common_permit_is_seen_whatever_the_project_is_called(official):
    number = "220102202106010101"
    a_firm().files(name="翡翠学府商务中心", permit={"paper_number": number}, owner_name="另一公司")
    case = a_firm().files(name=NAME, permit={"paper_number": number})

    assert listed(case, official) == [("翡翠学府商务中心", "正在确认", False)]
    assert "施工许可证编号相同" in text_of(browser_of(official).get(page_of(case)))


def test_what_the_list_costs(official, django_assert_max_num_queries):
    a_firm().files(name=LIKE)
    case = a_firm().files(name=NAME)
    records = reviewed_records(case).records

    with django_assert_max_num_queries(9):
        assert len(twins_of_case(case, records, official, day_of(AT))) == 1
