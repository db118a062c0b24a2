"""What is typed is kept before it is saved, and two colleagues do not write over each other unknowingly (E12)."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

import projects.actions as filing
from accounts.models import IdentityVault
from projects.actions.drafts import AColleagueIsTyping, DraftIsTooLarge, drop_old_drafts, keep_draft
from projects.actions.records import AColleagueHasSaved
from projects.models import Draft, Project
from projects.queries.drafts import draft_of, key_of
from projects.rules.kinds import RecordKind
from tests.confirmation.pages import browser_of
from tests.factories import AT, MembershipFactory, project_facts
from tests.projects.test_forms import typed
from tests.world import a_firm

pytestmark = pytest.mark.django_db
NEW = key_of(RecordKind.PROJECT, None, None)


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def colleague(firm):
    return MembershipFactory(enterprise=firm.enterprise).user


def keeps(firm, by=None, key=NEW, version=0, at=AT, **values):
    return keep_draft(by=by or firm.user, enterprise=firm.enterprise, key=key, version=version, values=values, at=at)


def sent(client, key=NEW, version=0, **values):
    body = {"version": version, "fields": {name: [value] for name, value in values.items()}}
    return client.post(reverse("draft-keep", args=[key]), json.dumps(body), content_type="application/json")


def test_what_was_typed_stands_in_the_form_again_and_is_gone_once_saved(firm):
    client = browser_of(firm.user)
    assert sent(client, name="净月新城", scale="写到一半").json()["version"] == 1

    page = client.get(reverse("project-new")).content.decode()
    assert [text in page for text in ("净月新城", "写到一半", "已恢复自动保存的内容")] == [True] * 3

    client.post(reverse("project-new"), typed(project_facts()))
    assert Project.objects.count() == 1
    assert not Draft.objects.exists()
    assert "写到一半" not in client.get(reverse("project-new")).content.decode()


def test_a_draft_is_sealed_so_that_no_number_stands_in_the_table(firm):
    keeps(firm, project_manager_number="220102190001010016")

    draft = Draft.objects.get()
    assert b"220102190001010016" not in bytes(draft.sealed)
    assert draft_of(firm.enterprise, NEW, None).values == {"project_manager_number": "220102190001010016"}
    assert not IdentityVault.objects.exists()


def test_ones_own_second_window_goes_on_from_the_last_state(firm):
    keeps(firm, name="甲")

    assert keeps(firm, name="乙").version == 2
    assert draft_of(firm.enterprise, NEW, None).values == {"name": "乙"}


def test_a_colleagues_newer_draft_is_not_written_over(firm, colleague):
    keeps(firm, name="甲")

    with pytest.raises(AColleagueIsTyping):
        keeps(firm, by=colleague, name="乙")
    answer = sent(browser_of(colleague), name="乙")

    assert (answer.status_code, answer.json()["who"], answer.json()["version"]) == (409, firm.user.name, 1)
    assert draft_of(firm.enterprise, NEW, None).values == {"name": "甲"}
    assert sent(browser_of(colleague), version=1, name="乙").json()["version"] == 2


def test_another_firms_draft_is_out_of_sight(firm):
    keeps(firm, name="甲")
    other = a_firm()

    assert draft_of(other.enterprise, NEW, None) is None
    assert "甲" not in browser_of(other.user).get(reverse("project-new")).context["form"].initial.values()


@pytest.mark.parametrize("values", [{str(n): "" for n in range(301)}, {"scale": "长" * 200_001}], ids=["值", "字"])
def test_more_than_a_form_holds_is_not_kept(firm, values):
    with pytest.raises(DraftIsTooLarge):
        keeps(firm, **values)

    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "1", '{"version": 1}', '{"version": "x", "fields": {}}', '{"fields": [], "version": 1}', "\0"]
)
def test_garbage_is_answered_and_not_kept(firm, body):
    answer = browser_of(firm.user).post(reverse("draft-keep", args=[NEW]), body, content_type="application/json")

    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_older_than_the_saved_record_is_not_offered(firm):
    project = filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)
    key = key_of(RecordKind.PROJECT, project.row_guid, project.row_guid)
    keeps(firm, key=key, name="旧")
    assert draft_of(firm.enterprise, key, project).values == {"name": "旧"}

    filing.save_project(
        by=firm.user,
        enterprise=firm.enterprise,
        project_id=project.pk,
        facts=project_facts(),
        at=AT + timedelta(hours=1),
    )
    project.refresh_from_db()

    assert draft_of(firm.enterprise, key, project) is None


def test_drafts_left_alone_end(firm):
    keeps(firm, name="甲")
    keeps(firm, key="new.project.other", name="乙", at=AT + timedelta(days=1))

    assert drop_old_drafts(before=AT + timedelta(hours=1)) == 1
    assert Draft.objects.get().key == "new.project.other"


def test_a_record_saved_by_a_colleague_meanwhile_is_not_written_over_unseen(firm, colleague):
    project = filing.start_project(by=firm.user, enterprise=firm.enterprise, facts=project_facts(), at=AT)
    seen = project.updated_at
    mine = {"enterprise": firm.enterprise, "project_id": project.pk, "at": AT + timedelta(minutes=2)}
    filing.save_project(by=colleague, **mine, facts=project_facts(name="同事改的名称"))

    with pytest.raises(AColleagueHasSaved):
        filing.save_project(by=firm.user, **mine, facts=project_facts(name="我改的名称"), seen=seen)
    project.refresh_from_db()
    assert project.name == "同事改的名称"

    client = browser_of(firm.user)
    facts = typed(project_facts(name="我改的名称"), seen=seen.isoformat())
    page = client.post(reverse("project-edit", args=[project.row_guid]), facts).content.decode()
    assert [text in page for text in ("同事改的名称", "我改的名称", "仍以我填写的为准")] == [True] * 3

    client.post(reverse("project-edit", args=[project.row_guid]), {**facts, "overwrite": "1"})
    project.refresh_from_db()
    assert project.name == "我改的名称"
