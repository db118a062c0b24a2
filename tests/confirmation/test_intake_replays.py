"""All messages of a cause, a unit or a code are judged once more by a worker: each once, whatever dies (A12, R29)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.rules import Role
from audit.models import Event
from common.clock import now
from confirmation.actions.batches import ABatchIsRunning
from confirmation.actions.intake_replaying import NothingWaits, replay_on
from confirmation.actions.intake_resolving import dismiss, match, replay_cause
from confirmation.models import BatchState, IntakeReplay
from confirmation.queries.batches import resting
from confirmation.tasks import replay_in_batch, resume_intake_replays
from portal.queries.intake_replays import replay_page
from projects.models import ConstructionPermit, IntakeMapping, IntakeMessage, Project
from tests.confirmation.docking import NANGUAN, a_message, arrives, basics, completion, permit
from tests.confirmation.pages import browser_of, text_of
from tests.confirmation.test_races import at_once
from tests.factories import AT, an_investment_code, an_official
from tests.world import a_firm

pytestmark = pytest.mark.django_db
BUREAU = {"code": "220102", "name": "南关区政务服务局"}


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR, name="管理员")


def from_bureau(**changes):
    return arrives(a_message("PROJECT", basics(**changes), unit=BUREAU))


def begun(keeper, message):
    """The batch of the unit of a message, which stands for 南关区."""
    return IntakeReplay.objects.get(pk=match(by=keeper, message_id=message.pk, ours="220102", reason="核对过", at=AT))


def states():
    return list(IntakeMessage.objects.order_by("pk").values_list("state", flat=True))


def counted(batch):
    batch.refresh_from_db()
    return batch.state, batch.total, batch.stored, batch.still


def test_what_is_matched_is_kept_at_once_and_taken_in_afterwards_in_the_name_of_who_matched_it(keeper):
    first, *_ = (from_bureau(), from_bureau(), from_bureau(PrjFunctionNum="没有的"))
    elsewhere = arrives(a_message("PROJECT", basics(), unit={**BUREAU, "name": "另一个局"}))

    batch = begun(keeper, first)
    assert (IntakeMapping.objects.count(), states()) == (1, ["QUARANTINED"] * 4)
    assert counted(batch) == ("RUNNING", 3, 0, {})
    replay_in_batch(replay_id=batch.pk)

    assert counted(batch) == ("DONE", 3, 2, {"UNKNOWN_CODE": 1})
    assert states() == ["REPLAYED", "REPLAYED", "QUARANTINED", "QUARANTINED"]
    elsewhere.refresh_from_db()
    assert (elsewhere.cause, Project.objects.count()) == ("UNKNOWN_UNIT", 2)
    first.refresh_from_db()
    assert (first.resolved_by, first.resolution) == (keeper, "对照为 220102：核对过")
    told = Event.objects.filter(object_type="confirmation_intakereplay").order_by("pk")
    assert list(told.values_list("operation", "action", "actor_name", "unit", "reason")) == [
        (operation, "confirmation.replay_intake_batch", "管理员", "吉林省住房和城乡建设厅", "对照为 220102：核对过")
        for operation in ("INSERT", "UPDATE")
    ]
    assert set(Event.objects.filter(action="confirmation.take_in").values_list("actor_name", flat=True)) == {"管理员"}


def test_more_messages_than_a_portion_holds_come_in_without_anybody_pressing_again(keeper):
    first, *_ = (from_bureau() for _ in range(5))
    batch = begun(keeper, first)

    assert replay_on(replay_id=batch.pk, at=AT, portion=2) is True
    assert counted(batch) == ("RUNNING", 5, 2, {})
    assert replay_on(replay_id=batch.pk, at=AT, portion=2) is True
    assert replay_on(replay_id=batch.pk, at=AT, portion=2) is False
    assert counted(batch) == ("DONE", 5, 5, {})


def test_a_batch_whose_worker_died_is_handed_out_again_and_what_waited_for_the_last_one_comes_in(keeper, monkeypatch):
    code = an_investment_code()
    first, second = from_bureau(PrjCode=code), from_bureau()
    stage = arrives(a_message("PERMIT", permit(code)))
    batch = begun(keeper, first)
    with monkeypatch.context() as dying:
        dying.setattr("confirmation.actions.intake_replaying.replay_what_waited", died)
        with pytest.raises(SystemExit):
            replay_on(replay_id=batch.pk, at=AT)
    assert states() == ["REPLAYED", "QUARANTINED", "QUARANTINED"]
    assert resting(IntakeReplay, AT + timedelta(minutes=2)) == []
    assert resting(IntakeReplay, AT + timedelta(minutes=2, seconds=1)) == [batch.pk]

    handed_out = []
    monkeypatch.setattr(replay_in_batch, "delay", lambda **named: handed_out.append(named))
    resume_intake_replays()
    assert handed_out == [{"replay_id": batch.pk}]
    replay_in_batch(**handed_out[0])

    stage.refresh_from_db()
    second.refresh_from_db()
    assert (stage.state, second.state, ConstructionPermit.objects.count()) == ("REPLAYED", "REPLAYED", 1)
    assert counted(batch) == ("DONE", 2, 2, {})
    assert resting(IntakeReplay, now() + timedelta(days=1)) == []


def died(*_):
    raise SystemExit


def test_a_message_that_was_settled_before_its_turn_is_left_alone(keeper):
    first, second = from_bureau(), from_bureau()
    batch = begun(keeper, first)
    dismiss(by=keeper, message_id=second.pk, reason="重复报送", at=AT)

    replay_in_batch(replay_id=batch.pk)

    second.refresh_from_db()
    assert (second.state, second.resolution) == ("DISMISSED", "重复报送")
    assert counted(batch) == ("DONE", 2, 1, {})
    page = text_of(browser_of(keeper).get(reverse("intake-replay-progress", args=[batch.pk])))
    assert "重新判断 1 条，入库 1 条" in page
    assert "1 条在轮到之前已办结" in page


def test_what_arrives_while_a_batch_runs_is_none_of_it(keeper):
    arrives(a_message("PERMIT", permit(an_investment_code())))
    batch = IntakeReplay.objects.get(pk=replay_cause(by=keeper, system="", cause="NO_PROJECT", reason="再判断", at=AT))
    arrives(a_message("PERMIT", permit(an_investment_code())))

    replay_in_batch(replay_id=batch.pk)

    assert counted(batch) == ("DONE", 1, 0, {"NO_PROJECT": 1})


def test_one_batch_of_a_cause_runs_at_a_time_and_none_without_a_message(keeper):
    with pytest.raises(NothingWaits, match="没有因“没有对应的项目”等待的报文"):
        replay_cause(by=keeper, system="", cause="NO_PROJECT", reason="再判断", at=AT)
    assert IntakeReplay.objects.count() == 0

    arrives(a_message("PERMIT", permit(an_investment_code())))
    unit = from_bureau()
    begun_once = replay_cause(by=keeper, system="APPROVAL", cause="NO_PROJECT", reason="再判断", at=AT)
    with pytest.raises(ABatchIsRunning, match="请查看其进度"):
        replay_cause(by=keeper, system="", cause="NO_PROJECT", reason="再判断", at=AT)
    of_the_unit = begun(keeper, unit)
    with pytest.raises(ABatchIsRunning):
        begun(keeper, unit)

    assert set(IntakeReplay.objects.values_list("pk", flat=True)) == {begun_once, of_the_unit.pk}
    assert IntakeMapping.objects.filter(ended_at=None).count() == IntakeMapping.objects.count() == 1
    replay_in_batch(replay_id=begun_once)
    replay_cause(by=keeper, system="", cause="NO_PROJECT", reason="再判断", at=AT)


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_each_message_in_once():
    keeper = an_official("220000", role=Role.ADMINISTRATOR)
    first, *_ = (from_bureau() for _ in range(4))
    batch = begun(keeper, first)

    at_once(*[lambda: replay_in_batch(replay_id=batch.pk)] * 3)

    assert counted(batch) == ("DONE", 4, 4, {})
    assert (Project.objects.count(), states()) == (4, ["REPLAYED"] * 4)


def test_the_province_follows_a_batch_to_what_still_waits_and_nobody_else_does(keeper, django_assert_num_queries):
    filed = a_firm().files(completed=False)
    granted = ConstructionPermit.objects.get().paper_number
    arrives(a_message("COMPLETION", completion(filed.project.investment_code, granted), unit=NANGUAN))
    client = browser_of(keeper)

    started = client.post(reverse("intake-replay"), {"cause": "NO_PROJECT", "reason": "再判断"})
    batch = IntakeReplay.objects.get()
    address = reverse("intake-replay-progress", args=[batch.pk])
    assert (started.status_code, started.url) == (302, address)
    running = text_of(client.get(address))
    assert "正在逐条重新判断" in running
    assert "暂时没有进展" not in running
    assert "正在进行" in text_of(client.get(reverse("intake")))
    replay_in_batch(replay_id=batch.pk)

    with django_assert_num_queries(6):
        page = text_of(client.get(address))
    assert "已完成，1 条仍待处理" in page
    assert "重新判断 1 条，入库 0 条" in page
    assert "等待该项目的基本信息" in page
    for stranger in (a_firm().user, an_official("220102"), an_official("220000")):
        assert browser_of(stranger).get(address).status_code == 403
    assert browser_of(an_official("220000", role=Role.SUPPORT)).get(address).status_code == 200


@pytest.mark.parametrize(
    ("total", "stored", "still", "minutes", "left"),
    [(400, 60, 40, 10, 30), (400, 399, 1, 10, 1), (400, 0, 0, 10, None), (101, 100, 0, 1, 1)],
)
def test_a_batch_that_moves_says_what_came_in_so_far_and_how_long_it_takes(total, stored, still, minutes, left):
    batch = IntakeReplay(total=total, stored=stored, still={"NO_PROJECT": still}, started_at=AT)
    batch.moved_at = AT + timedelta(minutes=minutes)

    page = replay_page(batch, batch.moved_at)
    assert (page.waiting, page.minutes_left, page.rests) == (still, left, False)
    assert replay_page(batch, batch.moved_at + timedelta(hours=1)).minutes_left is None


def test_a_batch_that_rests_says_so(keeper):
    arrives(a_message("PERMIT", permit(an_investment_code())))
    pk = replay_cause(by=keeper, system="", cause="NO_PROJECT", reason="再判断", at=AT)

    page = text_of(browser_of(keeper).get(reverse("intake-replay-progress", args=[pk])))

    assert "暂时没有进展" in page
    assert "最近一次进展在 2024-12-02 09:30:00" in page
    assert IntakeReplay.objects.get().state == BatchState.RUNNING
