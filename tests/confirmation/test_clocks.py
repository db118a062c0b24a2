"""The clock of a case through its acts: one figure for both sides, kept beside the case (X05)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

import confirmation.actions as cases
from accounts.calendars import work_calendar
from accounts.models import CalendarDay, CalendarList
from audit.context import Acting, SystemActor, context
from common.clock import SHANGHAI
from confirmation.actions.clock import recount_clocks
from confirmation.models import Case
from confirmation.queries.clock import clock_of, forecast, ledger_of
from confirmation.queries.queue import queue_of
from confirmation.queries.worklist import Filters, Tab
from confirmation.rules.clock import ClockState, reckon
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def december(day, hour=10):
    return datetime(2024, 12, day, hour, tzinfo=SHANGHAI)


def clock(case, day):
    return clock_of(Case.objects.get(pk=case.pk), date(2024, 12, day), work_calendar())


def returns(official, case, at):
    cases.claim(by=official, case_id=case.pk, at=at)
    case.refresh_from_db()
    return cases.return_for_correction(
        by=official, case_id=case.pk, version_seen=case.version, note="缺少竣工验收附件", address=None, at=at
    )


def test_a_case_is_due_ten_working_days_after_the_day_of_its_arrival():
    case = a_firm().files(at=AT)  # Monday, 2 December

    assert (case.due_on, case.near_due_on, case.days_allowed) == (date(2024, 12, 16), date(2024, 12, 12), 10)
    assert clock(case, 2).text == "已用 0 / 10 个工作日，办理期限 2024-12-16，还有 10 个工作日"
    assert [clock(case, day).state for day in (11, 12, 16, 17)] == [
        ClockState.ON_TIME,
        ClockState.NEAR_DUE,
        ClockState.NEAR_DUE,
        ClockState.OVERDUE,
    ]
    assert clock(case, 18).text == "已用 12 / 10 个工作日，办理期限 2024-12-16，已超期 2 个工作日"


def test_a_clock_survives_three_returns_and_goes_on_where_it_stood():
    firm, county = a_firm(), an_official("220102")
    case = firm.files(at=december(2))
    for returned, again in ((4, 6), (10, 12), (13, 18)):
        returns(county, case, december(returned))
        assert clock(case, again).state == ClockState.STOPPED
        firm.submits(case.project, at=december(again))

    case.refresh_from_db()
    assert (case.days_used, case.due_on) == (5, date(2024, 12, 25))
    ledger = ledger_of(case, date(2024, 12, 19), work_calendar())
    assert (dict(ledger.tiers), ledger.enterprise, ledger.total) == ({"COUNTY": 6}, 7, 13)


def test_what_is_kept_beside_the_case_is_what_its_turns_give():
    firm, county = a_firm(), an_official("220102")
    case = firm.files(at=december(2))
    returns(county, case, december(5))
    firm.submits(case.project, at=december(9))
    confirms(county, case, at=december(12))

    case.refresh_from_db()
    kept = reckon([row.as_turn() for row in case.clock_events.order_by("pk")], work_calendar())
    assert (case.clock_owner, case.clock_since, case.days_used, case.due_on) == (
        kept.owner,
        kept.since,
        kept.used,
        kept.due_on,
    )
    assert [row.cause for row in case.clock_events.order_by("pk")] == [
        "SUBMITTED",
        "RETURNED",
        "SUBMITTED",
        "CONFIRMED",
    ]
    assert clock(case, 20).text == "已用 6 / 10 个工作日，已办结（2024-12-12 起）"


def test_a_refused_case_that_is_submitted_again_begins_a_new_period():
    firm, county = a_firm(), an_official("220102")
    case = firm.files(at=december(2))
    cases.claim(by=county, case_id=case.pk, at=december(6))
    case.refresh_from_db()
    cases.refuse(
        by=county, case_id=case.pk, version_seen=case.version, note="不属于补录范围", address=None, at=december(6)
    )
    firm.submits(case.project, at=december(9))

    case.refresh_from_db()
    assert (case.days_used, case.due_on) == (0, date(2024, 12, 23))


def test_taking_a_case_back_stops_its_clock():
    firm = a_firm()
    case = firm.files(at=december(2))
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=december(4))

    assert clock(case, 20).text == "已用 2 / 10 个工作日，企业已撤回，停止计时（2024-12-04 起）"
    firm.submits(case.project, at=december(9))
    assert clock(case, 10).used == 3


def test_the_queue_the_case_page_the_project_page_and_the_receipt_say_the_same():
    firm, county = a_firm(), an_official("220102")
    case = firm.files(at=datetime.now(tz=SHANGHAI) - timedelta(days=40))
    said = clock_of(case, datetime.now(tz=SHANGHAI).date(), work_calendar())
    pages = [
        browser_of(county).get(reverse("authority-case", args=[case.number])),
        browser_of(firm.user).get(reverse("task-list", args=[case.project.row_guid])),
        browser_of(firm.user).get(reverse("case-receipt", args=[case.number])),
    ]

    assert said.state == ClockState.OVERDUE
    for page in pages:
        assert said.text in text_of(page)
    assert f"{said.used} / 10 个工作日" in text_of(browser_of(county).get(reverse("authority-queue")))


def test_the_queue_counts_what_is_near_its_end_and_over():
    county, firm = an_official("220102"), a_firm()
    over, near, new = (firm.files(at=december(day)) for day in (2, 5, 16))
    moment = december(18)

    def numbers(tab):
        return [row.number for row in queue_of(county, moment, tab=tab, filters=Filters()).rows]

    assert numbers(Tab.OVER) == [over.number]
    assert numbers(Tab.NEAR) == [near.number]
    assert numbers(Tab.UNIT) == [over.number, near.number, new.number]
    counts = queue_of(county, moment, tab=Tab.UNIT, filters=Filters()).counts
    assert (counts[Tab.NEAR], counts[Tab.OVER]) == ("1", "1")


def test_a_changed_calendar_moves_what_is_not_confirmed_and_leaves_what_is():
    county, firm = an_official("220102"), a_firm()
    waiting, done = firm.files(at=december(2)), firm.files(at=december(2))
    confirms(county, done, at=december(10))
    seed = Acting.system(SystemActor.TEST)
    with transaction.atomic(), context(seed, action="test"):
        changed = CalendarList.objects.create(year=2024, source="测试", loaded_at=AT)
        for day in (5, 6):
            CalendarDay.objects.create(calendar=changed, day=date(2024, 12, day), kind="HOLIDAY")

    assert recount_clocks(by=seed, reason="测试") == 1
    assert recount_clocks(by=seed, reason="测试") == 0
    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.due_on, done.days_used) == (date(2024, 12, 18), 6)


def test_the_forecast_is_the_median_of_the_units_latest_decided_cases_of_the_kind():
    county, firm = an_official("220102"), a_firm()
    for day in (3, 5, 9):
        confirms(county, firm.files(at=december(2)), at=december(day))
    case = firm.files(at=december(9))

    assert forecast(case) == "该单位最近办结的 3 件同类办件，办理用时的中位数为 3 个工作日"
    assert forecast(firm.files(division="220122")) == ""
