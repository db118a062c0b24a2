"""Lists as officials work through them: filters, the next case of the same list, and the place in it (R17-R19, X16)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from common.clock import now
from confirmation import actions
from confirmation.actions.claim import NothingIsWaiting, TheListEnds
from confirmation.models import Viewing
from confirmation.queries.keyset import PAGE_SIZE
from confirmation.queries.queue import queue_of, rows_of
from confirmation.queries.worklist import Filters, Sort, Tab, Worklist
from confirmation.worklists import WorklistForm
from tests.confirmation.pages import browser_of, filled_in, page_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def days(number):
    return AT + timedelta(days=number)


def at(minutes):
    return AT + timedelta(minutes=minutes)


def numbers(user, moment=AT, tab=Tab.UNIT, sort=Sort.DUE, **filters):
    found = queue_of(user, moment, tab=tab, filters=Filters(**filters), sort=sort)
    assert found.total == str(len(found.rows))
    return [row.number for row in found.rows]


def place_in(case, worklist=None):
    case.refresh_from_db()
    return (worklist or Worklist()).order.place_of(case)


def test_filters_narrow_the_list_by_what_officials_ask_for():
    city, colleague = an_official("220100"), an_official("220100")
    firm, other = a_firm(), a_firm("SUPERVISION")
    near = firm.files(sector="11", purpose="700", division="220102", at=AT)
    far = firm.files(sector="11", purpose="700", division="220122", at=days(3))
    actions.claim(by=colleague, case_id=far.pk, at=days(3))
    moment = days(3) + timedelta(minutes=5)

    assert numbers(city, moment) == [near.number, far.number]
    assert numbers(city, moment, place="220122") == [far.number]
    assert numbers(city, moment, place="220100") == [near.number, far.number]
    assert numbers(city, moment, enterprise_kind="CONSTRUCTION") == [near.number, far.number]
    assert numbers(city, moment, enterprise_kind="DESIGN") == []
    assert numbers(city, moment, grade="B") == [near.number, far.number]
    assert numbers(city, moment, grade="A") == []
    assert numbers(city, moment, since=days(1).date()) == [far.number]
    assert numbers(city, moment, until=days(2).date()) == [near.number]
    assert numbers(city, moment, since=AT.date(), until=AT.date()) == [near.number]
    assert numbers(city, moment, holder=str(colleague.pk)) == [far.number]
    assert numbers(colleague, moment, holder="me") == [far.number]
    assert numbers(city, moment, holder="none") == [near.number]
    assert numbers(city, moment + timedelta(minutes=30), holder="none") == [near.number, far.number]
    assert numbers(city, moment, enterprise=firm.enterprise.name[1:-1]) == [near.number, far.number]
    assert numbers(city, moment, enterprise=firm.enterprise.credit_code.lower()) == [near.number, far.number]
    assert numbers(city, moment, enterprise=firm.enterprise.credit_code[:-1]) == []
    assert numbers(city, moment, enterprise=other.enterprise.name) == []
    assert other.enterprise.kinds == ["SUPERVISION"]


def test_filters_by_the_clock_and_by_the_round_of_submission():
    county, firm = an_official("220102"), a_firm()
    over, near, asked, again = (firm.files(at=days(number)) for number in (0, 5, 10, 10))
    actions.claim(by=county, case_id=asked.pk, at=days(10))
    actions.ask(by=county, case_id=asked.pk, text="请说明竣工面积与规划许可不一致的原因", answer_by=None, at=days(10))
    actions.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=again.pk, at=days(10))
    firm.submits(again.project, at=days(10))
    moment = days(17)

    assert numbers(county, moment, state="OVERDUE") == numbers(county, moment, Tab.OVER) == [over.number]
    assert numbers(county, moment, state="NEAR_DUE") == numbers(county, moment, Tab.NEAR) == [near.number]
    assert numbers(county, moment, state="PAUSED") == numbers(county, moment, Tab.ASKED) == [asked.number]
    assert numbers(county, moment, state="ON_TIME") == [again.number]
    assert numbers(county, moment, again="yes") == [again.number]
    assert numbers(county, moment, Tab.AGAIN) == []


def test_a_list_is_sorted_by_what_falls_due_first_or_by_what_came_first_and_what_waits_for_an_answer_stands_last():
    county, firm = an_official("220102"), a_firm()
    paused, early, late = (firm.files(at=days(number)) for number in (0, 1, 2))
    actions.claim(by=county, case_id=paused.pk, at=days(2))
    actions.ask(by=county, case_id=paused.pk, text="请补充说明合同价款", answer_by=None, at=days(2))

    assert numbers(county, days(2)) == [early.number, late.number, paused.number]
    assert numbers(county, days(2), sort=Sort.SUBMITTED) == [paused.number, early.number, late.number]


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_hold_every_case_once_in_either_order(sort):
    county, firm = an_official("220102"), a_firm()
    for number in range(PAGE_SIZE + 3):
        case = firm.files(completed=False, at=days(number // 9))
        if number == 4:
            actions.claim(by=county, case_id=case.pk, at=days(0))
            actions.ask(by=county, case_id=case.pk, text="请补充说明合同价款", answer_by=None, at=days(0))
    first = queue_of(county, days(3), tab=Tab.UNIT, filters=Filters(), sort=sort)
    second = queue_of(county, days(3), tab=Tab.UNIT, filters=Filters(), sort=sort, cursor=first.next)
    back = queue_of(county, days(3), tab=Tab.UNIT, filters=Filters(), sort=sort, cursor=second.previous)

    every = [row.number for row in rows_of(county, days(3), Worklist(sort=sort))]
    assert len(set(every)) == PAGE_SIZE + 3
    assert [row.number for row in first.rows + second.rows] == every
    assert [row.number for row in back.rows] == every[:PAGE_SIZE]


def test_the_address_of_a_list_names_it_again():
    asked = Filters(text="净月", sector="07", place="220102", again="yes", since=AT.date(), holder="none")
    worklist = Worklist(Tab.OVER, asked, Sort.SUBMITTED)
    form = WorklistForm({name: value for name, [value] in parse_qs(worklist.query).items()})

    assert form.worklist == worklist
    assert Worklist().query == "tab=unit"
    assert not WorklistForm({}).names_a_list


def test_after_a_decision_the_next_case_of_the_same_list_opens_and_the_end_says_so():
    county, firm = an_official("220102"), a_firm()
    passed, first, other, second = (
        firm.files(at=at(number), name=f"{name}路{number}号楼工程") for number, name in enumerate("松松柏松")
    )
    client = browser_of(county)
    worklist = Worklist(filters=Filters(text="松"))
    actions.claim(by=county, case_id=first.pk, at=now())
    address = f"{page_of(first)}?{worklist.query}&at={place_in(first)}"

    answer = client.post(address, filled_in(first, action="return", note="立项文件缺第二页，请补齐"))
    there = urlsplit(answer.headers["Location"])
    assert there.path == page_of(second)
    assert there.query == f"{worklist.query}&at={place_in(second)}"
    answer = client.get(answer.headers["Location"])
    assert Viewing.objects.latest("pk").picked == "NEXT"
    assert "已到列表末尾" in text_of(answer)
    assert "第 2 件，列表共 2 件" in text_of(answer)

    answer = client.post(f"{there.path}?{there.query}", filled_in(second, action="return", note="请补齐缺页后再报"))
    assert answer.headers["Location"] == f"{reverse('authority-queue')}?{worklist.query}"
    assert "已到本列表末尾，后面没有可领取的办件" in text_of(client.get(answer.headers["Location"]))
    for case in (passed, other):
        case.refresh_from_db()
        assert (case.status, case.holder) == ("WAITING", None)


def test_the_end_of_a_list_is_told_apart_from_an_empty_queue():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    worklist = Worklist(filters=Filters(sector=case.project.sector))

    with pytest.raises(TheListEnds):
        actions.claim_next(by=county, at=AT, worklist=worklist, place=place_in(case))
    assert actions.claim_next(by=county, at=AT, worklist=worklist).pk == case.pk
    with pytest.raises(NothingIsWaiting) as caught:
        actions.claim_next(by=an_official("220102"), at=AT)
    assert type(caught.value) is NothingIsWaiting


def test_picking_by_hand_and_taking_what_the_policy_gives_are_told_apart_in_the_history_and_in_what_was_opened():
    county, firm = an_official("220102"), a_firm()
    first, second = firm.files(), firm.files(at=at(1))
    client = browser_of(county)
    picked = client.post(f"{reverse('authority-claim', args=[second.number])}?tab=unit&at={place_in(second)}")
    client.get(picked.headers["Location"])
    client.post(reverse("authority-release", args=[second.number]))
    client.get(client.post(reverse("authority-next")).headers["Location"])
    client.get(page_of(first))

    claims = Event.objects.filter(action__startswith="confirmation.claim").order_by("pk")
    assert [event.action for event in claims] == ["confirmation.claim", "confirmation.claim_next"]
    seen = Viewing.objects.order_by("pk").values_list("case__number", "picked", "tab", "position")
    assert list(seen) == [
        (second.number, "HAND", "unit", 2),
        (first.number, "NEXT", "", None),
        (first.number, "LINK", "", None),
    ]


def test_the_page_of_a_case_leads_to_the_one_before_and_after_in_its_list_and_back_to_it():
    county, firm = an_official("220102"), a_firm()
    cases = [firm.files(at=at(number)) for number in range(3)]
    firm.files(at=at(1), sector="08", purpose="700")
    page = text_of(browser_of(county).get(f"{page_of(cases[1])}?tab=unit&at={place_in(cases[1])}"))

    assert "第 2 件，列表共 3 件" in page
    for rel, case in (("prev", cases[0]), ("next", cases[2])):
        assert f'rel="{rel}"' in page
        assert f"{page_of(case)}?tab=unit&amp;at={place_in(case)}&amp;how=step" in page
    assert f'href="{reverse("authority-queue")}?tab=unit">返回列表' in page


def test_releasing_leads_back_to_the_list_and_claiming_keeps_it():
    county = an_official("220102")
    case = a_firm().files()
    client, query = browser_of(county), f"tab=unit&sector=01&at={place_in(case)}"

    answer = client.post(f"{reverse('authority-claim', args=[case.number])}?{query}")
    assert answer.headers["Location"] == f"{page_of(case)}?{query}"
    answer = client.post(f"{reverse('authority-release', args=[case.number])}?{query}")
    assert answer.headers["Location"] == f"{reverse('authority-queue')}?tab=unit&sector=01"


def test_a_case_opened_from_a_list_asks_the_same_few_questions_more_however_long_the_list():
    county, firm = an_official("220102"), a_firm()
    case = firm.files()
    client = browser_of(county)
    client.get(page_of(case))
    counts = []
    for query in ("", "?tab=unit", "?tab=unit"):
        firm.files(at=at(len(counts)))
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(case) + query)
        counts.append(len(captured))

    assert counts[1] == counts[2]
    assert counts[1] - counts[0] == 7


def test_an_auditor_who_opens_a_case_by_the_address_of_a_list_reads_it_without_a_list():
    case = a_firm().files()
    answer = browser_of(an_official("220102", role="AUDITOR")).get(f"{page_of(case)}?tab=unit")

    assert answer.status_code == 200
    assert "返回列表" not in text_of(answer)


def test_what_is_decided_has_no_next_one_and_the_policy_goes_on():
    county, firm = an_official("220102"), a_firm()
    decided = confirms(county, firm.files())
    waiting = firm.files(at=at(1))
    answer = browser_of(county).post(f"{reverse('authority-next')}?tab=decided&at={place_in(decided)}")

    assert answer.headers["Location"] == page_of(waiting)
