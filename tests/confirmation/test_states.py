"""The states of a case: one table, the same in the code and in the database; and a machine that tries everything."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import confirmation.actions as cases
from audit.context import Acting, SystemActor, context
from audit.models import Event
from audit.verify import _table_difference, _version_gap, ledgered_tables
from confirmation.actions.open import AnotherCaseIsOpen
from confirmation.actions.withdraw import AnOfficialIsAtWork
from confirmation.models import Case, Decision, Submission
from confirmation.policy import ItIsAnotherUnitsTurn, SomebodyElseHoldsIt
from confirmation.rules.decisions import OnePersonActsOnce
from confirmation.rules.states import (
    DECIDED,
    MOVES,
    UNFINISHED,
    WITH_AUTHORITY,
    WITH_ENTERPRISE,
    Action,
    Actor,
    CaseKind,
    NotAllowedNow,
    Status,
    move,
)
from grading.models import GradeEntry
from grading.rules.grades import GradesAreGivenTierByTier
from national import tasks
from projects.models import Project
from projects.queries import records_of
from tests.audit.support import contents_of
from tests.factories import AT, an_authority, an_official
from tests.world import a_firm, confirms

BACK = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN, Status.REFUSED, Status.REVERSED)
WEIGHED = (Status.WAITING, Status.SIGNED)
HELD = (*WEIGHED, Status.LOWERED, Status.REVERSING)
TABLE = {
    **{(status, Action.SUBMIT): Status.WAITING for status in BACK},
    (Status.WAITING, Action.WITHDRAW): Status.WITHDRAWN,
    **{(status, action): status for status in HELD for action in (Action.CLAIM, Action.RELEASE)},
    **{
        (status, action): after
        for status in WEIGHED
        for action, after in (
            (Action.SIGN, Status.SIGNED),
            (Action.CONFIRM, Status.CONFIRMED),
            (Action.RETURN, Status.RETURNED),
            (Action.REFUSE, Status.REFUSED),
            (Action.HAND_OVER, Status.WAITING),
            (Action.LOWER, Status.LOWERED),
        )
    },
    (Status.LOWERED, Action.REPORT): Status.WAITING,
    (Status.LOWERED, Action.RETURN): Status.RETURNED,
    (Status.CONFIRMED, Action.PROPOSE): Status.REVERSING,
    (Status.CONFIRMED, Action.REVERSE): Status.REVERSED,
    (Status.REVERSING, Action.REVERSE): Status.REVERSED,
    (Status.REVERSING, Action.UPHOLD): Status.CONFIRMED,
}
# A second look by the tier below is for applications for a higher grade alone.
OF_UPGRADES = {Action.LOWER, Action.REPORT}


def ways(kind):
    return {
        (start, action): after
        for (start, action), after in TABLE.items()
        if action not in OF_UPGRADES or kind == CaseKind.UPGRADE
    }


@pytest.mark.parametrize("action", Action, ids=[action.label for action in Action])
@pytest.mark.parametrize("status", Status, ids=[status.label for status in Status])
@pytest.mark.parametrize("kind", [CaseKind.PROJECT_BACKFILL, CaseKind.UPGRADE])
def test_every_action_in_every_state_is_in_the_table_or_refused(kind, status, action):
    expected = ways(kind).get((status, action))
    if expected is not None:
        assert move(status, action, kind).next == expected
    else:
        with pytest.raises(NotAllowedNow, match=f"该办件现为“{status.label}”，不能{action.label}"):
            move(status, action, kind)


def test_each_action_is_one_sides_alone():
    sides = {action: {row.actor for row in MOVES if row.action is action} for action in Action}

    ours = {Action.SUBMIT, Action.WITHDRAW}
    assert sides == {action: {Actor.ENTERPRISE if action in ours else Actor.REVIEWER} for action in Action}
    assert set(HELD) == WITH_AUTHORITY
    assert set(BACK) == WITH_ENTERPRISE
    assert {Status.DRAFT, Status.RETURNED, *HELD} == UNFINISHED
    assert {Status.RETURNED, Status.REFUSED, Status.CONFIRMED, Status.REVERSED} == DECIDED


def as_test():
    return context(Acting.system(SystemActor.TEST), action="test")


class Accepted(Exception):
    """Takes an accepted change back to its savepoint."""


def below(status):
    """What a lowered case has besides its status."""
    return {"status": status, "sent_down_by": an_authority("220100") if status == Status.LOWERED else None}


@pytest.mark.django_db
@pytest.mark.parametrize("before", Status, ids=[status.label for status in Status])
@pytest.mark.parametrize("kind", [CaseKind.STAGE_BACKFILL, CaseKind.UPGRADE])
def test_the_database_knows_the_same_table(kind, before):
    case = a_firm().files()
    with transaction.atomic(), as_test(), pgtrigger.ignore("confirmation.Case:case_moves_along_the_table"):
        Case.objects.filter(pk=case.pk).update(kind=kind, **below(before))
    version = Case.objects.get(pk=case.pk).version
    rows = contents_of("confirmation_case", "audit_event")

    def accepts(after, step):
        try:
            with transaction.atomic(), as_test():
                Case.objects.filter(pk=case.pk).update(version=version + step, **below(after))
                raise Accepted
        except IntegrityError:
            return False
        except Accepted:
            return True
        finally:
            assert contents_of("confirmation_case", "audit_event") == rows

    allowed = {after for after in Status if accepts(after, 1)}
    assert allowed == {after for (start, _), after in ways(kind).items() if start == before} | {before}
    assert {after for after in Status if after != before and accepts(after, 0)} == set()
    assert {after for after in Status if after != before and accepts(after, 2)} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_a_case_begins_as_a_draft(status):
    case = a_firm().files()
    columns = [field.column for field in Case._meta.concrete_fields if field.column not in ("id", "status", "number")]
    before = contents_of("confirmation_case", "audit_event")

    statement = (
        f"INSERT INTO confirmation_case (status, number, {', '.join(columns)})"
        f" SELECT %s, 'x', {', '.join(columns)} FROM confirmation_case WHERE id = %s"
    )
    with (
        pytest.raises(IntegrityError, match="begins as a draft"),
        transaction.atomic(),
        as_test(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [status, case.pk])

    assert contents_of("confirmation_case", "audit_event") == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"authority": None}, "submitted_case_lies_somewhere"),
        ({"number": None}, "submitted_case_lies_somewhere"),
        ({"tier": ""}, "submitted_case_lies_somewhere"),
        ({"submitted_at": None}, "submitted_case_lies_somewhere"),
        ({"held_until": AT}, "only_a_waiting_case_is_held"),
        ({"sent_down_by": 1}, "lowered_case_goes_up_again"),
    ],
)
def test_a_waiting_case_that_cannot_be_true_is_refused(change, guard):
    case = a_firm().files()
    before = contents_of("confirmation_case", "audit_event")

    with pytest.raises(IntegrityError, match=guard), transaction.atomic(), as_test():
        Case.objects.filter(pk=case.pk).update(**change)

    assert contents_of("confirmation_case", "audit_event") == before


class Road(RuleBasedStateMachine):
    """One project on its road, any action by anybody at any moment, against a model of a few lines."""

    @initialize(city_first=st.booleans())
    def begin(self, city_first):
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # the actions are durable: they accept a test's transaction alone
        self.undo.__enter__()
        self.at, self.firm = AT, a_firm()
        sector = {"sector": "08", "purpose": "700"} if city_first else {}
        self.project = self.firm.fills_in(**sector)
        self.officials = [
            (tier, an_official(division))
            for tier, division in (("COUNTY", "220102"), ("CITY", "220100"), ("PROVINCE", "220000"))
            for _ in range(2 if tier != "PROVINCE" else 3)
        ]
        self.officials.append(("OTHER", an_official("220103")))
        self.first_tier = "CITY" if city_first else "COUNTY"
        self.grade, self.status, self.kind, self.tier = "D", None, "PROJECT_BACKFILL", None
        self.holder = self.held_until = None
        self.signed, self.acted, self.shown = set(), {}, False
        self.submissions = self.decisions = 0
        self.case_id = None

    def teardown(self):
        if not hasattr(self, "undo"):
            return
        assert _version_gap() is None
        for table, (key, omitted) in ledgered_tables().items():
            if table.startswith(("confirmation_", "projects_", "grading_")):
                assert _table_difference(table, key, omitted) == ""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tries(self, expected, act):
        """Do it; a refusal is of the expected kind and leaves no trace."""
        before = Event.objects.latest("pk").pk
        if expected is None:
            return act()
        with pytest.raises(expected):
            act()
        assert Event.objects.latest("pk").pk == before
        return None

    def holding(self):
        return self.holder if self.held_until is not None and self.held_until > self.at else None

    def lies_with_authority(self):
        return self.status in WITH_AUTHORITY

    @rule(minutes=st.sampled_from([1, 10, 29, 30, 31, 90]))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)

    @rule()
    def national_platform_receives(self):
        tasks.drain()
        self.shown = self.shown or self.grade != "D"

    @rule()
    def submit(self):
        open_elsewhere = self.lies_with_authority() or self.grade != "D"
        expected = (NotAllowedNow, AnotherCaseIsOpen) if open_elsewhere else None
        case = self.tries(expected, lambda: self.firm.submits(self.project, at=self.at))
        if case:
            self.sent(case, "PROJECT_BACKFILL", self.first_tier)

    @rule(purpose=st.sampled_from(["", "建筑工程施工总承包一级"]))
    def apply_for_the_next_grade(self, purpose):
        next_tier = {"C": "CITY", "B": "PROVINCE"}.get(self.grade)
        expected = None
        if next_tier is None or (next_tier == "PROVINCE" and (not self.shown or not purpose)):
            expected = GradesAreGivenTierByTier
        elif self.lies_with_authority():
            expected = AnotherCaseIsOpen
        act = lambda: self.firm.applies_for_next_grade(self.project, at=self.at, purpose=purpose)  # noqa: E731
        case = self.tries(expected, act)
        if case:
            self.sent(case, "UPGRADE", next_tier)

    def sent(self, case, kind, tier):
        self.case_id, self.kind, self.tier, self.status = case.pk, kind, tier, Status.WAITING
        self.signed = set()
        self.submissions += 1

    @rule()
    def withdraw(self):
        if self.case_id is None:
            return
        expected = None
        if self.status != Status.WAITING:
            expected = NotAllowedNow
        elif self.holding():
            expected = AnOfficialIsAtWork
        case = self.tries(
            expected,
            lambda: cases.withdraw(
                by=self.firm.user, enterprise=self.firm.enterprise, case_id=self.case_id, at=self.at
            ),
        )
        if case:
            self.status, self.holder, self.held_until = Status.WITHDRAWN, None, None

    @rule(who=st.integers(0, 7))
    def claim(self, who):
        if self.case_id is None:
            return
        tier, official = self.officials[who]
        expected = None
        if not self.lies_with_authority():
            expected = NotAllowedNow
        elif tier != self.tier:
            expected = ItIsAnotherUnitsTurn
        elif self.holding() not in (None, official):
            expected = SomebodyElseHoldsIt
        case = self.tries(expected, lambda: cases.claim(by=official, case_id=self.case_id, at=self.at))
        if case:
            self.holder, self.held_until = official, self.at + timedelta(minutes=30)

    @rule(who=st.integers(0, 7))
    def release(self, who):
        if self.case_id is None:
            return
        official = self.officials[who][1]
        expected = None if self.lies_with_authority() and self.holding() == official else SomebodyElseHoldsIt
        case = self.tries(expected, lambda: cases.release(by=official, case_id=self.case_id, at=self.at))
        if case:
            self.holder = self.held_until = None

    def refusal_of_a_decision(self, tier, official):
        if tier != self.tier:
            return ItIsAnotherUnitsTurn
        if not self.lies_with_authority():
            return NotAllowedNow
        if self.holding() != official:
            return SomebodyElseHoldsIt
        return None

    @rule(who=st.integers(0, 7), act=st.sampled_from(["return", "refuse"]))
    def send_back(self, who, act):
        if self.case_id is None:
            return
        tier, official = self.officials[who]
        verb, after = {
            "return": (cases.return_for_correction, Status.RETURNED),
            "refuse": (cases.refuse, Status.REFUSED),
        }[act]
        version = Case.objects.get(pk=self.case_id).version
        case = self.tries(
            self.refusal_of_a_decision(tier, official),
            lambda: verb(
                by=official, case_id=self.case_id, version_seen=version, note="缺页", address=None, at=self.at
            ),
        )
        if case:
            self.decided(official, after)

    @rule(who=st.integers(0, 7), claims=st.booleans())
    def confirm(self, who, claims):
        if self.case_id is None:
            return
        if claims:
            self.claim(who)
        tier, official = self.officials[who]
        expected = self.refusal_of_a_decision(tier, official)
        if expected is None and (official in self.signed or self.acted.get(official, tier) != tier):
            expected = OnePersonActsOnce
        case = Case.objects.get(pk=self.case_id)
        if self.tries(expected, lambda: confirms(official, case, at=self.at, claim=False)):
            if tier == "PROVINCE" and not self.signed:
                self.signed.add(official)
                self.decided(official, Status.SIGNED)
            else:
                self.grade = {"COUNTY": "C", "CITY": "B", "PROVINCE": "A"}[tier]
                self.decided(official, Status.CONFIRMED)

    def decided(self, official, after):
        self.acted[official] = self.tier
        self.status, self.holder, self.held_until = after, None, None
        self.decisions += 1

    @invariant()
    def every_record_has_the_grade_of_the_highest_confirmation_and_shows_only_then(self):
        if not hasattr(self, "project"):
            return
        records = records_of(Project.objects.get(pk=self.project.pk))
        assert [record.grade for record in records] == [self.grade] * 3
        assert {record.published for record in records} == {self.grade != "D"}
        assert Project.objects.published().count() == (self.grade != "D")
        newest = GradeEntry.objects.filter(project_guid=self.project.row_guid).order_by("pk").last()
        assert (newest.new_grade if newest else "D") == self.grade

    @invariant()
    def the_case_is_where_the_model_has_it(self):
        if getattr(self, "case_id", None) is None:
            return
        case = Case.objects.select_related("authority").get(pk=self.case_id)
        assert (case.status, case.kind, case.tier) == (self.status, self.kind, self.tier)
        assert case.holder_at(self.at) == self.holding()
        assert Submission.objects.count() == self.submissions
        assert Decision.objects.count() == self.decisions

    @invariant()
    def exactly_one_queue_holds_a_waiting_case(self):
        if getattr(self, "case_id", None) is None:
            return
        homes = {"COUNTY": "220102", "CITY": "220100", "PROVINCE": "220000"}
        waits_at = [
            division
            for division in (*homes.values(), "220103")
            if Case.objects.filter(authority__division_id=division, status__in=WITH_AUTHORITY, pk=self.case_id).exists()
        ]
        assert waits_at == ([homes[self.tier]] if self.lies_with_authority() else [])


@pytest.mark.django_db
@pytest.mark.prove
def test_whatever_anybody_does_in_whatever_order_the_rules_hold(national_platform, full_size):
    run_state_machine_as_test(
        Road,
        settings=settings(
            max_examples=2000 if full_size else 200,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],  # a failing road is printed as it was found: shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
