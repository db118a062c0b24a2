"""What an approval system left lying, or that it is silent, is an alarm where the province looks."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts.rules import Role
from common.clock import SHANGHAI
from portal.queries.intake_systems import intake_alarms, system_rows
from projects.rules.intake import SILENT_AT_MOST, WAITS_AT_MOST
from tests.confirmation.docking import a_message, arrives, basics, permit
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_investment_code, an_official

pytestmark = pytest.mark.django_db
APPROVAL = "吉林省工程建设项目审批管理系统"
# AT is Monday the 2nd of December 2024; no holiday lies in that month.
DECEMBER = {day: datetime(2024, 12, day, 9, 30, tzinfo=SHANGHAI) for day in range(2, 20)}


@pytest.fixture(autouse=True)
def no_keys(settings):
    settings.INTAKE_KEYS = {}


def told(at):
    return [(alarm.tone, alarm.text) for alarm in intake_alarms(system_rows(at))]


def test_the_age_of_the_oldest_message_is_counted_in_working_days_and_the_sixth_is_an_alarm():
    arrives(a_message("PERMIT", permit(an_investment_code())))
    arrives(a_message("PERMIT", permit(an_investment_code())), at=DECEMBER[9])
    assert (WAITS_AT_MOST, SILENT_AT_MOST) == (5, 3)

    assert [row.waited for row in system_rows(DECEMBER[8])] == [4, 0, 0]  # a Sunday
    assert told(DECEMBER[9]) == []
    assert told(DECEMBER[10]) == [("danger", f"{APPROVAL}：最早的待处理报文已等候6个工作日")]


def test_what_is_settled_waits_no_more():
    waiting = arrives(a_message("PERMIT", permit(an_investment_code())))
    arrives(a_message("PROJECT", basics(PrjCode=waiting.project_code)), at=DECEMBER[9])

    approval, *_ = system_rows(DECEMBER[10])
    assert (approval.waiting, approval.oldest, approval.waited) == (0, "", 0)
    assert told(DECEMBER[10]) == []


def test_a_system_that_has_sent_nothing_for_three_working_days_is_an_alarm_on_the_fourth():
    arrives(a_message("PROJECT", basics()))

    assert told(DECEMBER[5]) == []
    assert told(DECEMBER[6]) == [("warning", f"{APPROVAL}：已4个工作日没有报送")]
    assert told(DECEMBER[8]) == [("warning", f"{APPROVAL}：已4个工作日没有报送")]


def test_a_system_that_never_sent_is_an_alarm_when_it_has_a_key(settings):
    assert told(AT) == []

    settings.INTAKE_KEYS = {"MARKET.2025": "x" * 32}

    assert told(AT) == [("warning", "吉林省建筑市场监管公共服务平台：已发放密钥，从未报送")]
    arrives(a_message("PROJECT", basics()), "MARKET")
    assert told(AT) == []


def test_the_provinces_home_and_the_intake_show_them():
    arrives(a_message("PERMIT", permit(an_investment_code())))
    client = browser_of(an_official("220000", role=Role.ADMINISTRATOR))

    for name in ("province-home", "intake"):
        page = text_of(client.get(reverse(name)))
        assert "最早的待处理报文已等候" in page
        assert "个工作日没有报送" in page
        assert "联系来源系统检查报送任务" in page


def test_what_the_pages_cost_does_not_grow_with_the_messages(django_assert_num_queries):
    client = browser_of(an_official("220000", role=Role.ADMINISTRATOR))
    costs = {reverse("intake"): 12, reverse("province-home"): 20}
    for address in costs:
        client.get(address)  # what a process asks once, such as its field lists, is asked now
    for _ in range(2):
        arrives(a_message("PERMIT", permit(an_investment_code())))
        for address, queries in costs.items():
            with django_assert_num_queries(queries):
                client.get(address)
