"""Rules are dated rows that the province changes after a rehearsal; what was decided keeps its own (A06, X02, N32)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.policy import ActsForNobody
from accounts.rules import Role
from audit.models import Event
from common.clock import day_of, now
from confirmation.actions import set_rule
from confirmation.actions.rehearse import TheRehearsalIsNotDone, TheRuleDoesNotReachBack, propose_rule, rehearse_on
from confirmation.actions.set_rule import NothingToEnd, TheDayIsTaken, apply_rule
from confirmation.models import Rehearsal, RehearsalState, RoutingEntry, RuleVersion, SignatureRule, UnitRoute
from confirmation.queries.outcomes import outcomes
from confirmation.queries.rules import rules_on
from confirmation.queries.signers import signatures_needed
from confirmation.rules.changes import Change, RuleFamily, changed_rules
from grading.actions.windows import TheCodeOfTheWindowIsTaken
from grading.models import FilingWindow
from projects.models import Project, SectorScope
from projects.queries import records_of, scope_rules
from projects.rules.dictionaries import Sector
from projects.rules.scope import SectorIsOutOfScope
from tests.confirmation.pages import authority
from tests.factories import AT, an_official
from tests.world import a_firm, confirms, gate_now

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = day_of(AT), day_of(AT) + timedelta(days=1)
CLAUSE = "吉建管〔2024〕99号"
WATER_IN = {"sector": "07", "in_scope": True, "department": "", "clause": CLAUSE}
HOUSING_OUT = {"sector": "01", "in_scope": False, "department": "某", "clause": CLAUSE}
HOUSING_TO_CITY = {"kind": "SECTOR", "category": "01", "first_tier": "CITY", "clause": CLAUSE}
WINDOW = {
    "code": "N99", "clause": CLAUSE, "finished_before": "2025-12-31", "released_before": None,
    "opens_on": "2025-01-01", "confirm_by": "2099-12-31",
}  # fmt: skip


@pytest.fixture
def keeper():
    return an_official("220000", role=Role.ADMINISTRATOR)


def proposes(keeper, family, facts, starts_on=TOMORROW, ends=False, at=AT):
    return propose_rule(
        by=keeper,
        authority=authority("220000"),
        change=Change(RuleFamily(family), facts, starts_on, ends),
        reason="省厅通知",
        at=at,
    )


def rehearsed(keeper, *arguments, chunk=5_000, **named):
    rehearsal = proposes(keeper, *arguments, **named)
    while rehearse_on(rehearsal_id=rehearsal.pk, at=AT, chunk=chunk):
        pass
    return Rehearsal.objects.get(pk=rehearsal.pk)


def applied(keeper, *arguments, at=AT, **named):
    rehearsal = rehearsed(keeper, *arguments, **named)
    return apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=rehearsal.pk, at=at)


def a_confirmed_project(**facts):
    case = confirms(an_official("220102"), a_firm().files(**facts))
    return Project.objects.get(pk=case.project_id)


def test_a_rehearsal_counts_who_would_be_out_of_scope_and_names_the_first(keeper):
    shown = a_confirmed_project()
    draft = a_firm().fills_in()

    rehearsal = rehearsed(keeper, "SCOPE", HOUSING_OUT)

    assert (rehearsal.state, rehearsal.seen, rehearsal.differing) == (RehearsalState.DONE, 2, 2)
    assert rehearsal.counts == [["纳入补录", "不纳入补录", 2]]
    assert rehearsal.samples == [[shown.name, "纳入补录", "不纳入补录"]]
    assert draft.name == shown.name or draft.name not in str(rehearsal.samples)
    assert SectorScope.objects.get(sector="01").in_scope


def test_a_rehearsal_counts_another_first_tier_but_not_where_there_is_no_county_step(keeper):
    a_confirmed_project()
    a_firm().files(division="220581")
    rehearsal = rehearsed(keeper, "ROUTING", HOUSING_TO_CITY)

    assert rehearsal.counts[0] == ["县级首次确认", "市级首次确认", rehearsal.differing]
    assert rehearsal.seen == 2


def test_a_rehearsal_of_a_window_counts_whose_gate_would_open(keeper):
    late = AT.replace(year=2025, month=3)
    case = a_firm().files(at=late)
    confirms(an_official("220102"), case, at=late)
    a_confirmed_project()

    rehearsal = rehearsed(keeper, "WINDOW", WINDOW, starts_on=day_of(late), at=late)

    assert rehearsal.counts == [["不推送", "可推送", 1]]
    assert [name for name, _, _ in rehearsal.samples] == [case.project.name]


def test_the_outcomes_in_bulk_are_those_that_the_pages_tell(keeper):
    late = AT.replace(year=2025, month=3)
    confirms(an_official("220102"), a_firm().files(at=late), at=late)
    a_confirmed_project()
    a_firm().files(completed=False)
    a_firm().fills_in(sector=Sector.METALLURGY)
    day = day_of(late)

    seen = outcomes(Change(RuleFamily.WINDOW, WINDOW, day), after=0, limit=100)

    assert len(seen) == 4
    for row in seen:
        project = Project.objects.get(pk=row.pk)
        records = [record for record in records_of(project) if not record.is_open]
        for told, rules in (
            (row.before, rules_on(day)),
            (row.after, changed_rules(rules_on(day), Change(RuleFamily.WINDOW, WINDOW, day))),
        ):
            gate = gate_now(project, records, day, rules.windows)
            assert told == ("可推送" if gate.is_open else "不推送")


def test_a_rehearsal_in_chunks_is_the_rehearsal_at_once_and_safe_to_run_twice(keeper):
    for _ in range(5):
        a_firm().fills_in()
    whole = rehearsed(keeper, "SCOPE", HOUSING_OUT)

    small = rehearsed(keeper, "SCOPE", HOUSING_OUT, chunk=2)
    assert not rehearse_on(rehearsal_id=small.pk, at=AT, chunk=2)
    small.refresh_from_db()

    assert (small.seen, small.counts) == (whole.seen, whole.counts) == (5, [["纳入补录", "不纳入补录", 5]])


def test_departments_and_signatures_are_rehearsed_on_the_units_open_cases(keeper):
    case = a_firm().files()
    nanguan = authority("220102").pk
    unit = {
        "authority": nanguan, "enterprise_kind": "", "sector": "01", "target_grade": "", "business_line": "QUALITY",
        "clause": CLAUSE,
    }  # fmt: skip
    signed = {"authority": nanguan, "business_line": "", "sector": "", "count": 2, "clause": CLAUSE}

    lines, counts = rehearsed(keeper, "UNIT", unit), rehearsed(keeper, "SIGNATURES", signed)

    assert lines.counts == [["建管业务部门办理", "质监业务部门办理", 1]]
    assert counts.counts == [["1人签署", "2人签署", 1]]
    assert lines.samples[0][0] == f"{case.number} {case.project.name}"
    assert rehearsed(keeper, "SIGNATURES", {**signed, "authority": authority("220103").pk}).seen == 0


def test_a_scope_rule_holds_from_its_day_on_and_not_before(keeper):
    before = {(rule.sector, rule.in_scope) for rule in scope_rules(TODAY)}

    applied(keeper, "SCOPE", WATER_IN)

    assert {(rule.sector, rule.in_scope) for rule in scope_rules(TODAY)} == before
    rule = next(rule for rule in scope_rules(TOMORROW) if rule.sector == Sector.WATER)
    assert (rule.in_scope, rule.clause, rule.starts_on) == (True, CLAUSE, TOMORROW)
    assert list(SectorScope.objects.filter(sector="07").order_by("starts_on").values_list("ends_on", flat=True)) == [
        TODAY,
        None,
    ]
    with pytest.raises(SectorIsOutOfScope):
        a_firm().fills_in(sector=Sector.WATER)
    assert a_firm().fills_in(sector=Sector.WATER, at=AT + timedelta(days=1)).sector == "07"


def test_each_family_goes_live_as_a_dated_row(keeper):
    nanguan = authority("220102").pk
    unit = {
        "authority": nanguan, "enterprise_kind": "", "sector": "01", "target_grade": "", "business_line": "QUALITY",
        "clause": CLAUSE,
    }  # fmt: skip
    applied(keeper, "ROUTING", HOUSING_TO_CITY)
    applied(keeper, "UNIT", unit)
    applied(keeper, "SIGNATURES", {"authority": nanguan, "business_line": "", "sector": "", "count": 2, "clause": ""})
    applied(keeper, "WINDOW", WINDOW)

    tomorrow = AT + timedelta(days=1)
    case = a_firm().files(at=tomorrow)
    assert (case.tier, case.target_grade) == ("CITY", "B")
    assert UnitRoute.objects.get().business_line == "QUALITY"
    assert SignatureRule.objects.get().starts_on == TOMORROW
    assert FilingWindow.objects.get(code="N99").finished_before == date(2025, 12, 31)
    kept = Event.objects.filter(action="confirmation.set_rule")
    assert {event.subject for event in kept} == {
        "rules:routing", "rules:unit", "rules:signatures", "rules:window"
    }  # fmt: skip
    assert {(event.reason, event.actor_name) for event in kept} == {("省厅通知", keeper.name)}


def test_a_case_under_way_takes_the_new_number_of_signatures(keeper):
    case = a_firm().files()
    applied(
        keeper, "SIGNATURES",
        {"authority": authority("220102").pk, "business_line": "", "sector": "", "count": 3, "clause": ""},
    )  # fmt: skip

    assert (signatures_needed(case, TODAY), signatures_needed(case, TOMORROW)) == (1, 3)


def test_a_rule_ends_on_the_day_before_and_nothing_takes_its_place(keeper):
    applied(keeper, "ROUTING", {**HOUSING_TO_CITY, "first_tier": "COUNTY"}, ends=True)
    applied(keeper, "WINDOW", {"code": "N17-FINISHED", "clause": "x"}, ends=True)

    assert RoutingEntry.objects.get(kind="SECTOR", category="01").ends_on == TODAY
    assert FilingWindow.objects.get(code="N17-FINISHED").revoked_on == TOMORROW
    assert [window.code for window in rules_on(TODAY).windows] == ["N17-FINISHED", "N17-UNFINISHED"]
    assert [window.code for window in rules_on(TOMORROW).windows] == ["N17-UNFINISHED"]


def state():
    return [list(model.objects.order_by("pk").values()) for model in (SectorScope, RoutingEntry, FilingWindow)]


def test_nothing_goes_live_without_its_rehearsal_twice_backwards_or_over_a_planned_row(keeper):
    rehearsal, before = proposes(keeper, "SCOPE", WATER_IN), state()
    with pytest.raises(TheRehearsalIsNotDone):
        apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=rehearsal.pk, at=AT)
    with pytest.raises(TheRuleDoesNotReachBack):
        proposes(keeper, "SCOPE", WATER_IN, starts_on=TODAY - timedelta(days=1))
    with pytest.raises(NothingToEnd):
        applied(keeper, "SCOPE", {**WATER_IN, "sector": "99"}, ends=True)
    late = rehearsed(keeper, "SCOPE", WATER_IN)
    with pytest.raises(TheRuleDoesNotReachBack):
        apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=late.pk, at=AT + timedelta(days=5))
    assert state() == before

    done = applied(keeper, "SCOPE", WATER_IN)
    before = state()
    with pytest.raises(TheRehearsalIsNotDone):
        apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=done.pk, at=AT)
    with pytest.raises(TheDayIsTaken):
        applied(keeper, "SCOPE", WATER_IN)
    with pytest.raises(TheCodeOfTheWindowIsTaken):
        applied(keeper, "WINDOW", {**WINDOW, "code": "N17-FINISHED"})
    assert state() == before


@pytest.mark.parametrize(("division", "role"), [("220000", Role.SUPPORT), ("220100", Role.ADMINISTRATOR)])
def test_rules_are_the_provinces_administrators_alone(division, role):
    somebody, before = an_official(division, role=role), state()

    with pytest.raises(ActsForNobody):
        propose_rule(
            by=somebody,
            authority=authority(division),
            change=Change(RuleFamily.SCOPE, WATER_IN, TOMORROW),
            reason="x",
            at=AT,
        )

    assert (state(), Rehearsal.objects.count()) == (before, 0)


def test_from_the_form_to_the_rehearsal_to_the_rule(browser_of, keeper):
    client = browser_of(keeper)
    day = day_of(now()) + timedelta(days=1)
    typed = {
        "sector": "07", "in_scope": "IN", "department": "", "clause": CLAUSE, "starts_on": day.isoformat(),
        "reason": "水利工程纳入",
    }  # fmt: skip

    answer = client.post(reverse("rule-new", args=["scope"]), typed)
    rehearsal = Rehearsal.objects.get()
    assert answer.url == reverse("rehearsal", args=[rehearsal.guid])
    assert "按此生效" not in client.get(answer.url).content.decode()
    rehearse_on(rehearsal_id=rehearsal.pk, at=now())
    page = client.get(answer.url).content.decode()
    assert "按此生效" in page
    assert "水利水电：纳入补录" in page

    client.post(reverse("rehearsal-decide", args=[rehearsal.guid]), {"action": "apply"})

    assert SectorScope.objects.get(sector="07", starts_on=day).in_scope
    rules = client.get(reverse("rules")).content.decode()
    assert "水利水电：纳入补录" in rules
    assert f"水利工程纳入（{CLAUSE}）" in rules


@pytest.mark.parametrize("slug", ["scope", "routing", "unit", "signatures", "window"])
def test_every_family_has_its_form_and_refuses_an_empty_one(browser_of, keeper, slug):
    client = browser_of(keeper)

    assert client.get(reverse("rule-new", args=[slug])).status_code == 200
    page = client.post(reverse("rule-new", args=[slug]), {"clause": ""})

    assert page.status_code == 200
    assert page.context["form"].errors["clause"]
    assert not Rehearsal.objects.exists()


def test_a_row_in_force_is_ended_from_its_page(browser_of, keeper):
    client = browser_of(keeper)
    row = SectorScope.objects.get(sector="07")
    day = day_of(now()) + timedelta(days=1)

    answer = client.post(
        reverse("rule-end", args=["scope", row.pk]), {"starts_on": day.isoformat(), "reason": "另有规定"}
    )
    rehearsal = Rehearsal.objects.get()
    rehearse_on(rehearsal_id=rehearsal.pk, at=now())
    client.post(reverse("rehearsal-decide", args=[rehearsal.guid]), {"action": "apply"})

    assert answer.url == reverse("rehearsal", args=[rehearsal.guid])
    row.refresh_from_db()
    assert row.ends_on == day - timedelta(days=1)
    assert client.get(reverse("rule-end", args=["scope", 999_999])).status_code == 404
    assert client.get(reverse("rule-new", args=["nothing"])).status_code == 404


def test_a_proposal_is_let_be(browser_of, keeper):
    rehearsal, before = rehearsed(keeper, "SCOPE", WATER_IN), state()

    browser_of(keeper).post(reverse("rehearsal-decide", args=[rehearsal.guid]), {"action": "drop"})

    rehearsal.refresh_from_db()
    assert (rehearsal.state, state()) == (RehearsalState.DROPPED, before)


def test_an_old_decision_is_explained_by_its_own_rules(browser_of, keeper):
    case = confirms(an_official("220102"), a_firm().files())
    applied(keeper, "SCOPE", WATER_IN)

    page = browser_of(keeper).get(reverse("rule-version", args=[case.rule_version])).content.decode()

    assert RuleVersion.objects.filter(version=case.rule_version).exists()
    assert "水利水电：暂不纳入，由水利主管部门确定" in page
    assert CLAUSE not in page


def test_pages_of_rules_are_not_for_others(browser_of):
    client = browser_of(an_official("220102"))
    for name, arguments in (("rules", []), ("rule-new", ["scope"])):
        assert client.get(reverse(name, args=arguments)).status_code == 403


def test_two_administrators_do_not_set_one_day_twice(keeper):
    one, other = rehearsed(keeper, "SCOPE", WATER_IN), rehearsed(keeper, "SCOPE", {**WATER_IN, "clause": "另一文件"})
    apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=one.pk, at=AT)

    with pytest.raises(set_rule.TheDayIsTaken):
        apply_rule(by=keeper, authority=authority("220000"), rehearsal_id=other.pk, at=AT)

    assert SectorScope.objects.get(sector="07", starts_on=TOMORROW).clause == CLAUSE
