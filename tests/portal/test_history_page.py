"""The auditor's timeline: who, for whom, when, what and why, before and after (四（三）)."""

import re

import pytest

import projects.actions as filing
from accounts.rules import Role
from audit.context import SystemActor
from audit.queries import timeline
from embedded.paths import ROOT
from portal.queries.history import ACTIONS
from portal.queries.wording import SYSTEM_NAMES, actor_in_words, system_actor
from tests.factories import AT, an_official, project_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)  # one act is one transaction
def test_the_timeline_names_actor_unit_reason_and_before_and_after(browser_of, django_assert_max_num_queries):
    firm = a_firm()
    project = firm.fills_in(name="改名之前的项目")
    facts = project_facts(name="改名之后的项目", investment_code=project.investment_code)
    filing.save_project(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT)
    confirms(an_official("220102", name="王审核"), firm.submits(project), note="三份原件逐页核对")
    client = browser_of(an_official("220102", role=Role.AUDITOR))

    with django_assert_max_num_queries(20):
        page = client.get(f"/audit/projects/{project.row_guid}/").content.decode()

    for words in (
        "改名之前的项目",
        "改名之后的项目",
        firm.user.name,
        firm.enterprise.name,
        "企业填报人员",
        "王审核",
        "南关区住房和城乡建设局",
        "三份原件逐页核对",
        "开始填报项目",
        "修改项目基本信息",
        "上传附件",
        "提交办件",
        "领取办件",
        "确认定级",
    ):
        assert words in page, words
    assert "22010219" not in page  # no document number


@pytest.mark.django_db(transaction=True)
def test_acts_are_told_newest_first_and_with_their_changes():
    firm = a_firm()
    project = firm.fills_in(name="甲")
    facts = project_facts(name="乙", investment_code=project.investment_code)
    filing.save_project(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT)

    acts, further = timeline(str(project.row_guid))

    assert further is None
    assert [act.action for act in acts] == [
        "projects.save_project",
        *["projects.attach"] * 3,
        "projects.save_completion",
        "projects.save_permit",
        "projects.start_project",
    ]
    assert {act.unit for act in acts} == {firm.enterprise.name}
    changes = [(change.column, change.before, change.after) for act in acts for change in act.changes]
    assert ("name", "甲", "乙") in changes
    assert ("name", None, "甲") in changes


def test_every_action_that_the_code_names_has_its_words():
    named = set()
    for folder in ("accounts", "projects", "grading", "confirmation", "errata", "platform/national", "platform/portal"):
        for path in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r'action="([a-z]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    named |= {f"confirmation.{verb}" for verb in ("sign", "confirm", "return", "refuse")}

    assert len(named) > 15
    assert named - set(ACTIONS) == set()


def test_every_program_has_a_name_for_people_and_is_found_by_either():
    assert set(SYSTEM_NAMES) == set(SystemActor)
    assert len(set(SYSTEM_NAMES.values())) == len(SYSTEM_NAMES)
    assert (actor_in_words("relay", "SYSTEM"), actor_in_words("relay", "USER")) == ("报送程序", "relay")
    assert [system_actor(typed) for typed in ("relay", "报送程序", "王审核", "")] == ["relay", "relay", "", ""]
