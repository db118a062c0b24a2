"""The auditor's timeline by person, field, object, time, unit and action (U07); one action is one line."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

import projects.actions as filing
from accounts.models import Person, Reading
from accounts.rules import Role
from audit import asking, queries
from audit.asking import Asked, first_number
from audit.models import Event
from tests.audit.support import OFFICIAL, acting
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official, project_facts
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db(transaction=True)  # one act is one transaction


@pytest.fixture
def story(settings, tmp_path):
    """A firm's project that was renamed and confirmed in 南关区, and one of 二道区 that was confirmed."""
    settings.MEDIA_ROOT = tmp_path
    firm, other = a_firm(), a_firm()
    project = firm.fills_in(name="改名之前的项目")
    facts = project_facts(name="改名之后的项目", investment_code=project.investment_code)
    filing.save_project(by=firm.user, enterprise=firm.enterprise, project_id=project.pk, facts=facts, at=AT)
    confirms(an_official("220102", name="王审核"), firm.submits(project), note="三份原件逐页核对")
    elsewhere = confirms(
        an_official("220103", name="李审核"), other.files(division="220103", name="另一地的项目")
    ).project
    draft = other.fills_in(name="未提交的草稿")
    return {"firm": firm, "project": project, "elsewhere": elsewhere, "draft": draft}


def lines(user, **asked):
    answer = browser_of(user).get(reverse("audit-acts-export"), {**asked, "format": "csv"})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_each_filter_leaves_what_it_names(story):
    auditor, firm = an_official("220000", role=Role.AUDITOR), story["firm"]

    def actions(**asked):
        return {row["动作"] for row in lines(auditor, **asked)}

    assert {row["人员"] for row in lines(auditor, person="王审核")} == {"王审核"}
    assert actions(person="王审核") == {"领取办件", "确认定级"}
    assert {row["人员"] for row in lines(auditor, person="test")} == {"test"}
    assert {row["单位"] for row in lines(auditor, unit="南关区")} == {"南关区住房和城乡建设局"}
    assert {row["单位"] for row in lines(auditor, unit=firm.enterprise.credit_code)} == {firm.enterprise.name}
    assert {row["项目"] for row in lines(auditor, q="另一地")} == {"另一地的项目"}
    assert {row["项目"] for row in lines(auditor, q=story["elsewhere"].number)} == {"另一地的项目"}
    assert {row["对象"] for row in lines(auditor, kind="projects_completion")} == {"竣工验收（备案）"}
    assert {row["动作"] for row in lines(auditor, action="confirmation.confirm")} == {"确认定级"}
    assert len(lines(auditor, action="confirmation.confirm")) == 2
    named = lines(auditor, kind="accounts_enterprise", q=firm.enterprise.credit_code)
    assert [row["对象"] for row in named] == ["企业"]
    assert (
        lines(auditor, person="没有此人") == lines(auditor, q="没有此项目") == lines(auditor, unit="没有此单位") == []
    )


def test_a_field_means_that_what_it_said_was_changed(story):
    auditor = an_official("220000", role=Role.AUDITOR)

    (renamed,) = lines(auditor, field="projects_project.name")
    assert (renamed["动作"], renamed["人员"]) == ("修改项目基本信息", story["firm"].user.name)
    assert "改名之前的项目 → 改名之后的项目" in renamed["改动"]
    graded = lines(auditor, field="projects_completion.grade", unit="南关区")
    assert [row["动作"] for row in graded] == ["确认定级"]
    assert "信息审核人：无 → 王审核" in graded[0]["改动"]
    assert lines(auditor, field="projects_project.owner_code") == []
    # a field that there is not counts as none; what the auditor takes away is in the history too
    assert len(lines(auditor, field="projects_project.nothing")) + 1 == len(lines(auditor))


def test_days_are_included_on_both_sides_and_filters_serve_on_a_projects_own_page(story):
    auditor = an_official("220000", role=Role.AUDITOR)
    today = Event.objects.latest("pk").recorded_at.astimezone(AT.tzinfo).date()

    everything = len(lines(auditor))
    assert len(lines(auditor, since=today, until=today)) >= everything
    assert lines(auditor, until=today - timedelta(days=1)) == lines(auditor, since=today + timedelta(days=1)) == []

    client = browser_of(an_official("220102", role=Role.AUDITOR))
    address = reverse("audit-project", args=[story["project"].row_guid])

    page = text_of(client.get(address, {"field": "projects_project.name"}))
    assert "修改项目基本信息" in page
    assert "确认定级" not in page.split("清除条件")[1]
    assert "没有符合条件的记录" in text_of(client.get(address, {"person": "没有此人"}))


def test_the_first_number_at_a_moment_is_found_by_halves():
    for number in range(9):
        with acting(OFFICIAL):
            Person.objects.create(name=f"某{number}", created_at=AT)
    events = list(Event.objects.order_by("pk"))

    assert [first_number(event.recorded_at) for event in events] == [event.pk for event in events]
    assert first_number(events[-1].recorded_at + timedelta(seconds=1)) == events[-1].pk + 1


def test_an_auditor_reads_his_area_and_nobodys_drafts(story):
    here, there = "改名之后的项目", "另一地的项目"
    for division, seen in (("220102", {here}), ("220100", {here, there}), ("220103", {there})):
        assert {row["项目"] for row in lines(an_official(division, role=Role.AUDITOR))} == seen
    page = browser_of(an_official("220000", role=Role.AUDITOR)).get(reverse("audit-acts"), {"kind": "projects_project"})
    assert "未提交的草稿" not in text_of(page)
    assert "改名之后的项目" in text_of(page)


def test_others_read_nothing_and_what_is_read_is_kept(story):
    official, auditor = an_official("220102"), an_official("220102", role=Role.AUDITOR, name="孙静")

    for name in ("audit-acts", "audit-acts-export"):
        assert browser_of(official).get(reverse(name)).status_code == 403
        assert browser_of(story["firm"].user).get(reverse(name)).status_code == 403
    assert Reading.objects.count() == 0
    browser_of(auditor).get(reverse("audit-acts"), {"person": "王审核"})
    lines(auditor, unit="南关区")
    assert list(Reading.objects.order_by("pk").values_list("user__name", "kind", "title", "asked")) == [
        ("孙静", "TIMELINE", "变化记录", "person=王审核"),
        ("孙静", "EXPORT", "变化记录", "unit=南关区&format=csv"),
    ]


def test_an_act_stands_on_one_page_however_long_it_is_and_filters_stay_in_the_address(
    monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(queries, "ACTS_A_PAGE", 4)
    for number in range(9):
        with acting(OFFICIAL, subject="list:x"):
            Person.objects.bulk_create(Person(name=f"{number}·{row}", created_at=AT) for row in range(number * 20))
            Person.objects.create(name=f"某{number}", created_at=AT)

    asked, seen, before = Asked(subjects=("list:x",)), [], None
    while True:
        acts, before = queries.acts(asked, before=before)
        seen += [(len(act.changes) // 2, act.is_cut) for act in acts]
        if before is None:
            break
    assert len(seen) == 9
    assert [cut for _, cut in seen] == [True] * 6 + [False] * 3

    today = Event.objects.latest("pk").recorded_at
    day = {"since": today - timedelta(days=1), "until": today + timedelta(days=1)}
    with django_assert_max_num_queries(7):
        queries.acts(Asked(columns=(("accounts_person", "name"),), **day), before=10**9)
    client = browser_of(an_official("220000", role=Role.AUDITOR))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("audit-acts"), {"person": OFFICIAL.actor_name, "kind": "accounts_person"})
    assert page.status_code == 200


def test_a_page_reads_a_bounded_stretch_and_says_where_to_go_on(monkeypatch):
    with acting(OFFICIAL, action="rare"):
        Person.objects.create(name="早先", created_at=AT)
    with acting(OFFICIAL):
        Person.objects.bulk_create(Person(name=f"某{row}", created_at=AT) for row in range(12))

    monkeypatch.setattr(asking, "READ_AT_MOST", Event.objects.latest("pk").pk // 3)

    pages, before, found = 0, None, []
    while True:
        acts, before = queries.acts(Asked(actions=("rare",)), before=before)
        pages, found = pages + 1, [*found, *acts]
        if before is None:
            break
    assert [act.action for act in found] == ["rare"]
    assert pages >= 3


def test_every_index_of_the_history_is_asked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'audit_event'")
        names = {name for (name,) in cursor.fetchall()}

    assert names == {
        "audit_event_pkey", "event_object_version", "event_subject", "event_transaction", "event_actor",
        "event_kind",
    }  # fmt: skip
