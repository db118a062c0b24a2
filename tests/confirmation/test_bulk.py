"""Several cases at once: each its own decision or refusal; confirming so is off, and never unseen (R16, R21)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.policy import ActsForNobody
from accounts.rules import EnterpriseKind, Role
from audit.models import Event
from common.clock import now
from confirmation import actions
from confirmation.actions.assign import TheColleagueCannotTakeIt, assign
from confirmation.actions.bulk_rule import TheCapIsOutOfRange, TheRuleBeginsTooEarly, set_bulk_confirm
from confirmation.actions.remind import NothingIsOwed, OnceAWorkingDay, remind
from confirmation.actions.viewing import look_at_paper
from confirmation.bulk import BulkAct, Chosen, Wanted, do_all
from confirmation.models import BulkConfirmRule, Case, Decision, Reminder, SignatureRule
from confirmation.policy import ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn
from confirmation.rules.decisions import AReasonIsNeeded, VerificationMethod
from confirmation.rules.states import NotAllowedNow
from projects.queries import attachments_of
from tests.audit.support import acting
from tests.confirmation.adding import (
    adds,
    official_for,
    on_display,
    submits_stages,
    supervision_contract,
    supervision_tender,
)
from tests.confirmation.pages import authority, browser_of, text_of
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db


def at(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def county():
    return an_official("220102", name="王建")


@pytest.fixture
def colleague():
    return an_official("220102", name="刘芳")


def hands(by, case, to, moment=AT, **changes):
    case.refresh_from_db()
    facts = {"version_seen": case.version, "reason": "本人外出开会", **changes}
    return assign(by=by, case_id=case.pk, to=to, at=moment, **facts)


def state(case):
    case.refresh_from_db()
    return case.status, case.version, case.holder_id, case.held_until, Decision.objects.filter(case=case).count()


# Giving a case to a colleague, and the lease of one who is not there


def test_whoever_holds_a_case_gives_it_to_a_colleague_who_is_told_why_and_holds_it(county, colleague):
    case = a_firm().files()
    actions.claim(by=county, case_id=case.pk, at=AT)
    hands(county, case, colleague, at(5))

    case.refresh_from_db()
    assert (case.holder, case.held_until, case.version) == (colleague, at(35), 2)
    notice = Notice.objects.get(user=colleague)
    assert notice.text.startswith(f"王建将办件 {case.number} 转交您办理：本人外出开会")
    event = Event.objects.filter(action="confirmation.assign", object_type="confirmation_case").latest("pk")
    assert (event.actor_name, event.reason) == ("王建", "本人外出开会")


def test_an_absent_holder_s_lease_runs_out_and_a_colleague_goes_on(county, colleague):
    case = a_firm().files()
    actions.claim(by=county, case_id=case.pk, at=AT)

    for act in (
        lambda moment: actions.claim(by=colleague, case_id=case.pk, at=moment),
        lambda moment: hands(colleague, case, colleague, moment),
    ):
        with pytest.raises(SomebodyElseHoldsIt, match="该办件正由王建办理"):
            act(at(29))
    assert state(case)[2] == county.pk
    assert hands(colleague, case, an_official("220102", name="赵明"), at(30)).holder.name == "赵明"
    assert actions.claim_next(by=colleague, at=at(60)).pk == case.pk


@pytest.mark.parametrize("who", ["another unit", "another line", "an auditor", "a member of the firm"])
def test_a_case_is_not_given_to_somebody_who_may_not_decide_it(county, who):
    firm = a_firm()
    case = firm.files()
    to = {
        "another unit": lambda: an_official("220122"),
        "another line": lambda: an_official("220102", line="DESIGN"),
        "an auditor": lambda: an_official("220102", role=Role.AUDITOR),
        "a member of the firm": lambda: firm.user,
    }[who]()
    before = state(case)

    with pytest.raises(TheColleagueCannotTakeIt):
        hands(county, case, to)
    assert state(case) == before


def test_nobody_covers_into_a_second_signature(deliver):
    firm, first, second = a_firm(), an_official("220000"), an_official("220000")
    project = confirms(an_official("220102"), firm.files()).project
    deliver()
    confirms(an_official("220100"), firm.applies_for_next_grade(project))
    deliver()
    case = confirms(first, firm.applies_for_next_grade(project, purpose="施工总承包一级"))
    before = state(case)

    with pytest.raises(TheColleagueCannotTakeIt, match="已对该项目签署意见"):
        hands(second, case, first)
    assert state(case) == before


def test_giving_away_needs_a_reason_the_present_version_a_waiting_case_and_the_right_unit(county, colleague):
    case = a_firm().files()
    before = state(case)
    refusals = [
        (AReasonIsNeeded, county, {"reason": " "}),
        (TheRecordHasMovedOn, county, {"version_seen": 7}),
        (ItIsAnotherUnitsTurn, an_official("220122"), {}),
    ]
    for refusal, by, changes in refusals:
        with pytest.raises(refusal):
            hands(by, case, colleague, **changes)
    assert state(case) == before
    decided = confirms(county, case)
    with pytest.raises(NotAllowedNow):
        hands(county, decided, colleague)


# Reminding


def sends_back(by, case, moment=AT):
    actions.claim(by=by, case_id=case.pk, at=moment)
    case.refresh_from_db()
    return actions.return_for_correction(
        by=by, case_id=case.pk, version_seen=case.version, note="立项文件缺页", address=None, at=moment
    )


def test_an_enterprise_is_reminded_of_a_returned_case_once_a_working_day(county, colleague):
    firm = a_firm()
    case = sends_back(county, firm.files())
    remind(by=county, case_id=case.pk, at=at(1))  # a Monday

    with pytest.raises(OnceAWorkingDay):
        remind(by=colleague, case_id=case.pk, at=at(60))
    remind(by=colleague, case_id=case.pk, at=AT + timedelta(days=4))  # the Friday
    with pytest.raises(OnceAWorkingDay):
        remind(by=county, case_id=case.pk, at=AT + timedelta(days=6))  # the Sunday
    told = Notice.objects.filter(user=firm.user, title__endswith="主管部门提醒")
    assert Reminder.objects.count() == told.count() == 2
    assert told.first().text == f"南关区住房和城乡建设局提醒：办件 {case.number} 已退回补正，请尽快修改并重新提交。"


def test_an_enterprise_that_was_asked_is_reminded_and_one_that_owes_nothing_is_not(county):
    asked, waiting = a_firm().files(), a_firm().files()
    actions.claim(by=county, case_id=asked.pk, at=AT)
    actions.ask(by=county, case_id=asked.pk, text="请说明面积差异的原因", answer_by=None, at=AT)
    remind(by=county, case_id=asked.pk, at=at(1))

    with pytest.raises(NothingIsOwed):
        remind(by=county, case_id=waiting.pk, at=AT)
    with pytest.raises(ItIsAnotherUnitsTurn):
        remind(by=an_official("220122"), case_id=asked.pk, at=AT)
    assert [reminder.case for reminder in Reminder.objects.all()] == [asked]


# Several at once


def picks(*cases):
    return [f"{case.number}-{case.version}" for case in cases]


def presses(client, act, chosen, **given):
    return client.post(reverse("authority-bulk") + "?tab=unit", {"act": act, "pick": chosen, **given})


def test_the_first_press_shows_what_will_happen_and_changes_nothing(county):
    firm = a_firm()
    cases = [firm.files(), firm.files()]
    before = [state(case) for case in cases]
    page = text_of(presses(browser_of(county), "return", picks(*cases)))

    assert all(case.number in page for case in cases)
    assert "按同一理由退回补正（2件）" in page
    assert "附件缺页" in page
    assert [state(case) for case in cases] == before


def test_cases_are_returned_with_the_same_reason_each_with_its_own_decision_and_what_fails_is_told(county, colleague):
    firm = a_firm()
    free, mine, held, stale = (firm.files(at=at(minute)) for minute in range(4))
    actions.claim(by=county, case_id=mine.pk, at=now())
    actions.claim(by=colleague, case_id=held.pk, at=now())
    chosen = [*picks(free, mine, held), f"{stale.number}-9"]
    answer = presses(browser_of(county), "return", chosen, sure="yes", codes=["PAGES_MISSING"], note="立项文件缺第二页")

    page = text_of(answer)
    assert "共 4 件，已办理 2 件" in page
    assert "该办件正由刘芳办理" in page
    assert "该办件在您打开之后有了变化" in page
    assert [state(case)[0] for case in (free, mine, held, stale)] == ["RETURNED", "RETURNED", "WAITING", "WAITING"]
    assert state(stale)[2] is None
    decisions = Decision.objects.order_by("pk").values_list("case", "action", "codes", "note", "person")
    assert list(decisions) == [
        (case.pk, "RETURN", ["PAGES_MISSING"], "立项文件缺第二页", county.pk) for case in (free, mine)
    ]
    events = Event.objects.filter(action="confirmation.return", object_type="confirmation_decision")
    assert events.count() == 2


def test_cases_are_given_to_a_colleague_and_reminded_together(county, colleague):
    firm = a_firm()
    waiting, returned = firm.files(), sends_back(county, firm.files(), now())
    client = browser_of(county)

    page = text_of(presses(client, "assign", picks(waiting), sure="yes", to=colleague.pk, note="请接办"))
    assert "已转交刘芳" in page
    assert state(waiting)[2] == colleague.pk
    page = text_of(presses(client, "remind", picks(waiting, returned), sure="yes"))
    assert "共 2 件，已办理 1 件" in page
    assert Reminder.objects.get().case == returned


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("assign", {"to": "", "note": "请接办"}, "请选择接办人"),
        ("assign", {"to": "1", "note": ""}, "请写明理由"),
        ("return", {"note": "缺页"}, "请选择退回理由"),
        ("return", {"codes": ["PAGES_MISSING"]}, "请写明理由"),
        ("confirm", {}, "请选择核对方式"),
        ("confirm", {"method": "OTHER"}, "核对方式"),
    ],
)
def test_what_an_act_needs_is_asked_for_and_nothing_is_done_without_it(county, act, given, said):
    case = a_firm().files()
    before = state(case)
    page = text_of(presses(browser_of(county), act, picks(case), sure="yes", **given))

    assert said in page
    assert "结果" not in page.split("<h1>")[1].split("</h1>")[0]
    assert state(case) == before


@pytest.mark.parametrize("chosen", [[], ["x"], ["20241202000001-1"] * 1, [f"202412020{n:05d}-1" for n in range(21)]])
def test_nothing_too_much_and_nothing_of_others_is_chosen(county, chosen):
    answer = presses(browser_of(county), "return", chosen)

    assert answer.headers["Location"] == f"{reverse('authority-queue')}?tab=unit"


def test_cases_of_another_unit_are_left_out(county):
    elsewhere, here = a_firm().files(division="220122"), a_firm().files()
    page = text_of(
        presses(browser_of(county), "return", picks(elsewhere, here), sure="yes", codes=["PAGES_MISSING"], note="缺页")
    )

    assert "共 1 件，已办理 1 件" in page
    assert state(elsewhere)[0] == "WAITING"
    for user in (a_firm().user, an_official("220102", role=Role.AUDITOR)):
        assert presses(browser_of(user), "return", picks(here)).status_code == 403


# Confirming together


@pytest.fixture
def supervisor():
    return a_firm(EnterpriseKind.SUPERVISION)


@pytest.fixture
def added(supervisor):
    """A tender and a contract added to a project on display: a case without basic information."""
    project = on_display(supervisor)
    won = adds(supervisor, project, "TENDER", supervision_tender(supervisor))
    adds(supervisor, project, "CONTRACT", supervision_contract(supervisor, tender=won))
    return submits_stages(supervisor, project)


@pytest.fixture
def quality(supervisor):
    return official_for(supervisor)


def opens_papers(user, case, leave=0):
    items = set(case.items.values_list("record_guid", flat=True))
    papers = [paper for guid, found in attachments_of(case.project).items() if guid in items for paper in found]
    for paper in papers[leave:]:
        look_at_paper(by=user, case=case, paper_guid=paper.guid, at=case.submitted_at)
    return len(papers)


def allows(division="220102", at_most=20, day=AT):
    return set_bulk_confirm(
        by=an_official("220000", role=Role.ADMINISTRATOR),
        unit=authority(division),
        at_most=at_most,
        starts_on=day.date(),
        reason="年底集中办理",
        at=AT,
    )


def confirms_together(user, *cases):
    chosen = [
        Chosen(
            Case.objects.select_related("project", "enterprise", "authority", "holder").get(pk=case.pk), case.version
        )
        for case in cases
    ]
    wanted = Wanted(by=user, note="", address=None, at=AT, method=VerificationMethod.ORIGINALS)
    return [(outcome.is_done, outcome.text) for outcome in do_all(BulkAct.CONFIRM, chosen, wanted)]


def test_confirming_together_is_off_until_the_province_allows_it(quality, added):
    opens_papers(quality, added)
    before = state(added)

    assert confirms_together(quality, added) == [(False, "本单位未开启批量确认，请逐件办理")]
    assert state(added) == before


def test_what_is_green_and_was_opened_is_confirmed_with_the_method_that_was_chosen(quality, added):
    allows()
    opens_papers(quality, added)

    assert confirms_together(quality, added) == [(True, "已确认，定为C级")]
    decision = Decision.objects.get(case=added)
    assert (state(added)[0], decision.person) == ("CONFIRMED", quality)
    assert set(decision.verifications.values_list("method", flat=True)) == {"ORIGINALS"}


def test_a_paper_that_this_person_has_not_opened_stops_the_confirmation(quality, added):
    allows()
    opens_papers(an_official("220102", line="QUALITY"), added)
    papers = opens_papers(quality, added, leave=1)
    before = state(added)

    [(is_done, text)] = confirms_together(quality, added)
    assert (is_done, papers) == (False, 2)
    assert "您还有1个附件未打开查看" in text
    assert state(added) == before


def test_basic_information_is_compared_with_its_paper_and_never_confirmed_together(county):
    allows()
    case = a_firm().files()
    opens_papers(county, case)
    before = state(case)

    [(is_done, text)] = confirms_together(county, case)
    assert not is_done
    assert "须对照立项文件逐字录入名称和代码" in text
    assert state(case) == before


def test_more_than_the_authority_allows_are_refused_each(quality, added, county):
    allows(at_most=1)
    opens_papers(quality, added)
    before = state(added)

    outcomes = confirms_together(quality, added, added)
    assert outcomes == [(False, "本单位一次最多批量确认1件，已选2件")] * 2
    assert state(added) == before


def test_a_unit_of_several_signatures_confirms_each_by_itself(quality, added):
    allows()
    opens_papers(quality, added)
    with acting():
        SignatureRule.objects.create(authority=added.authority, count=2, starts_on=AT.date())
    before = state(added)

    [(is_done, text)] = confirms_together(quality, added)
    assert not is_done
    assert "该办件须多人签署" in text
    assert state(added) == before


def test_the_rule_is_the_province_s_dated_and_capped():
    first = allows(at_most=5)
    second = allows(at_most=10, day=AT + timedelta(days=3))
    first.refresh_from_db()
    assert (first.ends_on, second.starts_on) == ((AT + timedelta(days=2)).date(), (AT + timedelta(days=3)).date())
    assert allows(at_most=0, day=AT + timedelta(days=3)) is None
    assert list(BulkConfirmRule.objects.values_list("at_most", flat=True)) == [5]
    for refusal, given in (
        (TheCapIsOutOfRange, {"at_most": 21}),
        (TheRuleBeginsTooEarly, {"day": AT - timedelta(days=1)}),
    ):
        with pytest.raises(refusal):
            allows(**given)
    with pytest.raises(ActsForNobody):
        set_bulk_confirm(
            by=an_official("220100", role=Role.ADMINISTRATOR),
            unit=authority("220102"),
            at_most=5,
            starts_on=AT.date(),
            reason="集中办理",
            at=AT,
        )
    assert BulkConfirmRule.objects.count() == 1
