"""The states of a case: one table, the same in the code and in the database; and a machine that tries everything."""

from datetime import timedelta

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import confirmation.actions as cases
from audit.context import Acting, SystemActor, context
from audit.crew import alone
from audit.models import Event
from audit.verify import _version_gap
from audit.verify_tables import TablesCheck, ledgered_tables
from confirmation.actions.hand_on import TheUnitCannotTakeIt
from confirmation.actions.open import AnotherCaseIsOpen
from confirmation.actions.withdraw import AnOfficialIsAtWork
from confirmation.models import Case, Decision, Submission
from confirmation.policy import ItIsAnotherUnitsTurn, SomebodyElseHoldsIt
from confirmation.queries.units import Unit
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


TIERS = {"220102": "COUNTY", "220103": "COUNTY", "220100": "CITY", "220000": "PROVINCE"}
GRADES = {"COUNTY": "C", "CITY": "B", "PROVINCE": "A"}
# The first eight are anybody, the others those whose turn it is: else few roads would lead far.
WHO = st.integers(0, 23)


def newest_event():
    return Event.objects.order_by("-pk").values_list("pk", flat=True)[0]


class Ground(RuleBasedStateMachine):
    """What every road stands on: a transaction, a ledger that a refusal leaves alone, and what always holds."""

    looked_at = None  # the event since which no row has changed, and no grade needs another look

    @property
    def grade(self):
        return self.grades[-1]

    def holding(self):
        return self.holder if self.held_until is not None and self.held_until > self.at else None

    def somebody(self, who):
        in_turn = [pair for pair in self.officials if pair[0] == self.place]
        return self.officials[who] if who < len(self.officials) else in_turn[who % len(in_turn)]

    def lies_with_authority(self):
        return self.status in WITH_AUTHORITY

    def may(self, action):
        return (Status(self.status), action) in ways(self.kind)

    def opens(self):
        """A transaction that is taken back at the end of the road."""
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # the actions are durable: they accept a test's transaction alone
        self.undo.__enter__()

    def teardown(self):
        if not hasattr(self, "undo"):
            return
        assert _version_gap() is None
        ours = ("confirmation_", "projects_", "grading_")
        tables = {table: columns for table, columns in ledgered_tables().items() if table.startswith(ours)}
        assert TablesCheck(alone, tables).first_broken() == (len(tables), None)
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def tries(self, expected, act):
        """Do it; a refusal is of the expected kind and leaves no trace."""
        if expected is None:
            return act()
        before = newest_event()
        with pytest.raises(expected):
            act()
        assert newest_event() == before
        return None

    def acts(self, verb, official, **given):
        seen = {"case_id": self.case_id, "version_seen": Case.objects.get(pk=self.case_id).version}
        return verb(by=official, note="缺页", address=None, at=self.at, **seen, **given)

    @invariant()
    def every_record_has_the_grade_of_the_model_and_shows_only_then(self):
        if not hasattr(self, "project") or self.looked_at == newest_event():
            return
        self.looked_at = newest_event()
        stages = (Project.objects.filter(pk=self.project.pk), self.project.permits, self.project.completions)
        found = [pair for rows in stages for pair in rows.values_list("grade", "published")]
        assert found == [(self.grade, self.grade != "D")] * 3
        assert Project.objects.published().count() == (self.grade != "D")
        newest = GradeEntry.objects.filter(project_guid=self.project.row_guid).order_by("pk").last()
        assert (newest.new_grade if newest else "D") == self.grade

    @invariant()
    def the_case_is_where_the_model_has_it(self):
        if getattr(self, "case_id", None) is None:
            return
        case = Case.objects.select_related("authority").get(pk=self.case_id)
        assert (case.status, case.kind, case.tier) == (self.status, self.kind, TIERS[self.place])
        assert case.authority.division_id == self.place
        assert case.holder_at(self.at) == self.holding()
        assert Submission.objects.count() == self.submissions
        assert Decision.objects.count() == self.decisions


class Road(Ground):
    """One project on its road, any action by anybody at any moment, against this model (P7)."""

    @initialize(city_first=st.booleans(), far=st.integers(0, 7), who=st.integers(8, 23))
    def begin(self, city_first, far, who):
        self.opens()
        self.at = AT
        # The national platform forgets nothing at the end of a road: each has a project of its own.
        self.project = self.firm.fills_in(**({"sector": "08", "purpose": "700"} if city_first else {}))
        self.first = "220100" if city_first else "220102"
        self.case_id = self.status = self.kind = self.place = self.holder = self.held_until = None
        self.signed, self.proposer, self.above, self.handed = [], None, None, set()
        self.grades, self.given_at = ["D"], {}  # every grade the project climbed through, and who gave the one it has
        self.shown, self.submissions, self.decisions = False, 0, 0
        for step in range(far):
            self.goes_on(who + step)

    @rule(minutes=st.sampled_from([1, 10, 29, 30, 31, 90]))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)

    @rule()
    def national_platform_receives(self):
        tasks.drain()
        self.shown = self.grade != "D"

    @rule()
    def submit(self):
        open_elsewhere = self.lies_with_authority() or self.grade != "D"
        expected = (NotAllowedNow, AnotherCaseIsOpen) if open_elsewhere else None
        case = self.tries(expected, lambda: self.firm.submits(self.project, at=self.at))
        if case:
            self.sent(case, "PROJECT_BACKFILL", self.first)

    @rule(purpose=st.sampled_from(["", "建筑工程施工总承包一级"]))
    def apply_for_the_next_grade(self, purpose):
        place = {"C": "220100", "B": "220000"}.get(self.grade)
        expected = None
        if place is None or (place == "220000" and (not self.shown or not purpose)):
            expected = GradesAreGivenTierByTier
        elif self.lies_with_authority():
            expected = AnotherCaseIsOpen
        act = lambda: self.firm.applies_for_next_grade(self.project, at=self.at, purpose=purpose)  # noqa: E731
        case = self.tries(expected, act)
        if case:
            self.sent(case, "UPGRADE", place)

    @rule(who=st.integers(8, 23))
    def goes_on(self, who):
        """What would come next if all went well."""
        if self.lies_with_authority():
            self.confirm(who, claims=True)
        elif self.grade == "D":
            self.submit()
        else:
            self.national_platform_receives()
            self.apply_for_the_next_grade("建筑工程施工总承包一级")

    def sent(self, case, kind, place):
        self.case_id, self.kind, self.place, self.status = case.pk, kind, place, Status.WAITING
        self.signed, self.above, self.handed = [], None, set()
        self.submissions += 1

    @precondition(lambda self: self.case_id is not None)
    @rule()
    def withdraw(self):
        expected = None
        if not self.may(Action.WITHDRAW):
            expected = NotAllowedNow
        elif self.holding():
            expected = AnOfficialIsAtWork
        enterprise = self.firm.enterprise
        act = lambda: cases.withdraw(by=self.firm.user, enterprise=enterprise, case_id=self.case_id, at=self.at)  # noqa: E731
        if self.tries(expected, act):
            self.status, self.holder, self.held_until = Status.WITHDRAWN, None, None

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO)
    def claim(self, who):
        place, official = self.somebody(who)
        expected = None
        if not self.lies_with_authority():
            expected = NotAllowedNow
        elif place != self.place:
            expected = ItIsAnotherUnitsTurn
        elif self.holding() not in (None, official):
            expected = SomebodyElseHoldsIt
        elif official in ([self.proposer] if self.status == Status.REVERSING else self.signed):
            expected = OnePersonActsOnce
        if self.tries(expected, lambda: cases.claim(by=official, case_id=self.case_id, at=self.at)):
            self.holder, self.held_until = official, self.at + timedelta(minutes=30)

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO)
    def release(self, who):
        official = self.somebody(who)[1]
        expected = None if self.lies_with_authority() and self.holding() == official else SomebodyElseHoldsIt
        if self.tries(expected, lambda: cases.release(by=official, case_id=self.case_id, at=self.at)):
            self.holder = self.held_until = None

    def refusal(self, place, official, action):
        if place != self.place:
            return ItIsAnotherUnitsTurn
        if not self.may(action):
            return NotAllowedNow
        return None if self.holding() == official else SomebodyElseHoldsIt

    def decided(self, action, place=None):
        self.status = ways(self.kind)[Status(self.status), action]
        self.place, self.holder, self.held_until = place or self.place, None, None
        self.decisions += 1

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans(), action=st.sampled_from([Action.RETURN, Action.REFUSE]))
    def send_back(self, who, claims, action):
        if claims:
            self.claim(who)
        verb = {Action.RETURN: cases.return_for_correction, Action.REFUSE: cases.refuse}[action]
        place, official = self.somebody(who)
        if self.tries(self.refusal(place, official, action), lambda: self.acts(verb, official)):
            self.decided(action)

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans(), to=st.sampled_from(list(TIERS)))
    def hand_over(self, who, claims, to):
        if claims:
            self.claim(who)
        place, official = self.somebody(who)
        expected = self.refusal(place, official, Action.HAND_OVER)
        if expected is None and not (TIERS[to] == TIERS[place] == "COUNTY" and to != place and to not in self.handed):
            expected = TheUnitCannotTakeIt
        unit = Unit(an_authority(to).pk, "CONSTRUCTION")
        if self.tries(expected, lambda: self.acts(cases.hand_over, official, to=unit)):
            self.handed.add(place)
            self.signed = []
            self.decided(Action.HAND_OVER, to)

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans())
    def send_down(self, who, claims):
        if claims:
            self.claim(who)
        place, official = self.somebody(who)
        expected = self.refusal(place, official, Action.LOWER)
        if self.tries(expected, lambda: self.acts(cases.return_to_lower, official)):
            self.above, self.signed = place, []
            self.decided(Action.LOWER, self.given_at[self.grade])

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans())
    def confirm(self, who, claims):
        if claims:
            self.claim(who)
        place, official = self.somebody(who)
        last = TIERS[place] != "PROVINCE" or bool(self.signed)
        expected = self.refusal(place, official, Action.CONFIRM)
        if place == self.place and self.may(Action.CONFIRM) and official in self.signed:
            expected = OnePersonActsOnce
        case = Case.objects.get(pk=self.case_id)
        if self.tries(expected, lambda: confirms(official, case, at=self.at, claim=False)):
            self.signed.append(official)
            self.decided(Action.CONFIRM if last else Action.SIGN)
            if last:
                self.grades.append(GRADES[TIERS[place]])
                self.given_at[self.grade] = place

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans())
    def take_back(self, who, claims):
        if claims and self.status == Status.REVERSING:
            self.claim(who)
        place, official = self.somebody(who)
        proposed = self.status == Status.REVERSING
        action = Action.PROPOSE if TIERS[self.place] == "PROVINCE" and not proposed else Action.REVERSE
        expected = self.refusal(place, official, action)
        if expected is SomebodyElseHoldsIt and not proposed:
            expected = None
        if self.tries(expected, lambda: self.acts(cases.reverse, official)):
            self.proposer = official
            self.decided(action)
            if action == Action.REVERSE:
                self.grades.pop()

    @precondition(lambda self: self.case_id is not None)
    @rule(who=WHO, claims=st.booleans(), action=st.sampled_from([Action.REPORT, Action.UPHOLD]))
    def report_up_or_leave_it(self, who, claims, action):
        if claims:
            self.claim(who)
        verb = {Action.REPORT: cases.report_up, Action.UPHOLD: cases.uphold}[action]
        place, official = self.somebody(who)
        if self.tries(self.refusal(place, official, action), lambda: self.acts(verb, official)):
            self.decided(action, self.above if action == Action.REPORT else None)
            self.signed = []


@pytest.fixture
def people(db, monkeypatch):
    """Whom every road meets: a firm, and officials of every place."""
    officials = [(place, an_official(place)) for place in [*TIERS, "220102", "220100", "220000", "220000"]]
    monkeypatch.setattr(Road, "firm", a_firm(), raising=False)
    monkeypatch.setattr(Road, "officials", officials, raising=False)


@pytest.mark.prove
def test_whatever_anybody_does_in_whatever_order_the_rules_hold(national_platform, people, full_size):
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
