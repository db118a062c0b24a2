"""The upper tier watches over its lower units: queue health, urging, samples, reminders (R28, R17)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import confirmation.actions as cases
from accounts.models import Authority, Notice
from accounts.policy import ActsForNobody
from accounts.rules import NoticeKind, Role
from common.clock import now
from confirmation.actions.recheck import FindingsAreDescribed, NothingToDrawFrom, TheResultStands, drawn
from confirmation.actions.urge import AnUrgingSaysSomething, TheUnitIsNotBelow
from confirmation.actions.warn import warn_units
from confirmation.models import ClockWarning, Recheck, RecheckItem, RecheckOutcome, RecheckResult, Urging
from confirmation.policy import SomebodyElseHoldsIt
from confirmation.queries.supervision import health_of, lower_units, supervising_duty
from confirmation.rules.decisions import AReasonIsNeeded
from confirmation.rules.states import NotAllowedNow
from tests.audit.support import contents_of
from tests.confirmation.pages import authority, browser_of, page_of, text_of
from tests.confirmation.test_clocks import december, returns
from tests.factories import AT, an_official
from tests.world import a_firm, confirms

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def urges(by, division="220102", case_number="", text="请尽快办结超期办件", moment=AT):
    return cases.urge(by=by, unit_id=authority(division).pk, case_number=case_number, text=text, at=moment)


def draws(by, size=2, seed="7f", first=date(2024, 12, 1), last=date(2024, 12, 31), division="220102"):
    return cases.draw_recheck(
        by=by, unit_id=authority(division).pk, first_day=first, last_day=last, size=size, seed=seed, at=december(20)
    )


def test_a_city_watches_over_its_counties_and_the_province_over_all():
    city = supervising_duty(an_official("220100"), TODAY)
    province = supervising_duty(an_official("220000"), TODAY)

    codes = {unit.division_id for unit in lower_units(city)}
    assert {"220102", "220122"} <= codes
    assert not codes & {"220100", "220200", "220202", "220581"}
    assert len(lower_units(province)) == Authority.objects.count() - 1
    with pytest.raises(ActsForNobody):
        supervising_duty(an_official("220102"), TODAY)


def test_the_health_of_a_unit_counts_what_waits_what_is_late_and_what_came_back_twice():
    county, firm = an_official("220102"), a_firm()
    twice = firm.files(at=december(2))
    for returned, again in ((3, 4), (5, 6)):
        returns(county, twice, december(returned))
        firm.submits(twice.project, at=december(again))
    confirms(county, twice, at=december(9))
    confirms(county, firm.files(at=december(2)), at=december(6))
    over, near = firm.files(at=december(2)), firm.files(at=december(5))
    asked = firm.files(at=december(16))
    cases.claim(by=county, case_id=asked.pk, at=december(16))
    cases.ask(by=county, case_id=asked.pk, text="请说明竣工日期", answer_by=None, at=december(16))

    [row] = health_of([authority("220102")], december(18))

    assert (row.waiting, row.near, row.over, row.paused) == (3, 1, 1, 1)
    assert (over.due_on, near.due_on) == (date(2024, 12, 16), date(2024, 12, 19))
    assert (row.oldest_days, row.decided, row.median_days, row.twice_returned) == (12, 2, 3.5, 50.0)


def test_the_overview_asks_the_same_whatever_number_of_units():
    province = an_official("220000")
    duty = supervising_duty(province, TODAY)
    units = lower_units(duty)
    with CaptureQueriesContext(connection) as one:
        health_of(units[:1], AT)
    a_firm().files()
    with CaptureQueriesContext(connection) as all_of_them:
        health_of(units, AT)

    assert len(one) == len(all_of_them) == 7


def test_urging_a_case_tells_its_reviewers_and_stands_on_its_page():
    county, city = an_official("220102"), an_official("220100")
    case = a_firm().files()
    urges(city, case_number=case.number)
    urges(city)

    told = Notice.objects.filter(user=county, kind=NoticeKind.URGED)
    assert told.count() == 2
    assert "请尽快办结超期办件" in text_of(browser_of(county).get(page_of(case)))
    [row] = health_of([authority("220102")], december(3))
    assert row.urged == 2


def test_one_urges_below_oneself_about_what_lies_there_and_says_what():
    city, case = an_official("220100"), a_firm().files()
    for act, error in (
        (lambda: urges(an_official("220102")), ActsForNobody),
        (lambda: urges(city, division="220202"), TheUnitIsNotBelow),
        (lambda: urges(city, division="220122", case_number=case.number), NotAllowedNow),
        (lambda: urges(city, text="！！！！！"), AnUrgingSaysSomething),
    ):
        with pytest.raises(error):
            act()

    assert (Urging.objects.count(), Notice.objects.count()) == (0, 0)


def test_whoever_watches_over_a_unit_frees_a_case_that_its_official_holds_and_he_is_told():
    county, city, colleague = an_official("220102"), an_official("220100", name="林处"), an_official("220102")
    case = a_firm().files()
    cases.claim(by=county, case_id=case.pk, at=now())

    page = text_of(browser_of(city).get(page_of(case)))
    client = browser_of(city)
    client.post(reverse("authority-free", args=[case.number]), {"reason": "办理人请假三天"})

    assert "办理人不能继续办理，释放该办件" in page
    assert "办理人不能继续办理" not in text_of(browser_of(colleague).get(page_of(case)))
    assert cases.claim(by=colleague, case_id=case.pk, at=now()).holder == colleague
    notice = Notice.objects.get(user=county, kind=NoticeKind.HANDED_OVER)
    assert "林处释放了您办理的办件" in notice.text
    assert "办理人请假三天" in notice.text


@pytest.mark.parametrize(
    ("person", "reason", "error"),
    [
        pytest.param(lambda: an_official("220102"), "办理人请假", ActsForNobody, id="同一单位的同事"),
        pytest.param(lambda: an_official("220200"), "办理人请假", ActsForNobody, id="另一个市"),
        pytest.param(
            lambda: an_official("220200", role=Role.ADMINISTRATOR), "办理人请假", ActsForNobody, id="另一个市的管理员"
        ),
        pytest.param(
            lambda: an_official("220103", role=Role.ADMINISTRATOR), "办理人请假", ActsForNobody, id="邻近单位的管理员"
        ),
        pytest.param(lambda: an_official("220100"), " ", AReasonIsNeeded, id="没有理由"),
        pytest.param(lambda: a_firm().user, "办理人请假", ActsForNobody, id="企业"),
    ],
)
def test_nobody_else_frees_it_and_not_without_a_reason(person, reason, error):
    case, by = a_firm().files(), person()
    cases.claim(by=an_official("220102"), case_id=case.pk, at=AT)
    before = contents_of("confirmation_case", "accounts_notice", "audit_event")

    with pytest.raises(error):
        cases.free(by=by, case_id=case.pk, reason=reason, at=AT)

    assert contents_of("confirmation_case", "accounts_notice", "audit_event") == before


@pytest.mark.parametrize("division", ["220102", "220100", "220000"])
def test_the_units_own_administrator_and_those_above_its_place_free_it(division):
    case, by = a_firm().files(), an_official(division, role=Role.ADMINISTRATOR)
    cases.claim(by=an_official("220102"), case_id=case.pk, at=AT)

    assert cases.free(by=by, case_id=case.pk, reason="办理人请假三天", at=AT).holder is None


def test_what_nobody_holds_is_not_freed():
    case, city = a_firm().files(), an_official("220100")

    with pytest.raises(SomebodyElseHoldsIt, match="无人办理"):
        cases.free(by=city, case_id=case.pk, reason="办理人请假", at=AT)


def test_a_sample_can_be_drawn_again_from_its_seed():
    county, city, firm = an_official("220102"), an_official("220100"), a_firm()
    for day in (3, 4, 5, 6):
        confirms(county, firm.files(at=december(2)), at=december(day))
    sample = draws(city, size=3)

    ids = [item.decision_id for item in sample.items.order_by("order")]
    everything = sorted(row.pk for case in county_cases() for row in case.decisions.filter(action="CONFIRM"))
    assert (sample.population, len(ids), len(set(ids))) == (4, 3, 3)
    assert ids == drawn(everything, sample.seed, 3)
    assert [item.decision_id for item in draws(city, size=3).items.order_by("order")] == ids


def county_cases():
    return authority("220102").cases.all()


def test_a_sample_is_of_ones_own_units_and_of_something():
    city = an_official("220100")
    with pytest.raises(NothingToDrawFrom):
        draws(city)
    with pytest.raises(TheUnitIsNotBelow):
        draws(city, division="220202")

    assert Recheck.objects.count() == 0


def test_a_result_stands_says_what_was_wrong_and_changes_no_grade():
    county, city, firm = an_official("220102"), an_official("220100"), a_firm()
    case = confirms(county, firm.files(at=december(2)), at=december(3))
    [item] = draws(city).items.all()

    def records(outcome, findings, by=city):
        return cases.record_recheck(by=by, item_id=item.pk, outcome=outcome, findings=findings, at=december(20))

    with pytest.raises(FindingsAreDescribed):
        records(RecheckOutcome.DEFECTS, "……")
    with pytest.raises(RecheckItem.DoesNotExist):
        records(RecheckOutcome.CONFORMS, "", by=an_official("220200"))
    records(RecheckOutcome.DEFECTS, "合同附件缺签章页")
    with pytest.raises(TheResultStands):
        records(RecheckOutcome.CONFORMS, "")

    case.project.refresh_from_db()
    assert (RecheckResult.objects.count(), case.project.grade) == (1, "C")
    [row] = health_of([authority("220102")], december(20))
    assert (row.rechecked, row.defects) == (1, 1)


def test_units_are_told_once_that_cases_are_near_their_end_and_once_that_they_are_over():
    county, firm = an_official("220102"), a_firm()
    case = firm.files(at=december(2))  # due on the 16th, near from the 12th
    told = [warn_units(limit=100, at=december(day)) for day in (11, 12, 13, 16, 17, 18)]

    assert told == [0, 1, 0, 0, 1, 0]
    kinds = Notice.objects.filter(user=county).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [NoticeKind.DUE_SOON, NoticeKind.OVERDUE]
    assert case.number in Notice.objects.filter(user=county).first().text
    assert ClockWarning.objects.count() == 2


def test_supervised_urged_drawn_and_recorded_on_the_pages():
    county, city, firm = an_official("220102"), an_official("220100"), a_firm()
    late = firm.files(at=december(2))
    confirms(county, firm.files(at=december(2)), at=december(3))
    unit = authority("220102")
    client = browser_of(city)

    assert unit.name in text_of(client.get(reverse("supervision")))
    page = text_of(client.get(reverse("supervised-unit", args=[unit.pk])))
    assert late.number in page
    assert "已超期" in page
    answer = client.post(
        reverse("supervision-urge", args=[unit.pk]), {"case_number": late.number, "text": "请于三日内办结"}, follow=True
    )
    assert "请于三日内办结" in text_of(answer)
    days = {"first_day": "2024-12-01", "last_day": "2024-12-31", "size": "5"}
    answer = client.post(reverse("supervision-draw", args=[unit.pk]), days, follow=True)
    assert "抽取 1 件" in text_of(answer)
    item = RecheckItem.objects.get()
    address = reverse("recheck-record", args=[item.recheck_id, item.pk])
    answer = client.post(address, {"outcome": "CONFORMS", "findings": ""}, follow=True)
    assert "符合要求" in text_of(answer)
    assert browser_of(county).get(reverse("supervision")).status_code == 403
    queues = [text_of(browser_of(who).get(reverse("authority-queue"))) for who in (an_official("220100"), county)]
    assert ["督导" in queue for queue in queues] == [True, False]
    assert browser_of(an_official("220200")).get(reverse("supervised-unit", args=[unit.pk])).status_code == 404
    assert browser_of(an_official("220200")).get(reverse("recheck", args=[item.recheck_id])).status_code == 404
