"""The queue of a unit: what it holds, in which order, and who gets the next case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confirmation import actions
from confirmation.actions.claim import NothingIsWaiting
from confirmation.queries.keyset import PAGE_SIZE
from confirmation.queries.queue import queue_of
from confirmation.queries.worklist import Filters, Tab
from projects.catalogue import forget_catalogue
from tests.confirmation.pages import browser_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def at(minutes):
    return AT + timedelta(minutes=minutes)


def numbers(user, tab=Tab.UNIT, moment=AT, cursor="", **filters):
    found = queue_of(user, moment, tab=tab, filters=Filters(**filters), cursor=cursor)
    return [row.number for row in found.rows]


def test_the_queue_holds_what_lies_with_the_unit_and_line_oldest_first():
    county = an_official("220102")
    firm = a_firm()
    later, earlier = firm.files(at=at(5)), firm.files(at=at(1))
    firm.files(division="220122")
    firm.files(division="220102", sector="11", purpose="700")
    a_firm("DESIGN").files()

    assert numbers(county) == [earlier.number, later.number]


def test_each_tab_holds_its_cases_and_says_how_many():
    county, colleague, firm = an_official("220102"), an_official("220102"), a_firm()
    mine, held, free = (firm.files(at=at(minute)) for minute in (1, 2, 3))
    actions.claim(by=county, case_id=mine.pk, at=AT)
    actions.claim(by=colleague, case_id=held.pk, at=AT)
    confirms(colleague, held, claim=False)
    again = a_returned_and_resubmitted(county, firm)

    assert numbers(county, Tab.MINE) == [mine.number]
    assert numbers(county) == [again.number, mine.number, free.number]
    assert numbers(county, Tab.AGAIN) == [again.number]
    assert numbers(county, Tab.DECIDED) == [held.number]
    assert queue_of(county, AT, tab=Tab.UNIT, filters=Filters()).counts == {
        Tab.MINE: "1",
        Tab.UNIT: "3",
        Tab.AGAIN: "1",
        Tab.NEAR: "0",
        Tab.OVER: "0",
        Tab.ASKED: "0",
        Tab.DECIDED: "1",
    }


def a_returned_and_resubmitted(official, firm):
    case = firm.files()
    actions.claim(by=official, case_id=case.pk, at=AT)
    case.refresh_from_db()
    actions.return_for_correction(
        by=official, case_id=case.pk, version_seen=case.version, note="缺页", address=None, at=AT
    )
    return firm.submits(case.project)


def test_a_case_taken_back_by_the_enterprise_and_sent_again_did_not_come_back_from_a_return():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    actions.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=AT)
    firm.submits(case.project)

    assert numbers(county) == [case.number]
    assert numbers(county, Tab.AGAIN) == []


def test_filters_narrow_the_list_by_sector_kind_and_part_of_name_or_number():
    city, firm = an_official("220100"), a_firm()
    plant = firm.files(sector="11", purpose="700", name="松原路化工装置改造项目")
    power = firm.files(sector="08", purpose="700", name="二道热电联产项目", at=at(1))

    assert numbers(city) == [plant.number, power.number]
    assert numbers(city, sector="08") == [power.number]
    assert numbers(city, text="化工") == [plant.number]
    assert numbers(city, text=power.number[-4:]) == [power.number]
    assert numbers(city, kind="UPGRADE") == []
    assert numbers(city, text="100%") == []


def test_pages_follow_one_another_without_gap_or_repetition_and_lead_back():
    county, firm = an_official("220102"), a_firm()
    expected = sorted(firm.files(completed=False).number for _ in range(PAGE_SIZE + 4))

    first = queue_of(county, AT, tab=Tab.UNIT, filters=Filters())
    second = queue_of(county, AT, tab=Tab.UNIT, filters=Filters(), cursor=first.next)
    back = queue_of(county, AT, tab=Tab.UNIT, filters=Filters(), cursor=second.previous)

    assert [row.number for row in first.rows + second.rows] == expected
    assert (first.previous, second.next) == ("", "")
    assert [row.number for row in back.rows] == [row.number for row in first.rows]
    assert (back.previous, back.next) == ("", first.next)


@pytest.mark.parametrize(
    "query",
    [
        "?tab=all&sector=77&kind=x&page=after-x",
        "?state=x&grade=D&since=2024-13-40&until=x&holder=0&again=1&sort=x&place=22&at=;",
        "?holder=999999999&q=%00&page=after-0-1-1",
        "?q=%00",
        "?page=after-99999999999999999-1",
        "?page=after-3652060-1-1",
    ],
)
def test_a_malformed_address_shows_the_queue_and_not_an_error(query):
    case = a_firm().files()
    answer = browser_of(an_official("220102")).get(reverse("authority-queue") + query)

    assert answer.status_code == 200
    assert (case.number in text_of(answer)) == ("holder=9" not in query)


def test_the_queue_page_asks_the_same_number_of_questions_whatever_it_holds():
    county, firm = an_official("220102"), a_firm()
    firm.files()
    client = browser_of(county)
    forget_catalogue()  # read at the next page, and then not for a minute
    client.get(reverse("authority-queue"))

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("authority-queue"))
    for minute in range(4):
        firm.files(at=at(minute))
    with CaptureQueriesContext(connection) as five:
        answer = client.get(reverse("authority-queue"))

    assert text_of(answer).count('<span class="cell-note">尚无人办理</span>') == 5
    assert len(five) == len(one) == 16


def test_the_queue_is_for_reviewers():
    for user in (a_firm().user, an_official("220000", role="AUDITOR")):
        answer = browser_of(user).get(reverse("authority-queue"))
        assert answer.status_code == 403


def test_a_held_case_shows_its_holder_to_the_colleague_and_can_still_be_read():
    holder, colleague = an_official("220102", name="王建"), an_official("220102")
    case = a_firm().files()
    actions.claim(by=holder, case_id=case.pk, at=AT)

    [row] = queue_of(colleague, AT, tab=Tab.UNIT, filters=Filters()).rows
    assert (row.turn, row.holder) == ("other", "王建（至 10:00）")
    [row] = queue_of(colleague, at(30), tab=Tab.UNIT, filters=Filters()).rows
    assert (row.turn, row.holder) == ("free", "")


def test_the_next_case_is_the_one_due_first_that_nobody_holds():
    county, colleague, firm = an_official("220102"), an_official("220102"), a_firm()
    oldest, second, third = (firm.files(at=at(minute)) for minute in range(3))
    actions.claim(by=colleague, case_id=oldest.pk, at=AT)

    assert actions.claim_next(by=county, at=AT).pk == second.pk
    assert actions.claim_next(by=an_official("220102"), at=AT).pk == third.pk
    with pytest.raises(NothingIsWaiting):
        actions.claim_next(by=an_official("220102"), at=AT)
    assert actions.claim_next(by=an_official("220102"), at=at(30)).pk == oldest.pk


def test_what_one_has_begun_comes_before_what_nobody_holds():
    county, firm = an_official("220102"), a_firm()
    firm.files()
    begun = firm.files(at=at(1))
    actions.claim(by=county, case_id=begun.pk, at=AT)

    assert actions.claim_next(by=county, at=at(20)).pk == begun.pk
    begun.refresh_from_db()
    assert begun.held_until == at(50)


def test_the_next_case_is_never_one_that_the_person_must_leave_to_another(deliver):
    firm = a_firm()
    county, city, first = an_official("220102"), an_official("220100"), an_official("220000")
    project = confirms(county, firm.files()).project
    deliver()
    confirms(city, firm.applies_for_next_grade(project))
    deliver()
    case = confirms(first, firm.applies_for_next_grade(project, purpose="施工总承包一级"))

    with pytest.raises(NothingIsWaiting):
        actions.claim_next(by=first, at=AT)
    [row] = queue_of(first, AT, tab=Tab.UNIT, filters=Filters()).rows
    assert (row.turn, row.status) == ("barred", "SIGNED")
    assert actions.claim_next(by=an_official("220000"), at=AT).pk == case.pk


def test_pressing_next_claims_the_case_and_opens_it_and_the_end_of_the_list_says_so():
    case = a_firm().files()
    county = an_official("220102")
    client = browser_of(county)

    answer = client.post(reverse("authority-next"))
    assert answer.headers["Location"] == reverse("authority-case", args=[case.number])
    case.refresh_from_db()
    assert case.holder == county

    answer = browser_of(an_official("220102")).post(reverse("authority-next"), follow=True)
    assert "本单位暂无可领取的办件" in text_of(answer)


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_persons_pressing_next_at_once_never_get_the_same_case():
    firm = a_firm()
    cases = {firm.files(at=at(minute)).pk for minute in range(6)}
    officials = [an_official("220102") for _ in range(4)]
    second_ones = {official.pk: an_official("220102") for official in officials}
    barrier = Barrier(len(officials), timeout=30)

    def presses(official):
        try:
            taken = []
            for person in (official, second_ones[official.pk]):
                barrier.wait()
                try:
                    taken.append(actions.claim_next(by=person, at=AT).pk)
                except NothingIsWaiting:
                    taken.append(None)
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(len(officials)) as pool:
        taken = [pk for found in pool.map(presses, officials) for pk in found]

    assert sorted(pk for pk in taken if pk) == sorted(cases)
    assert taken.count(None) == 2
