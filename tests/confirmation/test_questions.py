"""Questions to the enterprise: the clock stands, both sides are told, and nothing is decided over one (E25)."""

from datetime import date

import pytest
from django.urls import reverse

import confirmation.actions as cases
from accounts.models import Notice
from confirmation.actions.ask import AQuestionSaysSomething, TheAnswerIsDueInThePast, TheQuestionHasEnded
from confirmation.models import Answer, ClockEvent, Question
from confirmation.policy import AQuestionIsOpen, ItIsAnotherUnitsTurn, SomebodyElseHoldsIt
from confirmation.rules.clock import ClockState
from tests.confirmation.pages import browser_of, filled_in, page_of, text_of
from tests.confirmation.test_clocks import clock, december
from tests.factories import an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TEXT = "竣工日期与附件不一致，请说明"


@pytest.fixture
def firm():
    return a_firm()


@pytest.fixture
def county():
    return an_official("220102", name="王建")


@pytest.fixture
def case(firm, county):
    filed = firm.files(at=december(2))
    cases.claim(by=county, case_id=filed.pk, at=december(4))
    return filed


def asks(county, case, day=4, text=TEXT, answer_by=None):
    return cases.ask(by=county, case_id=case.pk, text=text, answer_by=answer_by, at=december(day))


def answers(firm, question, day):
    return cases.answer(
        by=firm.user, enterprise=firm.enterprise, question_id=question.pk, text="以验收报告为准", at=december(day)
    )


def test_from_question_to_answer_the_time_is_the_enterprises(firm, county, case):
    question = asks(county, case)
    assert clock(case, 9).state == ClockState.PAUSED
    assert clock(case, 9).text == "已用 2 / 10 个工作日，待企业答复，暂停计时（2024-12-04 起）"
    answers(firm, question, 10)

    assert clock(case, 10).due_on == date(2024, 12, 20)  # four working days later than the 16th
    assert clock(case, 11).used == 3


def test_with_two_questions_the_time_goes_on_when_both_have_ended(firm, county, case):
    first, second = asks(county, case), asks(county, case)
    answers(firm, first, 5)
    assert clock(case, 6).state == ClockState.PAUSED
    answers(firm, second, 6)

    assert clock(case, 9).state == ClockState.ON_TIME
    assert list(case.clock_events.order_by("pk").values_list("cause", flat=True)) == ["SUBMITTED", "ASKED", "ANSWERED"]


def test_both_sides_are_told_and_the_enterprise_hears_of_the_unit_alone(firm, county, case):
    question = asks(county, case, answer_by=date(2024, 12, 9))
    answers(firm, question, 5)

    to_firm, to_county = Notice.objects.get(user=firm.user), Notice.objects.get(user=county)
    assert TEXT in to_firm.text
    assert "请于 2024-12-09 前答复" in to_firm.text
    assert "王建" not in to_firm.text
    assert "以验收报告为准" in to_county.text


@pytest.mark.parametrize("act", ["confirm", "return"])
def test_nothing_is_decided_while_a_question_is_open(act, firm, county, case):
    asks(county, case)
    case.refresh_from_db()
    given = {"by": county, "case_id": case.pk, "version_seen": case.version, "address": None, "at": december(4)}
    acts = {
        "confirm": lambda: confirms(county, case, at=december(4), claim=False),
        "return": lambda: cases.return_for_correction(note="缺页", **given),
    }
    with pytest.raises(AQuestionIsOpen):
        acts[act]()

    case.refresh_from_db()
    assert (case.status, case.decisions.count(), case.project.grade) == ("WAITING", 0, "D")


def test_a_question_is_closed_with_a_reason_and_the_case_decided(firm, county, case):
    question = asks(county, case)
    cases.close_question(by=county, question_id=question.pk, reason="已电话核实，不再等待", at=december(4, 10))

    assert confirms(county, case, at=december(4, 10), claim=False).status == "CONFIRMED"
    assert question.answer.kind == "CLOSED"
    with pytest.raises(TheQuestionHasEnded):
        answers(firm, question, 5)


def test_who_does_not_hold_the_case_asks_nothing(firm, county, case):
    for official, error in (
        (an_official("220102"), SomebodyElseHoldsIt),
        (an_official("220122"), ItIsAnotherUnitsTurn),
    ):
        with pytest.raises(error):
            asks(official, case)

    assert (Question.objects.count(), ClockEvent.objects.filter(cause="ASKED").count()) == (0, 0)


def test_a_question_says_something_and_is_due_today_at_the_earliest(county, case):
    with pytest.raises(AQuestionSaysSomething):
        asks(county, case, text="？？？？？")
    with pytest.raises(TheAnswerIsDueInThePast):
        asks(county, case, answer_by=date(2024, 12, 3))

    assert Question.objects.count() == 0


def test_another_firm_answers_nothing(county, case):
    question, other = asks(county, case), a_firm()
    with pytest.raises(Question.DoesNotExist):
        answers(other, question, 5)

    assert Answer.objects.count() == 0
    address = reverse("case-answer", args=[case.number, question.pk])
    assert browser_of(other.user).post(address, {"text": "答复"}).status_code == 404


def test_taking_the_case_back_ends_its_questions(firm, county, case):
    question = asks(county, case)
    cases.release(by=county, case_id=case.pk, at=december(4))
    cases.withdraw(by=firm.user, enterprise=firm.enterprise, case_id=case.pk, at=december(5))

    assert question.answer.kind == "LAPSED"
    firm.submits(case.project, at=december(6))
    assert clock(case, 6).state == ClockState.ON_TIME


def test_asked_and_answered_on_the_pages(firm, county):
    from common.clock import now

    case = firm.files(at=now())
    client = browser_of(county)
    client.post(reverse("authority-claim", args=[case.number]))
    client.post(reverse("authority-ask", args=[case.number]), {"text": TEXT, "answer_by": ""})
    page = text_of(client.get(page_of(case)))
    assert TEXT in page
    assert "王建" in page

    refused = client.post(page_of(case), filled_in(case))
    assert "对企业的询问尚未答复" in text_of(refused)
    assert case.decisions.count() == 0

    mine = browser_of(firm.user)
    page = text_of(mine.get(reverse("task-list", args=[case.project.row_guid])))
    assert TEXT in page
    assert "王建" not in page
    question = Question.objects.get(case=case)
    answer = mine.post(reverse("case-answer", args=[case.number, question.pk]), {"text": "已更正说明"}, follow=True)
    assert "已更正说明" in text_of(answer)
    assert "已更正说明" in text_of(client.get(page_of(case)))


def test_a_case_that_waits_for_its_enterprise_is_not_handed_out(firm, county, case):
    asks(county, case)
    cases.release(by=county, case_id=case.pk, at=december(4))
    other = firm.files(at=december(4))

    assert cases.claim_next(by=an_official("220102"), at=december(5)).pk == other.pk
