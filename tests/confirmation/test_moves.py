"""Handing a case on, a second look below, taking a confirmation back, and signatures (R05, R06, R15, A-13)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

import confirmation.actions as cases
from accounts.rules import BusinessLine
from audit.context import Acting, SystemActor, context
from confirmation.actions.claim import NothingIsWaiting
from confirmation.actions.hand_on import TheUnitCannotTakeIt
from confirmation.actions.reverse import TheUpperTierComesFirst
from confirmation.models import Case, Decision, SignatureRule
from confirmation.policy import ItIsAnotherUnitsTurn, SomebodyElseHoldsIt, TheRecordHasMovedOn
from confirmation.queries.rules import rules_on
from confirmation.queries.units import Unit, units_for
from confirmation.rules.decisions import AReasonIsNeeded, OnePersonActsOnce
from confirmation.rules.states import NotAllowedNow, Status
from grading.actions import revoke
from grading.models import GradeEntry
from national import tasks
from national.models import Message
from projects.models import Project
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm, confirms, gate_now

pytestmark = pytest.mark.django_db
TABLES = ("confirmation_case", "confirmation_decision", "projects_project", "grading_gradeentry", "audit_event")
LATER = AT + timedelta(days=1)


def act(verb, official, case, *, at=AT, claim=True, note="见所附说明", **changes):
    """The official claims the case and acts on what he sees."""
    if claim:
        cases.claim(by=official, case_id=case.pk, at=at)
    case.refresh_from_db()
    given = {"by": official, "case_id": case.pk, "version_seen": case.version, "note": note, "address": None, "at": at}
    return verb(**{**given, **changes})


def grades_of(project):
    return {record.grade for record in records_of(Project.objects.get(pk=project.pk))}


def county(case):
    return confirms(an_official("220102"), case)


def a_project_at(grade, firm):
    """A project of the firm with its case of the grade: C or B."""
    case = county(firm.files())
    if grade == "C":
        return case
    return confirms(an_official("220100"), firm.applies_for_next_grade(case.project))


class TestHandOver:
    def test_a_case_goes_to_another_department_of_the_authority(self):
        official, case = an_official("220102"), a_firm().files()
        unit = Unit(an_authority("220102").pk, BusinessLine.QUALITY)

        case = act(cases.hand_over, official, case, to=unit, note="属监理业务")

        assert (case.status, case.business_line, case.holder) == (Status.WAITING, "QUALITY", None)
        decision = Decision.objects.get()
        assert (decision.action, decision.business_line, decision.to_line) == ("HANDOVER", "CONSTRUCTION", "QUALITY")
        assert "属监理业务" in case.route_reason
        with pytest.raises(ItIsAnotherUnitsTurn):
            cases.claim(by=official, case_id=case.pk, at=AT)
        other = an_official("220102", line=BusinessLine.QUALITY)
        assert confirms(other, case).status == Status.CONFIRMED

    def test_a_case_goes_to_a_neighbour_of_the_same_city_and_is_seen_there_alone(self):
        official, neighbour, case = an_official("220102"), an_official("220103"), a_firm().files()

        case = act(cases.hand_over, official, case, to=Unit(an_authority("220103").pk, "CONSTRUCTION"))

        seen = [Case.objects.visible_to(who, AT.date()).count() for who in (official, neighbour)]
        assert seen == [0, 1]
        assert confirms(neighbour, case).target_grade == "C"

    def test_nobody_hands_a_case_back_to_who_handed_it_on(self):
        official, neighbour, case = an_official("220102"), an_official("220103"), a_firm().files()
        home = Unit(an_authority("220102").pk, "CONSTRUCTION")
        case = act(cases.hand_over, official, case, to=Unit(an_authority("220103").pk, "CONSTRUCTION"))
        assert home not in units_for(case)
        cases.claim(by=neighbour, case_id=case.pk, at=AT)
        before = contents_of(*TABLES)

        with pytest.raises(TheUnitCannotTakeIt):
            act(cases.hand_over, neighbour, case, to=home, claim=False)

        assert contents_of(*TABLES) == before

    @pytest.mark.parametrize(
        "division",
        [
            pytest.param("220100", id="上级"),
            pytest.param("220202", id="另一市的县区"),
            pytest.param("220102", id="自己"),
        ],
    )
    def test_a_case_goes_to_no_other_unit(self, division):
        official, case = an_official("220102"), a_firm().files()
        cases.claim(by=official, case_id=case.pk, at=AT)
        before = contents_of(*TABLES)

        with pytest.raises(TheUnitCannotTakeIt):
            act(cases.hand_over, official, case, to=Unit(an_authority(division).pk, "CONSTRUCTION"), claim=False)

        assert contents_of(*TABLES) == before

    def test_what_was_signed_before_a_hand_over_stays_and_counts_no_more(self):
        first, second, case = an_official("220102"), an_official("220102"), a_firm().files()
        two_sign("220102")
        assert confirms(first, case).status == Status.SIGNED
        case = act(cases.hand_over, second, case, to=Unit(an_authority("220102").pk, "QUALITY"))
        back = an_official("220102", line=BusinessLine.QUALITY)

        case = confirms(back, case)

        assert case.status == Status.SIGNED
        assert list(Decision.objects.order_by("pk").values_list("action", flat=True)) == ["SIGN", "HANDOVER", "SIGN"]


def two_sign(division, count=2, **narrow):
    with transaction.atomic(), context(Acting.system(SystemActor.TEST), action="test"):
        SignatureRule.objects.create(authority=an_authority(division), count=count, starts_on=AT.date(), **narrow)


class TestSignatures:
    def test_three_persons_sign_in_order_and_the_third_confirms(self):
        two_sign("220102", count=3)
        officials, case = [an_official("220102") for _ in range(3)], a_firm().files()

        states = [confirms(official, case).status for official in officials]

        assert states == [Status.SIGNED, Status.SIGNED, Status.CONFIRMED]
        assert list(Decision.objects.order_by("pk").values_list("signature_order", flat=True)) == [1, 2, 3]

    def test_nobody_signs_twice(self):
        two_sign("220102")
        official, case = an_official("220102"), a_firm().files()
        confirms(official, case)
        before = contents_of(*TABLES)

        with pytest.raises(OnePersonActsOnce):
            confirms(official, case)

        assert contents_of(*TABLES) == before

    def test_a_return_voids_the_signatures_and_keeps_them(self):
        two_sign("220102")
        first, second, firm = an_official("220102"), an_official("220102"), a_firm()
        case = firm.files()
        confirms(first, case)
        act(cases.return_for_correction, second, case)
        again = firm.submits(Project.objects.get(pk=case.project_id))

        assert confirms(first, again).status == Status.SIGNED
        assert confirms(second, again).status == Status.CONFIRMED
        assert Decision.objects.filter(action="SIGN").count() == 2

    @pytest.mark.parametrize(
        ("rules", "needed"),
        [
            ([{}], 2),
            ([{"business_line": "QUALITY"}], 1),
            ([{"sector": "02"}], 1),
            ([{"sector": "01"}], 2),
            ([{"count": 3}, {"business_line": "CONSTRUCTION"}], 2),
            ([{"count": 1}, {"sector": "01", "count": 3}, {"business_line": "CONSTRUCTION"}], 3),
        ],
    )
    def test_the_narrowest_rule_of_the_unit_decides(self, rules, needed):
        for rule in rules:
            two_sign("220102", **{"count": 2, **rule})
        case = a_firm().files()

        states = [confirms(an_official("220102"), case).status for _ in range(needed)]

        assert states == [Status.SIGNED] * (needed - 1) + [Status.CONFIRMED]


class TestSecondLookBelow:
    def test_the_city_sends_an_application_down_and_the_county_reports_up(self):
        firm, city = a_firm(), an_official("220100")
        case = firm.applies_for_next_grade(a_project_at("C", firm).project)

        case = act(cases.return_to_lower, city, case, note="请复核竣工面积")

        assert (case.status, case.authority, case.tier) == (Status.LOWERED, an_authority("220102"), "COUNTY")
        assert case.sent_down_by == an_authority("220100")
        case = act(cases.report_up, an_official("220102"), case, note="已实地核查，面积属实")
        assert (case.status, case.authority, case.tier) == (Status.WAITING, an_authority("220100"), "CITY")
        assert case.sent_down_by is None
        assert confirms(city, case).status == Status.CONFIRMED
        assert grades_of(case.project) == {"B"}

    def test_the_county_can_return_it_to_the_firm_and_the_next_submission_goes_up(self):
        firm, city = a_firm(), an_official("220100")
        case = firm.applies_for_next_grade(a_project_at("C", firm).project)
        act(cases.return_to_lower, city, case)

        case = act(cases.return_for_correction, an_official("220102"), case)

        assert (case.status, case.sent_down_by) == (Status.RETURNED, None)
        assert firm.applies_for_next_grade(case.project).authority == an_authority("220100")
        assert grades_of(case.project) == {"C"}

    def test_the_county_neither_confirms_nor_refuses_what_lies_there_for_a_second_look(self):
        firm, city, official = a_firm(), an_official("220100"), an_official("220102")
        case = firm.applies_for_next_grade(a_project_at("C", firm).project)
        act(cases.return_to_lower, city, case)
        cases.claim(by=official, case_id=case.pk, at=AT)
        before = contents_of(*TABLES)

        with pytest.raises(NotAllowedNow):
            confirms(official, case, claim=False)
        with pytest.raises(NotAllowedNow):
            act(cases.refuse, official, case, claim=False)

        assert contents_of(*TABLES) == before

    def test_a_backfill_has_nothing_below(self):
        official, case = an_official("220102"), a_firm().files()
        cases.claim(by=official, case_id=case.pk, at=AT)
        before = contents_of(*TABLES)

        with pytest.raises(NotAllowedNow):
            act(cases.return_to_lower, official, case, claim=False)

        assert contents_of(*TABLES) == before


class TestTakingBack:
    def test_a_county_takes_its_confirmation_back_and_the_project_disappears(self, national_platform):
        case = a_project_at("C", a_firm())
        tasks.drain()

        case = act(cases.reverse, an_official("220102"), case, claim=False, note="原件系伪造", at=LATER)

        project = Project.objects.get(pk=case.project_id)
        assert (case.status, grades_of(project), project.published) == (Status.REVERSED, {"D"}, False)
        assert (project.check_authority, project.check_person, project.confirmed_at) == (None, None, None)
        assert project.number != ""
        assert not Project.objects.published().exists()
        newest = GradeEntry.objects.filter(record_guid=project.row_guid).latest("pk")
        assert (newest.old_grade, newest.new_grade, newest.case_number) == ("C", "D", case.number)
        assert [message.update_flag for message in Message.objects.order_by("version")] == ["U", "D"]

    def test_what_was_never_told_nationally_is_not_withdrawn_there(self):
        late = AT.replace(year=2026)
        case = confirms(an_official("220102"), a_firm().files(at=late), at=late)
        assert not Message.objects.exists()

        act(cases.reverse, an_official("220102"), case, claim=False, at=late)

        assert not Message.objects.exists()

    def test_the_firm_corrects_it_and_the_next_confirmation_is_its_first(self):
        firm = a_firm()
        case = act(cases.reverse, an_official("220102"), a_project_at("C", firm), claim=False)
        project = Project.objects.get(pk=case.project_id)
        number, late = project.number, AT.replace(year=2026)

        again = confirms(an_official("220102"), firm.submits(project, at=late), at=late)

        project.refresh_from_db()
        assert (again.pk, again.status, project.grade, project.number) == (case.pk, Status.CONFIRMED, "C", number)
        assert gate_now(project, records_of(project), late.date(), rules_on(late.date()).windows).is_open is False

    def test_the_city_takes_b_back_and_the_counties_c_stands_again(self):
        official, firm = an_official("220102"), a_firm()
        first = confirms(official, firm.files())
        case = confirms(an_official("220100"), firm.applies_for_next_grade(first.project))

        act(cases.reverse, an_official("220100"), case, claim=False)

        project = Project.objects.get(pk=case.project_id)
        assert (grades_of(project), project.published) == ({"C"}, True)
        assert (project.check_authority, project.check_person) == (an_authority("220102"), official)
        assert project.confirmed_at == AT

    def test_the_upper_tier_comes_first(self):
        firm, official = a_firm(), an_official("220102")
        first = county(firm.files())
        confirms(an_official("220100"), firm.applies_for_next_grade(first.project))
        before = contents_of(*TABLES)

        with pytest.raises(TheUpperTierComesFirst, match="须先由上级撤销"):
            act(cases.reverse, official, first, claim=False)

        assert contents_of(*TABLES) == before

    def test_the_database_refuses_a_fall_that_is_not_of_the_tier(self):
        project = a_project_at("B", a_firm()).project
        before = contents_of(*TABLES)

        with pytest.raises(ProgrammingError, match="not a grade of this tier"), transaction.atomic():
            revoke(
                record=Project.objects.get(pk=project.pk),
                project=project,
                authority=an_authority("220102"),
                by=an_official("220102"),
                case_number="1",
                rule_version="1",
                at=AT,
            )

        assert contents_of(*TABLES) == before

    def test_two_persons_take_back_where_two_sign(self):
        two_sign("220102")
        first, second, case = an_official("220102"), an_official("220102"), a_firm().files()
        confirms(first, case)
        case = confirms(second, case)

        case = act(cases.reverse, first, case, claim=False, note="疑为重复")

        assert (case.status, grades_of(case.project)) == (Status.REVERSING, {"C"})
        with pytest.raises(OnePersonActsOnce):
            cases.claim(by=first, case_id=case.pk, at=AT)
        case = act(cases.reverse, second, case)
        assert (case.status, grades_of(case.project)) == (Status.REVERSED, {"D"})

    def test_the_second_person_can_leave_it_as_it_was(self):
        two_sign("220102")
        first, second, case = an_official("220102"), an_official("220102"), a_firm().files()
        confirms(first, case)
        case = act(cases.reverse, first, confirms(second, case), claim=False)

        case = act(cases.uphold, second, case, note="核对无误")

        assert (case.status, grades_of(case.project)) == (Status.CONFIRMED, {"C"})

    @pytest.mark.parametrize(
        ("who", "changes", "refusal"),
        [
            pytest.param("220102", {"note": " "}, AReasonIsNeeded, id="没有理由"),
            pytest.param("220102", {"version_seen": 1}, TheRecordHasMovedOn, id="旧版本"),
            pytest.param("220103", {}, ItIsAnotherUnitsTurn, id="外地"),
            pytest.param("220100", {}, ItIsAnotherUnitsTurn, id="上级"),
        ],
    )
    def test_whoever_may_not_takes_nothing_back(self, who, changes, refusal):
        case, official = a_project_at("C", a_firm()), an_official(who)
        before = contents_of(*TABLES)

        with pytest.raises(refusal):
            act(cases.reverse, official, case, claim=False, **changes)

        assert contents_of(*TABLES) == before


VERBS = [cases.hand_over, cases.return_to_lower, cases.report_up, cases.uphold]


@pytest.mark.parametrize("verb", VERBS, ids=[verb.__name__ for verb in VERBS])
def test_nobody_acts_on_a_case_that_he_does_not_hold(verb):
    firm = a_firm()
    case = firm.applies_for_next_grade(a_project_at("C", firm).project)
    official = an_official("220100")
    changes = {"to": Unit(an_authority("220100").pk, "QUALITY")} if verb is cases.hand_over else {}
    before = contents_of(*TABLES)

    with pytest.raises((SomebodyElseHoldsIt, NotAllowedNow)):
        act(verb, official, case, claim=False, **changes)

    assert contents_of(*TABLES) == before


def test_the_next_case_is_none_that_the_person_has_signed_until_a_second_look_voids_the_signature():
    two_sign("220100")
    first, second, firm = an_official("220100"), an_official("220100"), a_firm()
    case = firm.applies_for_next_grade(a_project_at("C", firm).project)
    confirms(first, case)
    with pytest.raises(NothingIsWaiting):
        cases.claim_next(by=first, at=AT)
    act(cases.return_to_lower, second, case)

    act(cases.report_up, an_official("220102"), case)

    assert cases.claim_next(by=first, at=AT) == case
    assert confirms(first, case, claim=False).status == Status.SIGNED


def test_the_next_case_is_no_reversal_that_the_person_proposed():
    two_sign("220102")
    first, second, case = an_official("220102"), an_official("220102"), a_firm().files()
    confirms(first, case)
    act(cases.reverse, first, confirms(second, case), claim=False)

    with pytest.raises(NothingIsWaiting):
        cases.claim_next(by=first, at=AT)

    assert cases.claim_next(by=second, at=AT) == case
