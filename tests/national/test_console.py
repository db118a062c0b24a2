"""The province's console: what it shows, who may intervene, and that each act does what it says (A13)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.rules import Role
from audit.models import Event
from national.alarms import Facts, alarms
from national.models import Hold, Message, MessageState, Reconciliation
from national.tasks import compare
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official
from tests.national.support import send
from tests.world import a_firm, confirms

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "texts"),
    [
        (Facts(), []),
        (Facts(failing_since=AT - 9 * MINUTE), []),
        (Facts(failing_since=AT - 10 * MINUTE, line_error="超时"), ["全国平台已连续10分钟不通：超时"]),
        (Facts(waiting=1, oldest_waiting=AT - 29 * MINUTE), []),
        (Facts(waiting=1, oldest_waiting=AT - 95 * MINUTE), ["最早的消息已等候1小时35分钟"]),
        (Facts(parked=2), ["2条消息已搁置，所在项目的后续版本在等它"]),
        (Facts(held=1, held_since=AT - timedelta(hours=23)), []),
        (Facts(held=1, held_since=AT - timedelta(hours=25)), ["有推送已暂停25小时0分钟"]),
        (Facts(anything_sent=True), ["已超过一天没有与全国平台核对"]),
        (Facts(anything_sent=True, compared_at=AT - timedelta(hours=25)), []),
        (Facts(anything_sent=True, compared_at=AT - timedelta(hours=26)), ["已超过一天没有与全国平台核对"]),
        (Facts(compare_error="没有应答"), ["最近一次核对未完成：没有应答"]),
        (Facts(unsettled=3), ["3项核对差异待处理"]),
    ],
)
def test_what_needs_a_person_is_told_and_nothing_else(facts, texts):
    assert [alarm.text for alarm in alarms(facts, AT)] == texts


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


@pytest.mark.django_db
def test_the_console_is_the_provinces_and_its_supports(peer, clock, keeper):
    message = send("k-1", at=clock())
    addresses = [reverse("delivery"), reverse("delivery-comparisons"), reverse("delivery-message", args=[message.pk])]
    for person in (keeper, an_official("220000", role=Role.SUPPORT)):
        assert [browser_of(person).get(address).status_code for address in addresses] == [200, 200, 200]
    strangers = [an_official("220102"), an_official("220000"), an_official("220100", role=Role.ADMINISTRATOR)]
    strangers += [an_official("220000", role=Role.AUDITOR), a_firm().user]
    for stranger in strangers:
        client = browser_of(stranger)
        assert {client.get(address).status_code for address in addresses} == {403}
        for name, args in (("delivery-release", [1]), ("delivery-settle", [1])):
            assert client.post(reverse(name, args=args)).status_code in {403, 404}
        assert client.post(reverse("delivery-comparisons")).status_code == 403
        assert client.post(addresses[2], {"act": "hold", "reason": "不该"}).status_code == 403
    assert not Hold.objects.exists()
    assert not Reconciliation.objects.exists()


@pytest.mark.django_db
def test_a_parked_message_says_why_and_gives_way_to_what_holds_now(
    peer, clock, run_drain, keeper, settings, tmp_path, django_assert_max_num_queries
):
    settings.MEDIA_ROOT = tmp_path
    settings.NATIONAL_IDENTITY_RESOLVER = "accounts.vault.numbers_for_delivery"
    firm = a_firm()
    case = confirms(an_official("220102"), firm.files())
    good = Message.objects.get(aggregate=str(case.project.row_guid))
    parked = send(good.aggregate, at=clock(), PrjName="名" * 321)
    client, page = browser_of(keeper), reverse("delivery-message", args=[parked.pk])

    with django_assert_max_num_queries(20):
        shown = text_of(client.get(page))
    assert "内容超过全国平台允许的长度" in shown
    assert "工程基本信息第1条“项目名称”" in shown
    assert "按勘误程序更正" in shown
    assert case.project.name in shown

    assert client.post(page, {"act": "anew", "reason": ""}).status_code == 200
    parked.refresh_from_db()
    assert parked.state == MessageState.PARKED
    assert client.post(page, {"act": "anew", "reason": "已更正名称"}).status_code == 302
    parked.refresh_from_db()
    anew = Message.objects.get(aggregate=good.aggregate, version=3)
    assert (parked.state, anew.state, anew.refusals) == (MessageState.SUPERSEDED, MessageState.READY, [])
    run_drain()
    assert peer.payload(good.aggregate)["tables"]["TBProjectInfo"][0]["PrjName"] == case.project.name
    act = Event.objects.filter(action="national.send_anew").first()
    assert (act.actor_name, act.reason) == (keeper.name, "已更正名称")


@pytest.mark.django_db
def test_a_project_and_the_whole_line_are_held_and_released_with_a_reason(peer, clock, run_drain, keeper):
    message = send("k-2", at=clock())
    client, page = browser_of(keeper), reverse("delivery-message", args=[message.pk])

    assert client.post(page, {"act": "hold", "reason": "企业来函"}).status_code == 302
    assert "企业来函" in text_of(client.get(page))
    assert run_drain().claimed == 0
    hold = Hold.objects.get()
    client.post(reverse("delivery-release", args=[hold.pk]), {"reason": ""})
    hold.refresh_from_db()
    assert hold.released_at is None
    client.post(reverse("delivery-release", args=[hold.pk]), {"reason": "已核实"})
    assert client.post(reverse("delivery"), {"reason": "全国平台升级"}).status_code == 302
    assert run_drain().claimed == 0
    assert "全国平台升级" in text_of(client.get(reverse("delivery")))
    client.post(reverse("delivery-release", args=[Hold.objects.get(released_at=None).pk]), {"reason": "升级完成"})
    assert run_drain().acknowledged == 1


@pytest.mark.django_db
def test_the_list_costs_the_same_however_long_it_is_and_is_searched(
    peer, clock, run_drain, keeper, django_assert_max_num_queries
):
    for number in range(55):
        send(f"k-3-{number}", at=clock())
    client = browser_of(keeper)

    with django_assert_max_num_queries(24):
        shown = client.get(reverse("delivery"))
    assert text_of(shown).count("k-3-") == 50
    before = Message.objects.get(aggregate="k-3-5").pk
    assert text_of(client.get(reverse("delivery"), {"before": before})).count("k-3-") == 5
    found = text_of(client.get(reverse("delivery"), {"q": "k-3-7", "tab": "all"}))
    assert (found.count("k-3-"), "k-3-7" in found) == (2, True)
    run_drain()
    assert "k-3-" not in text_of(client.get(reverse("delivery")))
    assert "今日送达" in text_of(client.get(reverse("delivery"), {"tab": "arrived"}))


@pytest.mark.django_db
def test_a_comparison_is_asked_for_followed_and_its_differences_settled(peer, clock, run_drain, keeper, settings):
    peer.spoil("DELETE FROM project")
    send("k-4", at=clock())
    run_drain()
    peer.spoil("UPDATE project SET version = 5 WHERE aggregate = 'k-4'")
    client = browser_of(keeper)

    answer = client.post(reverse("delivery-comparisons"))
    run = Reconciliation.objects.get()
    assert answer.url == reverse("delivery-comparison", args=[run.pk])
    assert "正在核对" in text_of(client.get(answer.url))
    assert "正在核对，请在本页查看进度" in text_of(client.post(reverse("delivery-comparisons"), follow=True))
    compare(run_id=run.pk)
    shown = text_of(client.get(answer.url))
    assert "对方版本较新" in shown

    difference = run.differences.get()
    client.post(reverse("delivery-settle", args=[difference.pk]), {"reason": ""})
    assert Message.objects.filter(aggregate="k-4").count() == 1
    client.post(reverse("delivery-settle", args=[difference.pk]), {"reason": "以省平台为准"})
    assert Message.objects.get(aggregate="k-4", version=6).state == MessageState.READY
    assert "已处理" in text_of(client.get(answer.url))


@pytest.mark.django_db
def test_a_message_about_no_project_of_ours_gives_way_to_nothing_and_says_so(peer, clock, keeper):
    parked = send("k-5", at=clock(), PrjName="名" * 321)

    answer = browser_of(keeper).post(
        reverse("delivery-message", args=[parked.pk]), {"act": "anew", "reason": "以新版本报送"}
    )

    assert "该项目现在没有已确认的信息" in text_of(answer)
    parked.refresh_from_db()
    assert (parked.state, Message.objects.count()) == (MessageState.PARKED, 1)


@pytest.mark.django_db
def test_a_comparison_that_nobody_can_be_told_to_do_says_so_at_once(peer, clock, keeper, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    answer = browser_of(keeper).post(reverse("delivery-comparisons"), follow=True)

    assert "后台任务服务没有应答" in text_of(answer)
    assert Reconciliation.objects.get().state == "FAILED"
