"""What has been shown since before the notice and is not finished goes without a new filing, as a batch (BR-15)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Appointment
from accounts.rules import Role
from audit.models import Event
from common.clock import day_of
from confirmation.actions.batches import ABatchIsRunning
from confirmation.actions.push_directly import NothingIsToBePushed, begin_direct_push, push_on
from confirmation.models import BatchState, DirectPush
from confirmation.payload import payload_of
from confirmation.queries.batches import resting
from confirmation.queries.direct import next_direct, preview
from confirmation.queries.records import confirmed_of
from confirmation.tasks import push_directly
from grading.rules.push import NOTICE_WINDOWS
from national.models import Message, UpdateFlag
from projects.models import Project
from projects.queries import records_of
from tests.confirmation.old_records import basics, completion, guid, jsonl, permit, run
from tests.confirmation.pages import browser_of, text_of
from tests.confirmation.test_races import at_once
from tests.factories import AT, an_investment_code, an_official
from tests.national.support import send
from tests.world import a_firm, gate_now

pytestmark = pytest.mark.django_db

TODAY = day_of(AT)


def old(tmp_path, firm, serial, grade="C", released_on="2024-08-31", finished=False, **changes):
    """A project loaded with its grade, its basic information with the guid of the serial. None when hidden (D)."""
    own = {"project_key": f"OLD-{serial}", "confirmed_on": "" if grade == "D" else "2024-09-30"}
    paper = f"22010220170701{serial:04d}"
    lines = [
        basics(firm, serial, grade, name=f"第{serial}号工程", investment_code=an_investment_code(), **own, **changes),
    ]
    if released_on:
        lines.append(permit(firm, serial + 1, grade, paper_number=paper, released_on=released_on, **own))
    if finished:
        own |= {"permit": paper, "started_on": "2024-09-02", "finished_on": "2024-09-20"}
        lines.append(completion(firm, serial + 2, grade, paper_number=f"备{serial}", **own))
    said, refusal = run(jsonl(tmp_path, *lines, name=f"old-{serial}.jsonl"))
    assert refusal == "", said
    return Project.objects.filter(row_guid=guid(serial)).first()


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


@pytest.fixture
def duty(keeper):
    return Appointment.objects.get(user=keeper)


def seen():
    """What a batch would push now, by name, and why the others stay."""
    found = preview(TODAY, NOTICE_WINDOWS, limit=10)
    return found.total, [row.name for row in found.rows], found.left_out


@pytest.mark.parametrize(
    ("changes", "is_waiting"),
    [
        ({}, True),
        ({"grade": "A"}, True),
        ({"released_on": "2024-09-01"}, False),
        ({"released_on": ""}, False),
        ({"finished": True}, False),
        ({"grade": "D"}, False),
    ],
)
def test_only_what_is_shown_unfinished_and_permitted_in_time_is_in_the_batch(tmp_path, firm, changes, is_waiting):
    project = old(tmp_path, firm, 10, **changes)

    total, names, _ = seen()

    assert (total, names) == ((1, ["第10号工程"]) if is_waiting else (0, []))
    if project and "finished" not in changes:
        assert gate_now(project, confirmed_of(records_of(project)), TODAY, NOTICE_WINDOWS).is_open is is_waiting


def test_the_preview_says_why_the_others_stay(tmp_path, firm):
    old(tmp_path, firm, 10)
    old(tmp_path, firm, 20, released_on="2024-09-01")
    old(tmp_path, firm, 30, released_on="2024-09-01")

    total, names, left_out = seen()

    assert (total, names) == (1, ["第10号工程"])
    assert left_out == [
        (
            "许可日期2024-09-01不在补录时间范围内（2023-12-29前竣工，或2024-09-01前取得许可且未竣工，均不含当日），"
            "仍可确认并在省平台展示，但不推送至全国平台",
            2,
        )
    ]


def test_the_preview_reads_the_projects_once_and_names_those_of_a_page(tmp_path, firm, django_assert_num_queries):
    projects = [old(tmp_path, firm, serial) for serial in (10, 20, 30)]
    old(tmp_path, firm, 40, released_on="2024-09-01")

    with django_assert_num_queries(2):
        first = preview(TODAY, NOTICE_WINDOWS, limit=2)
    assert (first.total, [row.name for row in first.rows], first.has_more) == (3, ["第30号工程", "第20号工程"], True)
    second = preview(TODAY, NOTICE_WINDOWS, limit=2, before=first.rows[-1].pk)
    assert (second.total, [row.name for row in second.rows], second.has_more) == (3, ["第10号工程"], False)
    with django_assert_num_queries(1):
        assert preview(TODAY, NOTICE_WINDOWS, limit=0).total == 3
    newest = [project.pk for project in reversed(projects)]
    assert next_direct(TODAY, NOTICE_WINDOWS, before=None, limit=2) == newest[:2]
    assert next_direct(TODAY, NOTICE_WINDOWS, before=newest[1], limit=2) == newest[2:]


def test_looking_for_the_next_ones_goes_on_past_those_that_stay(tmp_path, firm, monkeypatch):
    monkeypatch.setattr("confirmation.queries.direct.LOOKED_AT", 1)
    wanted = old(tmp_path, firm, 10)
    old(tmp_path, firm, 20, released_on="2024-09-01")

    assert next_direct(TODAY, NOTICE_WINDOWS, before=None, limit=2) == [wanted.pk]


def test_a_batch_puts_down_one_message_a_project_with_its_clause_in_the_name_of_who_asked(tmp_path, firm, keeper, duty):
    projects = [old(tmp_path, firm, serial) for serial in (10, 20, 30)]
    push = begin_direct_push(by=keeper, duty=duty, at=AT)

    assert push_on(push_id=push.pk, at=AT, chunk=2) is True
    assert Message.objects.count() == 2
    assert push_on(push_id=push.pk, at=AT, chunk=2) is False

    push.refresh_from_db()
    assert (push.state, push.total, push.queued, push.left_out) == (BatchState.DONE, 3, 3, 0)
    messages = list(Message.objects.order_by("aggregate"))
    assert [message.aggregate for message in messages] == sorted(str(project.row_guid) for project in projects)
    assert {(message.version, message.update_flag, message.state, message.note) for message in messages} == {
        (
            1,
            UpdateFlag.U,
            "READY",
            "该项目已在省平台展示且尚未竣工，无需重复补录，由省平台直接推送至全国平台"
            "（吉建管〔2024〕17号 一（四）第二款）",
        )
    }
    told = next(message for message in messages if message.aggregate == guid(10))
    assert payload_of(records_of(projects[0]))["tables"]["TBProjectInfo"][0]["PrjName"].encode() in bytes(told.payload)
    events = Event.objects.filter(object_type="national_message", action="national.push_directly")
    assert set(events.values_list("actor_name", "unit")) == {(keeper.name, duty.authority.name)}
    assert seen()[0] == 0


def test_pushing_on_twice_puts_down_nothing_twice(tmp_path, firm, keeper, duty):
    old(tmp_path, firm, 10)
    push = begin_direct_push(by=keeper, duty=duty, at=AT)

    push_directly(push_id=push.pk)
    push_directly(push_id=push.pk)

    push.refresh_from_db()
    assert (Message.objects.count(), push.queued, push.left_out) == (1, 1, 0)


def test_one_batch_runs_at_a_time_and_none_without_a_project(tmp_path, firm, keeper, duty):
    with pytest.raises(NothingIsToBePushed):
        begin_direct_push(by=keeper, duty=duty, at=AT)
    assert DirectPush.objects.count() == 0

    old(tmp_path, firm, 10)
    begin_direct_push(by=keeper, duty=duty, at=AT)

    with pytest.raises(ABatchIsRunning, match="完成后再办理"):
        begin_direct_push(by=keeper, duty=duty, at=AT)
    assert DirectPush.objects.count() == 1


def test_a_project_that_was_told_of_meanwhile_is_left_out(tmp_path, firm, keeper, duty):
    old(tmp_path, firm, 10)
    project = old(tmp_path, firm, 20)
    push = begin_direct_push(by=keeper, duty=duty, at=AT)
    send(str(project.row_guid), at=AT)

    push_on(push_id=push.pk, at=AT)

    push.refresh_from_db()
    assert (push.total, push.queued, push.left_out) == (2, 1, 0)
    assert list(Message.objects.order_by("pk").values_list("aggregate", "version")) == [(guid(20), 1), (guid(10), 1)]


def test_a_batch_that_its_worker_left_is_handed_out_again_until_it_is_done(tmp_path, firm, keeper, duty):
    old(tmp_path, firm, 10)
    push = begin_direct_push(by=keeper, duty=duty, at=AT)

    assert resting(DirectPush, AT + timedelta(minutes=2)) == []
    assert resting(DirectPush, AT + timedelta(minutes=2, seconds=1)) == [push.pk]

    push_on(push_id=push.pk, at=AT)
    assert resting(DirectPush, AT + timedelta(days=1)) == []


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_put_down_one_message_a_project(tmp_path, firm, keeper, duty):
    for serial in (10, 20, 30):
        old(tmp_path, firm, serial)
    push = begin_direct_push(by=keeper, duty=duty, at=AT)

    at_once(*[lambda: push_directly(push_id=push.pk)] * 4)

    push.refresh_from_db()
    assert (Message.objects.count(), push.queued, push.left_out, push.state) == (3, 3, 0, BatchState.DONE)


def test_the_province_previews_starts_and_follows_a_batch_and_nobody_else_does(tmp_path, firm, keeper):
    old(tmp_path, firm, 10)
    old(tmp_path, firm, 20, released_on="2024-09-01")
    for other in (firm.user, an_official("220102"), an_official("220000")):
        assert browser_of(other).post(reverse("direct-pushes")).status_code in {403, 404}
    assert DirectPush.objects.count() == 0
    client = browser_of(keeper)

    page = text_of(client.get(reverse("direct-pushes")))
    assert "推送全部 1 个项目" in page
    assert "第10号工程" in page
    assert "第20号工程" not in page
    assert "1 个项目：许可日期2024-09-01不在补录时间范围内" in page

    followed = client.post(reverse("direct-pushes"), follow=True)
    assert "正在生成消息" in text_of(followed)
    push_directly(push_id=DirectPush.objects.get().pk)
    assert "1 个项目已生成推送消息" in text_of(client.get(followed.redirect_chain[-1][0]))
    assert "没有待直接推送的项目" in text_of(client.post(reverse("direct-pushes"), follow=True))
