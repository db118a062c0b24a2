"""Searching before filing (E03, decisions 21): shown projects by anything; another's filing only that it exists."""

import pytest

from accounts.rules import BusinessLine, EnterpriseKind
from audit.context import Acting, SystemActor
from projects.models import ConstructionPermit, Project
from projects.queries import find_before_filing
from projects.rules.menus import Menu
from tests.audit.support import acting
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def texts_about(project):
    permit = ConstructionPermit.objects.get(project=project)
    return {
        "代码": project.investment_code,
        "名称": project.name,
        "名称一部分": project.name[2:6],
        "许可证编号": permit.paper_number,
        "项目编号": Project.objects.get(pk=project.pk).number or "2201022412020101",
    }


def found_by(firm, project):
    return {
        kind: [
            (found.project == project, found.is_own, found.is_public)
            for found in find_before_filing(text, firm.enterprise)
        ]
        for kind, text in texts_about(project).items()
    }


def test_a_firm_finds_its_own_draft_by_anything():
    firm = a_firm()
    project = firm.fills_in()

    own = [(True, True, False)]
    assert found_by(firm, project) == {"代码": own, "名称": own, "名称一部分": own, "许可证编号": own, "项目编号": []}


def test_another_firms_draft_is_unknown():
    project = a_firm().fills_in()

    assert set(map(len, found_by(a_firm(), project).values())) == {0}


def test_another_firms_waiting_filing_is_known_by_its_exact_code_alone_and_only_that_it_exists(client):
    owner, other = a_firm(), a_firm()
    project = owner.files().project

    assert found_by(other, project) == {
        "代码": [(True, False, False)],
        "名称": [],
        "名称一部分": [],
        "许可证编号": [],
        "项目编号": [],
    }
    assert find_before_filing(project.investment_code[:-1], other.enterprise) == []
    assert find_before_filing(project.investment_code, other.enterprise)[0].route is None

    client.force_login(other.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/enterprise/search/", {"q": project.investment_code}).content.decode()
    assert "该项目代码已有填报" in page
    for secret in (project.name, project.owner_name, owner.enterprise.name, str(project.row_guid), project.address):
        assert secret not in page


def test_a_filing_taken_back_is_unknown_again():
    from confirmation.actions import withdraw
    from tests.factories import AT

    owner, other = a_firm(), a_firm()
    case = owner.files()
    withdraw(by=owner.user, enterprise=owner.enterprise, case_id=case.pk, at=AT)

    assert find_before_filing(case.project.investment_code, other.enterprise) == []


def test_a_confirmed_project_is_found_by_anything_and_takes_missing_stages_alone():
    project = confirms(an_official("220102"), a_firm().files()).project
    other = a_firm()

    assert found_by(other, project) == {kind: [(True, False, True)] for kind in texts_about(project)}
    route = find_before_filing(project.investment_code, other.enterprise)[0].route
    assert (route.menu, route.label) == (Menu.STAGE_BACKFILL, "业绩环节补录")
    assert "项目基本信息不得重复添加" in route.reason
    assert "缺失环节：招投标、合同、业绩指标" in route.reason


def test_each_firm_is_told_what_is_missing_of_its_own_line_of_work():
    supervisor, contractor = a_firm(EnterpriseKind.SUPERVISION), a_firm()
    filing_firm = a_firm(EnterpriseKind.DESIGN)
    project = filing_firm.fills_in(prepared=True, permit={"designer_code": filing_firm.enterprise.credit_code})
    confirms(an_official("220102", line=BusinessLine.DESIGN), filing_firm.submits(project))

    def missing(firm):
        return (
            find_before_filing(project.name, firm.enterprise)[0].route.reason.partition("缺失环节：")[2].split("（")[0]
        )

    assert missing(supervisor) == "招投标、合同、业绩指标"
    assert missing(contractor) == "业绩指标"
    assert missing(filing_firm) == "招投标、合同、业绩指标"


def test_a_shown_project_without_permit_takes_the_other_menu():
    project = a_firm().fills_in()
    with acting(Acting.system(SystemActor.SEED)):
        project.completions.all().delete()
        project.permits.all().delete()
        Project.objects.filter(pk=project.pk).update(shown=True)

    route = find_before_filing(project.name, a_firm().enterprise)[0].route

    assert (route.menu, "施工许可" in route.reason) == (Menu.STAGE_BACKFILL, True)


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_nothing_asked_is_nothing_found(text):
    firm = a_firm()
    firm.fills_in()

    assert find_before_filing(text, firm.enterprise) == []


def test_signs_of_patterns_mean_themselves():
    firm = a_firm()
    firm.fills_in()

    for text in ("%", "_", "\\", "'", '"', ";--"):
        assert find_before_filing(text, firm.enterprise) == []


def test_a_list_of_finds_is_bounded(django_assert_max_num_queries):
    firm = a_firm()
    for _ in range(3):
        firm.fills_in()
    template = Project.objects.first()
    with acting():
        rows = []
        for number in range(30):
            copy = Project.objects.get(pk=template.pk)
            copy.pk, copy.row_guid = None, f"00000000-0000-4000-8000-{number:012d}"
            rows.append(copy)
        Project.objects.bulk_create(rows)

    with django_assert_max_num_queries(2):
        assert len(find_before_filing("号地块", firm.enterprise)) == 20


def test_routing_many_shown_projects_costs_the_same_questions_as_routing_one(django_assert_num_queries):
    firm, official = a_firm(), an_official("220102")
    for number in range(3):
        confirms(official, firm.files(prepared=True, name=f"同名检索项目{number}"))

    asking = a_firm().enterprise

    with django_assert_num_queries(7):  # which, the projects, and one for each stage that may be missing
        assert len(find_before_filing("同名检索", asking)) == 3
